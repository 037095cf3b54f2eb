/** How long an order has been waiting, and how worried the kitchen should be. */

import { countsFrom, type Ticket } from "./tickets.ts";

export type Worry = "fresh" | "due" | "late";

/** Per cent of the promised time after which a ticket is due, and late. */
export interface Thresholds {
  due: number;
  late: number;
}

export const THRESHOLDS: Thresholds = { due: 80, late: 100 };

/** For tickets that promise nothing, of dishes nobody has timed. */
export const PROMISE_SECONDS = 14 * 60;

/** Seconds that dishes take by the menu, by the names that tickets call them. */
export type Preparation = Readonly<Record<string, number>>;

export function ageSeconds(placedAt: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(placedAt)) / 1000));
}

/** Seconds from firing until the food was promised: to the guest, else the longest of its dishes. */
export function promisedSeconds(ticket: Ticket, preparation: Preparation): number {
  if (ticket.promised_at) return Math.max(60, (Date.parse(ticket.promised_at) - Date.parse(countsFrom(ticket))) / 1000);
  const longest = Math.max(0, ...ticket.lines.map((line) => preparation[line.item_name] ?? 0));
  return longest > 0 ? longest : PROMISE_SECONDS;
}

export function worry(seconds: number, promised: number, limits: Thresholds): Worry {
  const share = (seconds * 100) / promised;
  if (share >= limits.late) return "late";
  return share >= limits.due ? "due" : "fresh";
}

/** 4:07, 59:59, then 1h 05. */
export function clockText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
