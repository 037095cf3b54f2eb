/** How this screen looks and sounds: its own choices, else ours. */

import { THRESHOLDS, type Thresholds } from "./age.ts";
import { isLanguage, type Language } from "./i18n/language.ts";
import type { Act } from "./keyboard.ts";
import { SORTS, type Sort } from "./sorting.ts";
import { load, save } from "./storage.ts";

export const THEMES = ["dark", "light"] as const;
export const SIZES = ["compact", "normal", "large"] as const;
export const VIEWS = ["tickets", "pass"] as const;
export const MOST_COLUMNS = 8;

export interface Settings {
  theme: (typeof THEMES)[number];
  language: Language;
  size: (typeof SIZES)[number];
  sort: Sort;
  sound: boolean;
  /** 0: as many as fit. */
  columns: number;
  /** Of a screen of several stations: a card a ticket, or at the pass a card an order. */
  view: (typeof VIEWS)[number];
  panel: "dishes" | "ingredients" | "none";
  /** Keys of a bump bar that differ from those delivered, by act. */
  keys: Partial<Record<Act, string>>;
  thresholds: Thresholds;
}

const DELIVERED: Settings = {
  theme: "dark",
  language: "en",
  size: "normal",
  sort: "rush",
  sound: true,
  columns: 0,
  view: "tickets",
  panel: "dishes",
  keys: {},
  thresholds: THRESHOLDS,
};

/** What may lie in storage, checked; anything else is as if it were not said. */
const CHECKS: { [K in keyof Settings]: (value: unknown) => boolean } = {
  theme: (value) => THEMES.some((known) => known === value),
  language: (value) => typeof value === "string" && isLanguage(value),
  size: (value) => SIZES.some((known) => known === value),
  sort: (value) => SORTS.some((known) => known === value),
  sound: (value) => typeof value === "boolean",
  columns: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_COLUMNS,
  view: (value) => VIEWS.some((known) => known === value),
  panel: (value) => value === "dishes" || value === "ingredients" || value === "none",
  keys: (value) => typeof value === "object" && value !== null,
  thresholds: (value) => typeof value === "object" && value !== null && "due" in value && "late" in value,
};

export function checked(said: Record<string, unknown>): Partial<Settings> {
  const names = Object.keys(CHECKS) as (keyof Settings)[];
  const good = names.filter((name) => said[name] !== undefined && CHECKS[name](said[name]));
  return Object.fromEntries(good.map((name) => [name, said[name]]));
}

export class SettingsStore {
  #own: Partial<Settings>;

  constructor(private readonly changed: () => void) {
    this.#own = checked(load<Record<string, unknown>>("settings") ?? {});
  }

  get now(): Settings {
    return { ...DELIVERED, ...this.#own };
  }

  own<K extends keyof Settings>(name: K): Settings[K] | undefined {
    return this.#own[name];
  }

  /** Choose for this screen; undefined goes back to what is delivered. */
  choose<K extends keyof Settings>(name: K, value: Settings[K] | undefined): void {
    if (value === undefined) delete this.#own[name];
    else this.#own[name] = value;
    save("settings", this.#own);
    this.changed();
  }
}
