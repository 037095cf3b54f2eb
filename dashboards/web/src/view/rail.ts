/** The rail of open tickets and the shelf of ready ones; an unchanged card keeps its element. */

import { ageSeconds, clockText, promisedSeconds, type Thresholds, worry } from "../age.ts";
import { language, words } from "../i18n/language.ts";
import { countsFrom, type ShownTicket } from "../tickets.ts";
import { button, type CardActions, card, place, ticketAttributes } from "./card.ts";
import { byId, element } from "./element.ts";
import { Pages } from "./pages.ts";

const FLASH_MS = 8_000;
const SHELF_SIZE = 12;

/** What the keys act on. */
export interface Selected {
  ticketId: string | null;
  lineId: string | null;
}

interface Shown {
  signature: string;
  node: HTMLElement;
  ticket: ShownTicket;
}

export class Rail {
  readonly #strip = byId("tickets");
  readonly #shelf = byId("shelf");
  readonly #cards = new Map<string, Shown>();
  readonly #flashUntil = new Map<string, number>();
  readonly #pages = new Pages();

  constructor(
    private readonly actions: CardActions,
    private readonly stationName: (code: string) => string,
  ) {}

  flash(ticketId: string): void {
    this.#flashUntil.set(ticketId, Date.now() + FLASH_MS);
  }

  render(rail: ShownTicket[], ready: ShownTicket[], sending: ReadonlySet<string>, selected: Selected): void {
    const nodes = rail.map((ticket) => this.#card(ticket, sending.has(ticket.ticket_id)));
    nodes.forEach((node, index) => {
      const id = node.dataset["ticketId"] ?? "";
      node.classList.toggle("is-selected", id === selected.ticketId);
      for (const line of node.querySelectorAll<HTMLElement>(".lines li")) {
        line.classList.toggle("is-line-selected", id === selected.ticketId && line.dataset["lineId"] === selected.lineId);
      }
      node.classList.toggle("is-new", (this.#flashUntil.get(id) ?? 0) > Date.now());
      const slot = node.querySelector(".slot");
      if (slot !== null) slot.textContent = index < 10 ? String((index + 1) % 10) : "";
    });
    arrange(this.#strip, nodes);
    const shown = new Set(rail.map((ticket) => ticket.ticket_id));
    for (const id of this.#cards.keys()) if (!shown.has(id)) this.#cards.delete(id);
    this.#shelf.replaceChildren(...ready.slice(0, SHELF_SIZE).map((t) => this.#chip(t, sending.has(t.ticket_id))));
    document.body.classList.toggle("has-no-tickets", rail.length === 0);
    document.body.classList.toggle("has-no-ready", ready.length === 0);
    this.#pages.lay();
  }

  /** Once a second: ages and their colours. `now` is the server's time. */
  tick(now: number, limits: Thresholds): void {
    for (const { node, ticket } of this.#cards.values()) {
      const seconds = ageSeconds(countsFrom(ticket), now);
      const promised = promisedSeconds(ticket);
      const worried = worry(seconds, promised, limits);
      node.dataset["worry"] = worried;
      setText(node, ".age", clockText(seconds));
      setText(node, ".worry b", worried === "late" ? words().late : worried === "due" ? words().dueSoon : "");
      const flashing = (this.#flashUntil.get(ticket.ticket_id) ?? 0) > Date.now();
      if (!flashing) node.classList.remove("is-new");
    }
    this.#pages.tick();
  }

  turnPage(): void {
    this.#pages.turn(1);
  }

  reveal(ticketId: string): void {
    const shown = this.#cards.get(ticketId);
    if (shown !== undefined) this.#pages.reveal(shown.node);
  }

  #card(ticket: ShownTicket, sending: boolean): HTMLElement {
    const seen = JSON.stringify([ticket.seen, ticket.done]);
    const signature = `${ticket.version}/${ticket.status}/${sending}/${this.stationName(ticket.station)}/${language()}/${seen}`;
    const known = this.#cards.get(ticket.ticket_id);
    if (known?.signature === signature) return known.node;
    const node = card(ticket, this.stationName(ticket.station), sending, this.actions);
    this.#cards.set(ticket.ticket_id, { signature, node, ticket });
    return node;
  }

  #chip(ticket: ShownTicket, sending: boolean): HTMLElement {
    const recall = button("recall", sending ? "…" : words().recall, sending, () =>
      this.actions.advance(ticket.ticket_id, "PREPARING"),
    );
    return element(
      "article",
      { class: "chip", ...ticketAttributes(ticket) },
      element("h2", { class: "number" }, String(ticket.number)),
      element("span", { class: "place" }, place(ticket)),
      recall,
    );
  }
}

function setText(within: HTMLElement, selector: string, text: string): void {
  const found = within.querySelector(selector);
  if (found !== null && found.textContent !== text) found.textContent = text;
}

/** Make `parent` hold exactly `nodes`, touching only what moved: a moved node loses its press. */
function arrange(parent: HTMLElement, nodes: HTMLElement[]): void {
  const wanted = new Set<Node>(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}
