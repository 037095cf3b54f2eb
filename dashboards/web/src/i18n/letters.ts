/** The letters of a language, brought before anything is written in it. */

import type { Language } from "./language.ts";

const WEIGHTS = [400, 700];
/** A board in boxes for letters is better than none. */
const PATIENCE_MS = 2_000;

/** Text that Chromium draws before its letters come may stay boxes when they have come. */
export async function lettersOf(language: Language): Promise<void> {
  if (language === "en") return;
  const wanted = WEIGHTS.map((weight) => document.fonts.load(`${weight} 1em "Noto Sans Devanagari"`, "अ"));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([Promise.allSettled(wanted), patience]);
}
