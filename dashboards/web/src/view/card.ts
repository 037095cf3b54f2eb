/** One ticket on the rail. */

import type { Change } from "../changes.ts";
import { linesToShow, unseen } from "../changes.ts";
import { plainNumber, words } from "../i18n/language.ts";
import { countsFrom, type ShownTicket, type TicketStatus } from "../tickets.ts";
import { element } from "./element.ts";
import { icon, type IconName } from "./icon.ts";
import { lineItem } from "./line.ts";

export interface CardActions {
  advance(ticketId: string, to: TicketStatus): void;
  see(ticketId: string): void;
  cross(ticketId: string, lineId: string): void;
}

const TYPE_ICONS: Record<string, IconName> = { DINE_IN: "table", TAKEAWAY: "bag", DELIVERY: "bike" };
const STATUS_ICONS: Record<TicketStatus, IconName> = {
  HELD: "held",
  NEW: "new",
  PREPARING: "cooking",
  READY: "done",
  CANCELLED: "voided",
};

export function typeName(ticket: ShownTicket): string {
  const { order_type: type } = ticket;
  return type === "DINE_IN" || type === "TAKEAWAY" || type === "DELIVERY" ? words()[type] : type;
}

export function statusName(status: TicketStatus): string {
  const said = words();
  const names: Record<TicketStatus, string> = {
    HELD: said.held,
    NEW: said.new,
    PREPARING: said.cooking,
    READY: said.ready,
    CANCELLED: said.cancelled,
  };
  return names[status];
}

/** Where the food goes: the table, else the kind of order. */
export function place(ticket: ShownTicket): string {
  if (ticket.table_label === "") return typeName(ticket);
  return /^\d/.test(ticket.table_label) ? words().table(ticket.table_label) : ticket.table_label;
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

/** What a card shows beside its ticket. */
export interface CardContext {
  /** Empty where every card is of one station. */
  station: string;
  also: readonly { name: string; status: TicketStatus }[];
  isSending: boolean;
}

export function card(ticket: ShownTicket, context: CardContext, actions: CardActions): HTMLElement {
  const changes = unseen(ticket);
  const made = element(
    "article",
    { class: "ticket", ...ticketAttributes(ticket) },
    header(ticket),
    meta(ticket, context.station),
  );
  made.classList.toggle("is-rush", ticket.rush === true);
  made.classList.toggle("is-changed", changes.length > 0);
  if (ticket.rush) made.append(flag("rush", words().rush));
  if (changes.length > 0) made.append(flag("changed", words().changed));
  made.append(...orderNote(ticket.note ?? "", changes));
  made.append(lines(ticket, changes, actions));
  if (context.also.length > 0) made.append(alsoAt(context.also));
  made.append(element("footer", {}, ...buttons(ticket, changes, context.isSending, actions)));
  return made;
}

function alsoAt(also: CardContext["also"]): HTMLElement {
  const stations = also.map(({ name, status }) => element("span", { "data-status": status }, statusIcon(status), `${name}: ${statusName(status)}`));
  return element("p", { class: "also" }, `${words().alsoAt} `, ...stations);
}

export function courseName(ticket: ShownTicket): string {
  return ticket.course ? words().course(plainNumber(ticket.course)) : "";
}

/** The dishes; with `actions` a press crosses one off. */
export function lines(ticket: ShownTicket, changes: readonly Change[] = [], actions?: CardActions): HTMLElement {
  const byLine = new Map(changes.flatMap((change) => (change.kind === "note" ? [] : [[change.lineId, change] as const])));
  const isOpen = ticket.status === "NEW" || ticket.status === "PREPARING";
  const items = linesToShow(ticket).map((line) => {
    const change = byLine.get(line.line_id);
    const made = lineItem(line, { isDone: ticket.done.includes(line.line_id), ...(change && { change }) });
    const canCross = actions !== undefined && isOpen && change?.kind !== "voided";
    if (canCross) made.addEventListener("click", () => actions.cross(ticket.ticket_id, line.line_id));
    made.classList.toggle("can-cross", canCross);
    return made;
  });
  return element("ul", { class: "lines" }, ...items);
}

export function header(ticket: ShownTicket): HTMLElement {
  return element(
    "header",
    {},
    element("span", { class: "slot", "aria-hidden": "true" }),
    element("h2", { class: "number" }, plainNumber(ticket.number)),
    element("span", { class: "place" }, ticket.table_label === "" ? "" : place(ticket)),
    element("time", { class: "age", datetime: countsFrom(ticket) }),
  );
}

export function statusIcon(status: TicketStatus): SVGSVGElement {
  return icon(STATUS_ICONS[status]);
}

export function typeBadge(ticket: ShownTicket): HTMLElement {
  const { order_type: type } = ticket;
  return element("span", { class: `type type-${type.toLowerCase()}` }, icon(TYPE_ICONS[type] ?? "table"), typeName(ticket));
}

function meta(ticket: ShownTicket, stationName: string): HTMLElement {
  return element(
    "p",
    { class: "meta" },
    typeBadge(ticket),
    element("span", { class: "status" }, statusIcon(ticket.status), statusName(ticket.status)),
    element("span", { class: "course" }, courseName(ticket)),
    element("span", { class: "guests" }, ticket.guests ? words().guests(plainNumber(ticket.guests)) : ""),
    element("span", { class: "station" }, stationName),
    element("span", { class: "worry" }, icon("late"), element("b", {})),
  );
}

function flag(name: "rush" | "changed", text: string): HTMLElement {
  return element("p", { class: `flag flag-${name}` }, icon(name), text);
}

/** The order's note, and crossed out what it was; nothing where there is none and was none. */
export function orderNote(note: string, changes: readonly Change[]): HTMLElement[] {
  const change = changes.find((each) => each.kind === "note");
  if (note === "" && change === undefined) return [];
  const made = element("p", { class: "order-note" }, icon("note"), note);
  if (change !== undefined) made.append(" ", element("del", {}, change.before), " ", element("b", {}, words().noteChanged));
  return [made];
}

function buttons(ticket: ShownTicket, changes: readonly Change[], sending: boolean, actions: CardActions): HTMLElement[] {
  const id = ticket.ticket_id;
  const said = words();
  const see = (action: string, label: string): HTMLElement =>
    button(action, sending ? said.sending : label, sending, () => actions.see(id));
  if (ticket.status === "CANCELLED") return [see("dismiss", said.seenOff)];
  if (ticket.status === "READY") return [see("seen", said.seen)];
  const onward =
    ticket.status === "NEW"
      ? button("start", sending ? said.sending : said.start, sending, () => actions.advance(id, "PREPARING"))
      : button("ready", sending ? said.sending : said.finish, sending, () => actions.advance(id, "READY"));
  if (changes.length === 0) return [onward];
  return [see("seen", said.seen), onward];
}

export function button(action: string, label: string, disabled: boolean, press: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", "data-action": action }, label);
  made.disabled = disabled;
  made.addEventListener("click", press);
  return made;
}
