/** Short tones made by the browser: no file to load. */

export type Tune = "new" | "rush" | "changed";

/** Frequencies in hertz, one after another. */
const TUNES: Record<Tune, number[]> = {
  new: [880, 1318],
  rush: [1318, 1318, 1318],
  changed: [740, 587, 740],
};
const STEP_SECONDS = 0.16;

let context: AudioContext | null = null;

/** Browsers allow sound only after a touch or a key; call this from one. */
export function unlockSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function play(tune: Tune): void {
  document.body.dataset["lastTune"] = tune;
  const audio = context;
  if (audio === null || audio.state !== "running") return;
  TUNES[tune].forEach((frequency, index) => tone(audio, frequency, audio.currentTime + index * STEP_SECONDS));
}

function tone(audio: AudioContext, frequency: number, start: number): void {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.35, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.32);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.35);
}
