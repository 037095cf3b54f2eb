/** The language of this screen: its words, numbers and times. Dishes keep their own names. */

import { type Dictionary, en, type PlainKey } from "./en.ts";
import { hi } from "./hi.ts";
import { mr } from "./mr.ts";

export const LANGUAGES = { en, hi, mr } satisfies Record<string, Dictionary>;
export type Language = keyof typeof LANGUAGES;

let current: Language = "en";

export function isLanguage(code: string): code is Language {
  return Object.hasOwn(LANGUAGES, code);
}

export function setLanguage(language: Language): void {
  current = language;
}

export function language(): Language {
  return current;
}

/** What is said in the language of this screen. */
export function words(): Dictionary {
  return LANGUAGES[current];
}

/** Digits are those of the bill and the table card in every language. */
function locale(): string {
  return `${current}-IN-u-nu-latn`;
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** An order's number: no commas in it. */
export function plainNumber(value: number): string {
  return new Intl.NumberFormat(locale(), { useGrouping: false }).format(value);
}

export function timeText(instant: number | string): string {
  const form = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
  return new Intl.DateTimeFormat(locale(), form).format(new Date(instant));
}

const UNITS: Record<string, { small: string; big: string }> = {
  g: { small: "gram", big: "kilogram" },
  ml: { small: "milliliter", big: "liter" },
};

/** 850 g, 1.25 kg, 3 pc: `quantity` is in the ingredient's own unit. */
export function amountText(quantity: number, unit: string): string {
  const known = UNITS[unit];
  if (known === undefined) {
    const name = unit === "pc" ? words().pieces : unit;
    return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(quantity)} ${name}`;
  }
  const isBig = quantity >= 1_000;
  const form = new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: isBig ? known.big : known.small,
    unitDisplay: "short",
    maximumFractionDigits: isBig ? 2 : 0,
  });
  return form.format(isBig ? quantity / 1_000 : quantity);
}

/** Puts the page's own texts (`data-t`, `data-label`) into the language of this screen. */
export function translatePage(): void {
  document.documentElement.lang = current;
  const dictionary = words();
  for (const node of document.querySelectorAll<HTMLElement>("[data-t]")) {
    node.textContent = dictionary[node.dataset["t"] as PlainKey];
  }
  for (const node of document.querySelectorAll<HTMLElement>("[data-label]")) {
    node.setAttribute("aria-label", dictionary[node.dataset["label"] as PlainKey]);
  }
}
