/** The rail: cards in pages, their ages and colours; an unchanged card keeps its element. */

import { ageSeconds, clockText, type Preparation, promisedSeconds, type Thresholds, worry } from "../age.ts";
import { words } from "../i18n/language.ts";
import { countsFrom, type ShownTicket } from "../tickets.ts";
import { byId } from "./element.ts";
import { Pages } from "./pages.ts";

const FLASH_MS = 8_000;

/** What the keys act on. */
export interface Selected {
  ticketId: string | null;
  lineId: string | null;
}

/** A card to hang: found and timed by `ticket`, built anew when its signature changes. */
export interface RailItem {
  ticket: ShownTicket;
  signature: string;
  build(): HTMLElement;
}

export class Rail {
  readonly #strip = byId("tickets");
  readonly #cards = new Map<string, RailItem & { node: HTMLElement }>();
  readonly #flashUntil = new Map<string, number>();
  readonly #pages = new Pages();

  flash(ticketId: string): void {
    this.#flashUntil.set(ticketId, Date.now() + FLASH_MS);
  }

  render(items: readonly RailItem[], selected: Selected): void {
    const nodes = items.map((item) => this.#card(item));
    nodes.forEach((node, index) => mark(node, index, selected));
    arrange(this.#strip, nodes);
    const shown = new Set(items.map((item) => item.ticket.ticket_id));
    for (const id of this.#cards.keys()) if (!shown.has(id)) this.#cards.delete(id);
    document.body.classList.toggle("has-no-tickets", items.length === 0);
    this.#pages.lay();
  }

  /** Once a second: ages and their colours. `now` is the server's time. */
  tick(now: number, limits: Thresholds, preparation: Preparation): void {
    for (const { node, ticket } of this.#cards.values()) {
      const seconds = ageSeconds(countsFrom(ticket), now);
      const worried = worry(seconds, promisedSeconds(ticket, preparation), limits);
      node.dataset["worry"] = worried;
      setText(node, ".age", clockText(seconds));
      setText(node, ".worry b", worried === "late" ? words().late : worried === "due" ? words().dueSoon : "");
      node.classList.toggle("is-new", (this.#flashUntil.get(ticket.ticket_id) ?? 0) > Date.now());
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

  #card(item: RailItem): HTMLElement {
    const known = this.#cards.get(item.ticket.ticket_id);
    if (known?.signature === item.signature) return known.node;
    const node = item.build();
    this.#cards.set(item.ticket.ticket_id, { ...item, node });
    return node;
  }
}

function mark(node: HTMLElement, index: number, selected: Selected): void {
  const isSelected = node.dataset["ticketId"] === selected.ticketId;
  node.classList.toggle("is-selected", isSelected);
  for (const line of node.querySelectorAll<HTMLElement>(".lines li")) {
    line.classList.toggle("is-line-selected", isSelected && line.dataset["lineId"] === selected.lineId);
  }
  setText(node, ".slot", index < 10 ? String((index + 1) % 10) : "");
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
