/** One ticket on the rail. */

import { countsFrom, type ShownTicket, type TicketLine, type TicketModifier, type TicketStatus } from "../tickets.ts";
import { element } from "./element.ts";

export interface CardActions {
  advance(ticketId: string, to: TicketStatus): void;
  dismiss(ticketId: string): void;
}

const TYPE_NAMES: Record<string, string> = { DINE_IN: "Dine in", TAKEAWAY: "Takeaway", DELIVERY: "Delivery" };
const STATUS_NAMES: Record<TicketStatus, string> = {
  HELD: "Held",
  NEW: "New",
  PREPARING: "Cooking",
  READY: "Ready",
  CANCELLED: "Cancelled",
};

export function typeName(ticket: ShownTicket): string {
  return TYPE_NAMES[ticket.order_type] ?? ticket.order_type;
}

/** Where the food goes: the table, else the kind of order. */
export function place(ticket: ShownTicket): string {
  if (ticket.table_label === "") return typeName(ticket);
  return /^\d/.test(ticket.table_label) ? `Table ${ticket.table_label}` : ticket.table_label;
}

/** Attributes by which a ticket is found on the page, on the rail and among the ready ones alike. */
export function ticketAttributes(ticket: ShownTicket): Record<string, string> {
  return {
    "data-testid": "ticket",
    "data-ticket-id": ticket.ticket_id,
    "data-version": String(ticket.version),
    "data-status": ticket.status,
    "data-counts-from": countsFrom(ticket),
  };
}

export function card(ticket: ShownTicket, stationName: string, sending: boolean, actions: CardActions): HTMLElement {
  const header = element(
    "header",
    {},
    element("span", { class: "slot", "aria-hidden": "true" }),
    element("h2", { class: "number" }, String(ticket.number)),
    element("span", { class: "place" }, ticket.table_label === "" ? "" : place(ticket)),
    element("time", { class: "age", datetime: countsFrom(ticket) }),
  );
  const meta = element(
    "p",
    { class: "meta" },
    element("span", { class: `type type-${ticket.order_type.toLowerCase()}` }, typeName(ticket)),
    element("span", { class: "status" }, STATUS_NAMES[ticket.status]),
    element("span", { class: "course" }, courseName(ticket)),
    element("span", { class: "station" }, stationName),
    element("span", { class: "placed" }, stationName === "" ? timeOfDay(countsFrom(ticket)) : ""),
  );
  const made = element("article", { class: "ticket", ...ticketAttributes(ticket) }, header, meta);
  if (ticket.note) made.append(element("p", { class: "order-note" }, ticket.note));
  made.append(lines(ticket), element("footer", {}, button(ticket, sending, actions)));
  return made;
}

export function courseName(ticket: ShownTicket): string {
  return ticket.course ? `Course ${ticket.course}` : "";
}

export function lines(ticket: ShownTicket): HTMLElement {
  return element("ul", { class: "lines" }, ...ticket.lines.map(dish));
}

function dish(line: TicketLine): HTMLElement {
  const text = element("span", { class: "dish" }, line.item_name);
  if (line.seat) text.append(" ", element("span", { class: "seat" }, `seat ${line.seat}`));
  for (const modifier of line.modifiers ?? []) {
    text.append(element("span", { class: "line-modifier" }, modifierText(modifier)));
  }
  if (line.note) text.append(element("em", { class: "line-note" }, line.note));
  const many = line.quantity > 1 ? "quantity many" : "quantity";
  return element("li", {}, element("b", { class: many }, String(line.quantity)), text);
}

function modifierText(modifier: TicketModifier): string {
  return modifier.quantity > 1 ? `${modifier.name} × ${modifier.quantity}` : modifier.name;
}

function button(ticket: ShownTicket, sending: boolean, actions: CardActions): HTMLButtonElement {
  const id = ticket.ticket_id;
  const [action, label, press] =
    ticket.status === "NEW"
      ? (["start", "Start", () => actions.advance(id, "PREPARING")] as const)
      : ticket.status === "CANCELLED"
        ? (["dismiss", "Seen, take it off", () => actions.dismiss(id)] as const)
        : (["ready", "Ready", () => actions.advance(id, "READY")] as const);
  const made = element("button", { type: "button", "data-action": action }, sending ? "Sending…" : label);
  made.disabled = sending;
  made.addEventListener("click", press);
  return made;
}

function timeOfDay(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}
