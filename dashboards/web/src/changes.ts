/** What became of a ticket since a cook of the station last looked, as the server keeps it. */

import type { Ticket, TicketLine } from "./tickets.ts";

/** One change by one person; without `before` there was no such dish, without `after` there is none any more. */
export interface TicketChange {
  version: number;
  kind: "ADDED" | "CHANGED" | "VOIDED" | "NOTE" | "CANCELLED";
  changed_at: string;
  changed_by: string;
  position: number;
  before: TicketLine | null;
  after: TicketLine | null;
  note_before: string;
}

/** All that became of one dish or of the note, and who did the last of it when. */
export type Change = { by: string; at: string } & (
  | { kind: "added"; lineId: string }
  | { kind: "voided"; lineId: string; line: TicketLine; position: number }
  | { kind: "quantity"; lineId: string; before: number }
  | { kind: "words"; lineId: string }
  | { kind: "note"; before: string }
);

/** What the cook has to look at, a dish once however often it changed. */
export function unseen(ticket: Ticket): Change[] {
  const byLine = new Map<string, { first: TicketChange; last: TicketChange }>();
  const found: Change[] = [];
  for (const change of ticket.changes ?? []) {
    if (change.kind === "NOTE") found.push({ kind: "note", before: change.note_before, by: change.changed_by, at: change.changed_at });
    const lineId = (change.after ?? change.before)?.line_id;
    if (lineId === undefined) continue;
    byLine.set(lineId, { first: byLine.get(lineId)?.first ?? change, last: change });
  }
  return [...[...byLine].map(([lineId, { first, last }]) => ofLine(lineId, first, last)), ...found];
}

/** Whether something waits to be seen: a change, or that the whole ticket is off. */
export function isUnseen(ticket: Ticket): boolean {
  return (ticket.changes ?? []).length > 0;
}

/** Lines to show: those that stand, and at their old places those that were taken off unseen. */
export function linesToShow(ticket: Ticket): TicketLine[] {
  const shown = [...ticket.lines];
  const gone = unseen(ticket).filter((change) => change.kind === "voided");
  for (const { position, line } of gone.sort((a, b) => a.position - b.position)) {
    shown.splice(Math.min(position, shown.length), 0, line);
  }
  return shown;
}

function ofLine(lineId: string, first: TicketChange, last: TicketChange): Change {
  const who = { lineId, by: last.changed_by, at: last.changed_at };
  if (last.after === null && last.before !== null) {
    return { ...who, kind: "voided", line: last.before, position: last.position };
  }
  if (first.before === null) return { ...who, kind: "added" };
  const isOther = first.before.quantity !== last.after?.quantity;
  return isOther ? { ...who, kind: "quantity", before: first.before.quantity } : { ...who, kind: "words" };
}
