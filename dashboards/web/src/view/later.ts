/** What is held for a later course: to know what comes, with nothing to press. */

import { words } from "../i18n/language.ts";
import type { ShownTicket } from "../tickets.ts";
import { courseName, lines, place, ticketAttributes } from "./card.ts";
import { byId, element } from "./element.ts";
import { icon } from "./icon.ts";

export function showLater(tickets: readonly ShownTicket[]): void {
  byId("held").replaceChildren(...tickets.map(held));
  document.body.classList.toggle("has-no-later", tickets.length === 0);
}

function held(ticket: ShownTicket): HTMLElement {
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
  );
}
