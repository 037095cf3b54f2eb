/** Tickets as the kitchen knows them, and the book that keeps the newest version of each. */

import { isUnseen, type TicketChange } from "./changes.ts";

/** HELD waits for its course: it is shown, and nobody starts it. */
export type TicketStatus = "HELD" | "NEW" | "PREPARING" | "READY" | "CANCELLED";

/** A modifier, so many times a portion. */
export interface TicketModifier {
  name: string;
  quantity: number;
}

export interface TicketLine {
  line_id: string;
  item_name: string;
  quantity: number;
  note?: string;
  modifiers?: TicketModifier[];
  seat?: number | null;
  allergens?: string[];
  /** The dish of which this station makes only a part, such as its extra fries. */
  of?: string;
  /** Cooked, while others of the ticket may not be. */
  done?: boolean;
}

/** Another station's part of the same order. */
export interface Elsewhere {
  station: string;
  course: number | null;
  status: TicketStatus;
}

export interface Ticket {
  ticket_id: string;
  order_id: string;
  outlet_id: string;
  station: string;
  number: number;
  order_type: string;
  table_label: string;
  status: TicketStatus;
  version: number;
  placed_at: string;
  lines: TicketLine[];
  note?: string;
  course?: number | null;
  /** When the kitchen was told to cook it; null while it is held. */
  fired_at?: string | null;
  promised_at?: string | null;
  rush?: boolean;
  guests?: number | null;
  also_at?: Elsewhere[];
  /** What no cook of the station has seen yet. */
  changes?: TicketChange[];
}

/** The instant a ticket's time counts from. */
export function countsFrom(ticket: Ticket): string {
  return ticket.fired_at ?? ticket.placed_at;
}

/** A ticket on this screen; `changedAt` is when the screen learned of its status (ms since 1970). */
export interface ShownTicket extends Ticket {
  changedAt: number;
  /** Lines that were crossed off while the ticket is in work, here or on another screen of the station. */
  done: string[];
}

/** Lines of an open ticket that somebody still has to cook. */
export function openLines(ticket: ShownTicket): TicketLine[] {
  if (ticket.status !== "NEW" && ticket.status !== "PREPARING") return [];
  return ticket.lines.filter((line) => !ticket.done.includes(line.line_id));
}

/** How long ready tickets may be recalled, and how many of them. */
export const READY_KEPT_MS = 2 * 60 * 60_000;
export const READY_KEPT = 100;
const ON_THE_SHELF_MS = 10 * 60_000;

/** Keeps, per ticket, the highest version ever seen; older ones change nothing. */
export class TicketBook {
  readonly #tickets = new Map<string, ShownTicket>();

  constructor(tickets: Iterable<ShownTicket> = []) {
    for (const ticket of tickets) this.#tickets.set(ticket.ticket_id, ticket);
  }

  /** Whether the ticket was news. A cancelled ticket nobody here ever saw, or has to see, is not. */
  apply(ticket: Ticket, now: number): boolean {
    const known = this.#tickets.get(ticket.ticket_id);
    if (known !== undefined && known.version >= ticket.version) return false;
    if (known === undefined && ticket.status === "CANCELLED" && !isUnseen(ticket)) return false;
    const changedAt = known?.status === ticket.status ? known.changedAt : now;
    const isOpen = ticket.status === "NEW" || ticket.status === "PREPARING";
    const done = isOpen ? ticket.lines.filter((line) => line.done).map((line) => line.line_id) : [];
    this.#tickets.set(ticket.ticket_id, { ...ticket, changedAt, done });
    return true;
  }

  /** Another station of the order is further now; whether a ticket here says so. */
  elsewhere(orderId: string, told: Elsewhere): boolean {
    let said = false;
    for (const ticket of this.#tickets.values()) {
      if (ticket.order_id !== orderId || ticket.station === told.station) continue;
      const others = (ticket.also_at ?? []).filter(
        (other) => other.station !== told.station || other.course !== told.course,
      );
      const also = told.status === "CANCELLED" ? others : [...others, told];
      this.#tickets.set(ticket.ticket_id, { ...ticket, also_at: also });
      said = true;
    }
    return said;
  }

  /** Cross a line off, or take that back, until the server says how it is; the ticket as it then is. */
  cross(ticketId: string, lineId: string): ShownTicket | undefined {
    const ticket = this.#tickets.get(ticketId);
    if (ticket === undefined || !ticket.lines.some((line) => line.line_id === lineId)) return undefined;
    const others = ticket.done.filter((id) => id !== lineId);
    const done = others.length < ticket.done.length ? others : [...others, lineId];
    const crossed = { ...ticket, done };
    this.#tickets.set(ticketId, crossed);
    return crossed;
  }

  /** Replace what is known of one station; a newer version already here stays. */
  replace(station: string, tickets: readonly Ticket[], now: number): void {
    const open = new Set(tickets.map((ticket) => ticket.ticket_id));
    for (const known of [...this.#tickets.values()]) {
      const gone = known.station === station && !open.has(known.ticket_id);
      if (gone && (known.status !== "READY" || isUnseen(known))) this.#tickets.delete(known.ticket_id);
    }
    for (const ticket of tickets) this.apply(ticket, now);
  }

  /** Forget ready tickets that nobody recalled in time, and those that were seen to be off. */
  expire(now: number): boolean {
    const before = this.#tickets.size;
    const kept = new Set(this.ready().slice(0, READY_KEPT));
    for (const ticket of [...this.#tickets.values()]) {
      const isOld = now - ticket.changedAt > READY_KEPT_MS;
      const isDone = (ticket.status === "READY" || ticket.status === "CANCELLED") && !isUnseen(ticket);
      const isTooMany = ticket.status === "READY" && !kept.has(ticket);
      if (isDone && (isOld || isTooMany)) this.#tickets.delete(ticket.ticket_id);
    }
    return this.#tickets.size !== before;
  }

  get(ticketId: string): ShownTicket | undefined {
    return this.#tickets.get(ticketId);
  }

  /** Everything known, what was fired first at the front. */
  all(): ShownTicket[] {
    return [...this.#tickets.values()].sort(
      (a, b) => Date.parse(countsFrom(a)) - Date.parse(countsFrom(b)) || a.number - b.number,
    );
  }

  /** On the rail: to do, in work, or changed, even to be off, and not yet seen. */
  rail(): ShownTicket[] {
    return this.all().filter(
      (ticket) => ticket.status === "NEW" || ticket.status === "PREPARING" || isUnseen(ticket),
    );
  }

  /** Held until their course is fired, oldest order first. */
  later(): ShownTicket[] {
    return this.all().filter((ticket) => ticket.status === "HELD");
  }

  /** Ready a short while ago: what may still stand on the pass. */
  shelf(now: number): ShownTicket[] {
    return this.ready().filter((ticket) => !isUnseen(ticket) && now - ticket.changedAt < ON_THE_SHELF_MS);
  }

  /** Ready and not yet forgotten, newest first. */
  ready(): ShownTicket[] {
    return this.all()
      .filter((ticket) => ticket.status === "READY")
      .sort((a, b) => b.changedAt - a.changedAt);
  }
}
