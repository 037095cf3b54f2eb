/** In which order tickets hang on the rail. */

import { type Preparation, promisedSeconds } from "./age.ts";
import { countsFrom, type ShownTicket } from "./tickets.ts";

export const SORTS = ["rush", "oldest", "promised"] as const;
export type Sort = (typeof SORTS)[number];

const KEYS: Record<Sort, (ticket: ShownTicket, preparation: Preparation) => number[]> = {
  rush: (ticket) => [ticket.rush ? 0 : 1, firedAt(ticket)],
  oldest: (ticket) => [firedAt(ticket)],
  promised: (ticket, preparation) => [firedAt(ticket) + promisedSeconds(ticket, preparation) * 1_000],
};

export function sorted(tickets: readonly ShownTicket[], sort: Sort, preparation: Preparation): ShownTicket[] {
  const key = KEYS[sort];
  return [...tickets].sort((a, b) => compare([...key(a, preparation), a.number], [...key(b, preparation), b.number]));
}

function firedAt(ticket: ShownTicket): number {
  return Date.parse(countsFrom(ticket));
}

function compare(a: number[], b: number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
