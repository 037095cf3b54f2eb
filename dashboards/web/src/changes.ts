/** What became of a ticket since the cook last looked at it. */

import type { Ticket, TicketLine } from "./tickets.ts";

export type Change =
  | { kind: "added"; lineId: string }
  | { kind: "voided"; lineId: string }
  | { kind: "quantity"; lineId: string; before: number }
  | { kind: "words"; lineId: string }
  | { kind: "note" };

/** A ticket as the cook saw it: changes are told against it until they are acknowledged. */
export interface Seen {
  lines: TicketLine[];
  note: string;
}

export function seenOf(ticket: Ticket): Seen {
  return { lines: ticket.lines, note: ticket.note ?? "" };
}

export function changesSince(seen: Seen, ticket: Ticket): Change[] {
  if (ticket.status === "CANCELLED") return [];
  const before = new Map(seen.lines.map((line) => [line.line_id, line]));
  const found: Change[] = [];
  for (const line of ticket.lines) {
    const known = before.get(line.line_id);
    before.delete(line.line_id);
    if (known === undefined) found.push({ kind: "added", lineId: line.line_id });
    else if (known.quantity !== line.quantity) {
      found.push({ kind: "quantity", lineId: line.line_id, before: known.quantity });
    } else if (wordsOf(known) !== wordsOf(line)) found.push({ kind: "words", lineId: line.line_id });
  }
  for (const lineId of before.keys()) found.push({ kind: "voided", lineId });
  if (seen.note !== (ticket.note ?? "")) found.push({ kind: "note" });
  return found;
}

/** Lines to show: those that stand, and at their old places those that were taken off unseen. */
export function linesToShow(seen: Seen, ticket: Ticket): TicketLine[] {
  const standing = new Set(ticket.lines.map((line) => line.line_id));
  const shown = [...ticket.lines];
  seen.lines.forEach((line, index) => {
    if (!standing.has(line.line_id)) shown.splice(Math.min(index, shown.length), 0, line);
  });
  return shown;
}

function wordsOf(line: TicketLine): string {
  return JSON.stringify([line.item_name, line.note ?? "", line.modifiers ?? [], line.seat ?? null]);
}
