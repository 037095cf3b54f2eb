/** What is held for a later course: to know what comes, and to have it cooked now. */

import { words } from "../i18n/language.ts";
import type { ShownTicket } from "../tickets.ts";
import { button, courseName, lines, place, ticketAttributes } from "./card.ts";
import { byId, element } from "./element.ts";
import { icon } from "./icon.ts";

type Fire = (ticketId: string) => void;

export function showLater(tickets: readonly ShownTicket[], sending: ReadonlySet<string>, fire: Fire): void {
  byId("held").replaceChildren(...tickets.map((ticket) => held(ticket, sending, fire)));
  document.body.classList.toggle("has-no-later", tickets.length === 0);
}

function held(ticket: ShownTicket, sending: ReadonlySet<string>, fire: Fire): HTMLElement {
  const isSending = sending.has(`${ticket.order_id}/${ticket.course ?? 1}`);
  return element(
    "article",
    { class: "held", ...ticketAttributes(ticket) },
    element(
      "header",
      {},
      element("h2", { class: "number" }, String(ticket.number)),
      element("span", { class: "place" }, place(ticket)),
    ),
    element("span", { class: "badge" }, icon("held"), words().courseHeld(courseName(ticket) || words().later)),
    lines(ticket),
    button("fire", isSending ? "…" : words().fire, isSending, () => fire(ticket.ticket_id)),
  );
}
