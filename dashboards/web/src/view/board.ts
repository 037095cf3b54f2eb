/** The frame around the rail: who and where, the line's state, counts, totals, messages. */

import { clockText } from "../age.ts";
import type { ConnectionState } from "../connection.ts";
import type { DishTotal } from "../totals.ts";
import { byId, element } from "./element.ts";

const STATE_TEXT: Record<ConnectionState, string> = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting… new tickets may be missing",
  "signed-out": "Signed out",
};
const TOAST_MS = 6_000;

export function showConnection(state: ConnectionState): void {
  const pill = byId("connection");
  pill.dataset["state"] = state;
  pill.textContent = STATE_TEXT[state];
  document.body.dataset["connection"] = state;
}

export function showTitle(outlet: string, station: string): void {
  byId("station").textContent = station;
  byId("outlet").textContent = outlet;
  document.title = station === "" ? "Kitchen display" : `${station} · Kitchen display`;
}

export function showCounts(counts: { fresh: number; cooking: number; longest: number | null }): void {
  byId("count-new").textContent = String(counts.fresh);
  byId("count-cooking").textContent = String(counts.cooking);
  byId("count-longest").textContent = counts.longest === null ? "–" : clockText(counts.longest);
}

export function showTotals(totals: DishTotal[]): void {
  const rows = totals.map((dish) =>
    element("li", {}, element("b", {}, String(dish.quantity)), element("span", {}, dish.name)),
  );
  byId("totals").replaceChildren(...rows);
}

export function showClock(now: Date): void {
  byId("clock").textContent = now.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function toast(message: string): void {
  const note = element("p", { role: "alert" }, message);
  byId("toasts").append(note);
  window.setTimeout(() => note.remove(), TOAST_MS);
}
