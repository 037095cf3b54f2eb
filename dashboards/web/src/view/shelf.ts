/** The shelf of tickets that are ready: what may still stand at the pass, to be brought back by a press. */

import { plainNumber, words } from "../i18n/language.ts";
import type { ShownTicket } from "../tickets.ts";
import { button, place, ticketAttributes } from "./card.ts";
import { byId, element } from "./element.ts";

const SIZE = 12;

export function showShelf(ready: readonly ShownTicket[], sending: ReadonlySet<string>, recall: (id: string) => void): void {
  byId("shelf").replaceChildren(...ready.slice(0, SIZE).map((ticket) => chip(ticket, sending, recall)));
  document.body.classList.toggle("has-no-ready", ready.length === 0);
}

function chip(ticket: ShownTicket, sending: ReadonlySet<string>, recall: (id: string) => void): HTMLElement {
  const { ticket_id: id } = ticket;
  const isSending = sending.has(id);
  return element(
    "article",
    { class: "chip", ...ticketAttributes(ticket) },
    element("h2", { class: "number" }, plainNumber(ticket.number)),
    element("span", { class: "place" }, place(ticket)),
    button("recall", isSending ? "…" : words().recall, isSending, () => recall(id)),
  );
}
