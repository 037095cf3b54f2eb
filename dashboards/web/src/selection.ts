/** What the keys act on: a ticket of the rail and, it may be, one of its dishes. */

import type { ShownTicket } from "./tickets.ts";

export class Selection {
  ticketId: string | null = null;
  lineId: string | null = null;

  take(ticketId: string | null): void {
    if (ticketId !== this.ticketId) this.lineId = null;
    this.ticketId = ticketId;
  }

  /** Along the rail; the first ticket when none is chosen yet. */
  move(rail: readonly ShownTicket[], step: number): void {
    const at = rail.findIndex((ticket) => ticket.ticket_id === this.ticketId);
    const to = at < 0 ? 0 : Math.min(Math.max(at + step, 0), rail.length - 1);
    this.take(rail[to]?.ticket_id ?? null);
  }

  /** Down the dishes of the ticket; up from the first is the whole ticket again. */
  moveLine(rail: readonly ShownTicket[], step: number): void {
    if (this.ticketId === null) this.move(rail, 0);
    const lines = rail.find((ticket) => ticket.ticket_id === this.ticketId)?.lines ?? [];
    const at = lines.findIndex((line) => line.line_id === this.lineId);
    this.lineId = lines[Math.min(at + step, lines.length - 1)]?.line_id ?? null;
  }

  /** Let go of what is no longer there. */
  keepWithin(rail: readonly ShownTicket[]): void {
    const ticket = rail.find((each) => each.ticket_id === this.ticketId);
    if (ticket === undefined) this.take(null);
    else if (ticket.lines.every((line) => line.line_id !== this.lineId)) this.lineId = null;
  }
}
