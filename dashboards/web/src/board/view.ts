/** Painting the board: two columns of numbers, as large as they fit, in pages when they do not. */

import { timeText } from "../i18n/language.ts";
import { byId, element } from "../view/element.ts";
import type { Words } from "./words.ts";

/** Numbers a column can show so that they are read from ten metres. */
const MOST = { preparing: 24, ready: 12 } as const;
export const PAGE_MS = 7_000;
/** For so long a number that has just become ready stands out. */
export const FRESH_MS = 20_000;

type Column = keyof typeof MOST;

export function paint(column: Column, numbers: readonly number[], fresh: ReadonlySet<number>, turn: number, words: Words[]): void {
  const section = byId(column);
  const pages = Math.max(1, Math.ceil(numbers.length / MOST[column]));
  const page = turn % pages;
  // Who was just called is on every page.
  const called = column === "ready" ? numbers.filter((number) => fresh.has(number)).slice(0, MOST.ready) : [];
  const others = numbers.filter((number) => !called.includes(number));
  const room = MOST[column] - called.length;
  const start = page * room;
  const shown = [...called, ...others.slice(start, start + room)];
  const list = section.querySelector("ol")!;
  list.dataset["size"] = size(shown.length);
  list.dataset["digits"] = String(Math.max(3, ...shown.map((number) => String(number).length)));
  list.replaceChildren(...shown.map((number) => item(number, fresh.has(number))));
  const empty = words.map((each) => (column === "ready" ? each.nothingReady : each.nothingPreparing)).join(" · ");
  const paging = section.querySelector(".pages")!;
  paging.textContent = numbers.length === 0 ? empty : pages > 1 ? `${page + 1} / ${pages}` : "";
}

function size(count: number): string {
  if (count > 9) return "many";
  if (count > 6) return "more";
  return count > 4 ? "some" : "few";
}

function item(number: number, isFresh: boolean): HTMLElement {
  return element("li", { "data-number": String(number), class: isFresh ? "fresh" : undefined }, String(number));
}

/** The second language stands smaller beside the first. */
export function paintTitles(words: Words[]): void {
  for (const column of ["preparing", "ready"] as const) {
    const [first, second] = words.map((each) => each[column]);
    const title = byId(`${column}-title`);
    title.replaceChildren(first ?? "", ...(second === undefined ? [] : [element("small", {}, second)]));
  }
}

export function paintClock(now: number): void {
  byId("clock").textContent = timeText(now);
}

export function notice(texts: string[] | null): void {
  const place = byId("notice");
  place.hidden = texts === null;
  place.replaceChildren(...(texts ?? []).map((text) => element("span", {}, text)));
}
