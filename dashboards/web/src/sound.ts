/** Two short tones for a new ticket, made by the browser: no file to load. */

import { load, save } from "./storage.ts";

let context: AudioContext | null = null;

export function isMuted(): boolean {
  return load<boolean>("muted") ?? false;
}

export function setMuted(muted: boolean): void {
  save("muted", muted);
}

/** Browsers allow sound only after a touch or a key; call this from one. */
export function unlockSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function chime(): void {
  if (isMuted() || context === null || context.state !== "running") return;
  tone(context, 880, context.currentTime);
  tone(context, 1318, context.currentTime + 0.14);
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
