/** Dialogs of the display: opened by a button or key, closed by theirs or by Escape. */

import { plainNumber, timeText, words } from "../i18n/language.ts";
import type { ShownTicket } from "../tickets.ts";
import { button, place } from "./card.ts";
import { byId, element } from "./element.ts";

const LISTED = 20;

export function openDialog(id: string): void {
  const dialog = byId(id) as HTMLDialogElement;
  if (!dialog.open) dialog.showModal();
}

export function wireDialogs(): void {
  for (const close of document.querySelectorAll<HTMLButtonElement>("dialog .close")) {
    close.addEventListener("click", () => close.closest("dialog")?.close());
  }
}

/** The tickets that were finished last, newest first; a press brings one back to the rail. */
export function openRecent(ready: readonly ShownTicket[], recall: (ticketId: string) => void): void {
  const dialog = byId("recent-dialog") as HTMLDialogElement;
  const rows = ready.slice(0, LISTED).map((ticket) =>
    element(
      "li",
      { "data-ticket-id": ticket.ticket_id },
      element("b", { class: "number" }, plainNumber(ticket.number)),
      element("span", { class: "place" }, place(ticket)),
      element("span", { class: "what" }, ticket.lines.map((line) => `${line.quantity} ${line.item_name}`).join(", ")),
      element("time", {}, timeText(ticket.changedAt)),
      button("recall", words().recall, false, () => {
        dialog.close();
        recall(ticket.ticket_id);
      }),
    ),
  );
  const nothing = element("li", { class: "nothing" }, words().nothingReady);
  byId("recent-list").replaceChildren(...(rows.length > 0 ? rows : [nothing]));
  openDialog("recent-dialog");
}
