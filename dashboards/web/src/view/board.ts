/** The frame around the rail: who and where, the line's state, counts, messages. */

import { clockText } from "../age.ts";
import type { ConnectionState } from "../connection.ts";
import { numberText, timeText, words } from "../i18n/language.ts";
import { byId, element } from "./element.ts";

const TOAST_MS = 6_000;
const UNDO_MS = 10_000;

export function showConnection(state: ConnectionState): void {
  const pill = byId("connection");
  const said = words();
  const texts: Record<ConnectionState, string> = {
    connecting: said.connecting,
    live: said.live,
    reconnecting: said.connecting,
    "signed-out": said.signedOut,
  };
  pill.dataset["state"] = state;
  pill.textContent = texts[state];
  document.body.dataset["connection"] = state;
}

/** `lostAt` is when the line broke, null while it is whole (ms since 1970). */
export function showBanner(lostAt: number | null, now: number): void {
  const banner = byId("banner");
  banner.hidden = lostAt === null;
  if (lostAt === null) return;
  byId("banner-time").textContent = words().lineLost(clockText(Math.max(0, Math.floor((now - lostAt) / 1_000))));
  byId("banner-more").textContent = words().lineLostMore(timeText(lostAt));
}

export function showTitle(outlet: string, station: string): void {
  byId("station").textContent = station;
  byId("outlet").textContent = outlet;
  document.title = station === "" ? words().title : `${station} · ${words().title}`;
}

export function showCounts(counts: { fresh: number; cooking: number; longest: number | null }): void {
  byId("count-new").textContent = numberText(counts.fresh);
  byId("count-cooking").textContent = numberText(counts.cooking);
  byId("count-longest").textContent = counts.longest === null ? "–" : clockText(counts.longest);
}

export function showClock(now: Date): void {
  byId("clock").textContent = timeText(now.getTime());
}

export function toast(message: string): void {
  const note = element("p", { role: "alert", class: "problem" }, message);
  byId("toasts").append(note);
  window.setTimeout(() => note.remove(), TOAST_MS);
}

/** Says what was done and takes it back at a press; only the newest can be. */
export function offerUndo(message: string, undo: () => void): void {
  for (const old of byId("toasts").querySelectorAll(".done")) old.remove();
  const button = element("button", { type: "button", "data-action": "undo" }, words().undo);
  const note = element("p", { class: "done", role: "status" }, element("span", {}, message), button);
  button.addEventListener("click", () => {
    note.remove();
    undo();
  });
  byId("toasts").append(note);
  window.setTimeout(() => note.remove(), UNDO_MS);
}
