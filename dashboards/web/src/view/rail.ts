/** The rail of open tickets and the shelf of ready ones; an unchanged card keeps its element. */

import { ageSeconds, clockText, worry } from "../age.ts";
import type { ShownTicket } from "../tickets.ts";
import { type CardActions, card, place, ticketAttributes } from "./card.ts";
import { byId, element } from "./element.ts";

const FLASH_MS = 5_000;
const SHELF_SIZE = 12;

export class Rail {
  readonly #rail = byId("rail");
  readonly #shelf = byId("shelf");
  readonly #cards = new Map<string, { signature: string; node: HTMLElement }>();
  readonly #flashUntil = new Map<string, number>();
  readonly #more = byId("more");

  constructor(
    private readonly actions: CardActions,
    private readonly stationName: (code: string) => string,
  ) {
    this.#more.onclick = () => this.#rail.scrollBy({ left: this.#rail.clientWidth });
    this.#rail.onscroll = () => this.#countHidden();
  }

  flash(ticketId: string): void {
    this.#flashUntil.set(ticketId, Date.now() + FLASH_MS);
  }

  render(rail: ShownTicket[], ready: ShownTicket[], sending: ReadonlySet<string>, selected: string | null): void {
    const nodes = rail.map((ticket) => this.#card(ticket, sending.has(ticket.ticket_id)));
    nodes.forEach((node, index) => {
      const id = node.dataset["ticketId"] ?? "";
      node.classList.toggle("is-selected", id === selected);
      node.classList.toggle("is-new", (this.#flashUntil.get(id) ?? 0) > Date.now());
      const slot = node.querySelector(".slot");
      if (slot !== null) slot.textContent = index < 10 ? String((index + 1) % 10) : "";
    });
    arrange(this.#rail, nodes);
    const shown = new Set(rail.map((ticket) => ticket.ticket_id));
    for (const id of this.#cards.keys()) if (!shown.has(id)) this.#cards.delete(id);
    this.#shelf.replaceChildren(...ready.slice(0, SHELF_SIZE).map((t) => this.#chip(t, sending.has(t.ticket_id))));
    document.body.classList.toggle("has-no-tickets", rail.length === 0);
    document.body.classList.toggle("has-no-ready", ready.length === 0);
  }

  /** Once a second: ages and their colours. `now` is the server's time. */
  tick(now: number): void {
    for (const node of this.#rail.querySelectorAll<HTMLElement>(".ticket")) {
      const seconds = ageSeconds(node.dataset["countsFrom"] ?? "", now);
      node.dataset["worry"] = worry(seconds);
      const age = node.querySelector(".age");
      if (age !== null) age.textContent = clockText(seconds);
      const flashing = (this.#flashUntil.get(node.dataset["ticketId"] ?? "") ?? 0) > Date.now();
      if (!flashing) node.classList.remove("is-new");
    }
    this.#countHidden();
  }

  reveal(ticketId: string): void {
    this.#cards.get(ticketId)?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Tickets beyond the right edge must not be forgotten. */
  #countHidden(): void {
    const edge = this.#rail.getBoundingClientRect().right;
    const cards = [...this.#rail.querySelectorAll<HTMLElement>(".ticket")];
    const hidden = cards.filter((node) => node.getBoundingClientRect().left >= edge);
    this.#more.hidden = hidden.length === 0;
    this.#more.textContent = `${hidden.length} more →`;
    this.#more.classList.toggle("has-late", hidden.some((node) => node.dataset["worry"] === "late"));
  }

  #card(ticket: ShownTicket, sending: boolean): HTMLElement {
    const signature = `${ticket.version}/${ticket.status}/${sending}/${this.stationName(ticket.station)}`;
    const known = this.#cards.get(ticket.ticket_id);
    if (known?.signature === signature) return known.node;
    const node = card(ticket, this.stationName(ticket.station), sending, this.actions);
    this.#cards.set(ticket.ticket_id, { signature, node });
    return node;
  }

  #chip(ticket: ShownTicket, sending: boolean): HTMLElement {
    const recall = element("button", { type: "button", "data-action": "recall" }, sending ? "…" : "Recall");
    recall.disabled = sending;
    recall.addEventListener("click", () => this.actions.advance(ticket.ticket_id, "PREPARING"));
    return element(
      "article",
      { class: "chip", ...ticketAttributes(ticket) },
      element("h2", { class: "number" }, String(ticket.number)),
      element("span", { class: "place" }, place(ticket)),
      recall,
    );
  }
}

/** Make `parent` hold exactly `nodes`, touching only what moved: a moved node loses its press. */
function arrange(parent: HTMLElement, nodes: HTMLElement[]): void {
  const wanted = new Set<Node>(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}
