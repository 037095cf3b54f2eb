/** One order at the pass: its stations, how far each is, and the press that sends it out. */

import { unseen } from "../changes.ts";
import { words } from "../i18n/language.ts";
import type { PassOrder } from "../pass.ts";
import type { ShownTicket } from "../tickets.ts";
import { button, courseName, header, lines, orderNote, statusIcon, statusName, ticketAttributes, typeBadge } from "./card.ts";
import { element } from "./element.ts";
import { icon } from "./icon.ts";

export interface PassActions {
  handOver(order: PassOrder): void;
}

export function passCard(
  order: PassOrder,
  stationName: (code: string) => string,
  sending: boolean,
  actions: PassActions,
): HTMLElement {
  const { lead, tickets, isComplete } = order;
  const done = tickets.filter((ticket) => ticket.status === "READY").length;
  const made = element(
    "article",
    { class: "ticket pass", ...ticketAttributes(lead), "data-order-id": lead.order_id, "data-complete": String(isComplete) },
    header(lead),
    element(
      "p",
      { class: "meta" },
      typeBadge(lead),
      element("span", { class: "status" }, icon(isComplete ? "done" : "cooking"), words().readyOf(String(done), String(tickets.length))),
      element("span", { class: "course" }, courseName(lead)),
      element("span", { class: "worry" }, icon("late"), element("b", {})),
    ),
  );
  if (lead.rush) made.append(element("p", { class: "flag flag-rush" }, icon("rush"), words().rush));
  made.append(...orderNote(lead.note ?? "", []));
  made.append(...tickets.map((ticket) => station(ticket, stationName(ticket.station))));
  const press = button("hand-over", sending ? words().sending : words().handOver, sending || !isComplete, () => actions.handOver(order));
  made.append(element("footer", {}, press));
  return made;
}

function station(ticket: ShownTicket, name: string): HTMLElement {
  return element(
    "section",
    { class: "part", "data-station": ticket.station, "data-status": ticket.status },
    element("h3", {}, element("span", {}, name), element("span", { class: "status" }, statusIcon(ticket.status), statusName(ticket.status))),
    lines(ticket, unseen(ticket)),
  );
}
