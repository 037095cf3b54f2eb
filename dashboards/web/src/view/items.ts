/** What hangs on the rail: a card a ticket, or at the pass a card an order. */

import { language } from "../i18n/language.ts";
import type { PassOrder } from "../pass.ts";
import type { ShownTicket } from "../tickets.ts";
import { type CardActions, card } from "./card.ts";
import { type PassActions, passCard } from "./passCard.ts";
import type { RailItem } from "./rail.ts";

export interface Surroundings {
  stationName(code: string): string;
  sending: ReadonlySet<string>;
  actions: CardActions & PassActions;
}

/** `all` is every ticket this screen knows: where else an order is being cooked. */
export function ticketItem(ticket: ShownTicket, all: readonly ShownTicket[], around: Surroundings, isOne: boolean): RailItem {
  const isSending = around.sending.has(ticket.ticket_id);
  const others = all.filter((each) => goesWith(each, ticket));
  const shown = new Set(all.map((each) => each.station));
  const unseenHere = (ticket.also_at ?? []).filter(
    (each) => !shown.has(each.station) && each.course === (ticket.course ?? null),
  );
  const also = [...others, ...unseenHere].map(({ station, status }) => ({ name: around.stationName(station), status }));
  const station = isOne ? "" : around.stationName(ticket.station);
  return {
    ticket,
    signature: JSON.stringify([ticket.version, ticket.status, isSending, station, language(), ticket.done, also]),
    build: () => card(ticket, { station, also, isSending }, around.actions),
  };
}

export function passItem(order: PassOrder, around: Surroundings): RailItem {
  const isSending = around.sending.has(order.lead.order_id);
  const parts = order.tickets.map((ticket) => [ticket.ticket_id, ticket.version]);
  return {
    ticket: order.lead,
    signature: JSON.stringify(["pass", parts, isSending, language()]),
    build: () => passCard(order, around.stationName, isSending, around.actions),
  };
}

function goesWith(other: ShownTicket, ticket: ShownTicket): boolean {
  const isOther = other.ticket_id !== ticket.ticket_id && other.order_id === ticket.order_id;
  return isOther && (other.course ?? null) === (ticket.course ?? null) && other.status !== "CANCELLED";
}
