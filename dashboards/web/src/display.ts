/** One kitchen display: tickets from the gateway, presses to the API, everything kept for a reload. */

import { ageSeconds } from "./age.ts";
import { Alerts } from "./alerts.ts";
import { Api } from "./api.ts";
import { Connection, type ConnectionState, type Listener } from "./connection.ts";
import { Feed, type Notification } from "./feed.ts";
import { words } from "./i18n/language.ts";
import { type Identity, kitchenAudience, stationOf } from "./identity.ts";
import { IngredientBook } from "./ingredients.ts";
import { Selection } from "./selection.ts";
import { Sender } from "./sender.ts";
import type { Settings } from "./settings.ts";
import { Shown } from "./shown.ts";
import { sorted } from "./sorting.ts";
import { type Memory, save, screenId } from "./storage.ts";
import { countsFrom, openLines, type ShownTicket, type Ticket, TicketBook, type TicketStatus, unseen } from "./tickets.ts";
import { dishTotals, ingredientTotals } from "./totals.ts";
import { offerUndo, showBanner, showClock, showConnection, showCounts, showTitle } from "./view/board.ts";
import { openRecent } from "./view/dialogs.ts";
import { showLater } from "./view/later.ts";
import { showDishes, showIngredients } from "./view/panel.ts";
import { Rail } from "./view/rail.ts";

export class Display implements Listener {
  readonly #book: TicketBook;
  readonly #feeds: Map<string, Feed>;
  readonly #rail: Rail;
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #ingredients: IngredientBook;
  readonly #alerts: Alerts;
  readonly #shown: Shown;
  readonly #timer: number;
  readonly #selection = new Selection();
  #skew = 0;
  #state: ConnectionState = "connecting";
  #lostAt: number | null;

  constructor(
    realtimeUrl: string,
    identity: Identity,
    private readonly stations: string[],
    private readonly memory: Memory,
    api: Api,
    token: () => Promise<string | null>,
    private readonly settings: () => Settings,
    private readonly signedOut: () => void,
  ) {
    const shown = new Set(stations);
    this.#book = new TicketBook(memory.tickets.filter((ticket) => shown.has(ticket.station)));
    const audiences = stations.map((station) => kitchenAudience(identity.outletId, station));
    // A number without its tickets would hide them: forget those of stations not shown.
    const last = Object.entries(memory.last).filter(([name]) => audiences.includes(name));
    memory.last = Object.fromEntries(last);
    this.#lostAt = last.length > 0 ? memory.savedAt : null;
    this.#feeds = new Map(audiences.map((name) => [name, new Feed(memory.last[name] ?? null)]));
    this.#rail = new Rail(this, (code) => (stations.length > 1 ? this.#stationName(code) : ""));
    this.#sender = new Sender(api, this.#book, {
      now: () => this.#now(),
      changed: () => this.#changed(),
      signedOut: () => this.state("signed-out"),
    });
    this.#ingredients = new IngredientBook(api, () => this.render());
    this.#alerts = new Alerts(() => this.settings().sound);
    const auth = async () => ({ token: (await token()) ?? "", screen_id: screenId() });
    this.#connection = new Connection(realtimeUrl, screenId(), auth, this.#feeds, this);
    this.#shown = new Shown((audience, tickets) => this.#connection.shown(audience, tickets));
    this.#timer = window.setInterval(() => this.#tick(), 1_000);
    this.render();
  }

  start(): void {
    this.#connection.open();
  }

  stop(): void {
    window.clearInterval(this.#timer);
    this.#connection.close();
  }

  // What the line says

  state(state: ConnectionState): void {
    if (state === "live") this.#lostAt = null;
    else if (this.#state === "live") this.#lostAt = Date.now();
    this.#state = state;
    showConnection(state);
    this.#showBanner();
    if (state === "signed-out") this.signedOut();
  }

  serverTime(iso: string): void {
    this.#skew = Date.parse(iso) - Date.now();
  }

  snapshot(audience: string, tickets: Ticket[]): void {
    this.#book.replace(stationOf(audience), tickets, this.#now());
    this.#changed();
  }

  notifications(_audience: string, shown: Notification[]): void {
    for (const notification of shown) {
      if (notification.kind !== "ticket") continue;
      const ticket = notification.body as Ticket;
      const before = this.#book.get(ticket.ticket_id);
      if (!this.#book.apply(ticket, this.#now())) continue;
      const isNew = (before?.status ?? "HELD") === "HELD" && ticket.status === "NEW";
      if (isNew) this.#rail.flash(ticket.ticket_id);
      if (isNew || (ticket.rush && !before?.rush)) this.#alerts.announce(ticket.rush ? "rush" : "new");
    }
    this.#changed();
  }

  // What the cook does

  advance(ticketId: string, to: TicketStatus): void {
    const number = this.#book.get(ticketId)?.number ?? 0;
    void this.#sender.advance(ticketId, to).then((done) => {
      if (!done) return;
      if (to === "READY") this.#offerRecall(ticketId, number);
      else this.#finishCrossed(ticketId);
    });
  }

  dismiss(ticketId: string): void {
    this.#book.dismiss(ticketId);
    this.#changed();
  }

  acknowledge(ticketId: string): void {
    this.#book.acknowledge(ticketId);
    this.#changed();
  }

  /** A dish is done, or not yet after all; the last one finishes its ticket. */
  cross(ticketId: string, lineId: string): void {
    const crossed = this.#book.cross(ticketId, lineId);
    if (crossed === undefined) return;
    this.#changed();
    if (crossed.status === "NEW") this.advance(ticketId, "PREPARING");
    else this.#finishCrossed(ticketId);
  }

  select(index: number): void {
    this.#selection.take(this.#sorted()[index]?.ticket_id ?? null);
    this.#showSelected();
  }

  move(step: number): void {
    this.#selection.move(this.#sorted(), step);
    this.#showSelected();
  }

  /** Up and down the dishes of the chosen ticket. */
  moveLine(step: number): void {
    this.#selection.moveLine(this.#sorted(), step);
    this.#showSelected();
  }

  /** The chosen dish, else the next thing to do with the chosen ticket: look, then start, then ready. */
  bump(): void {
    const { ticketId, lineId } = this.#selection;
    const ticket = ticketId === null ? undefined : this.#book.get(ticketId);
    if (ticket === undefined) return;
    if (ticket.status === "CANCELLED") this.dismiss(ticket.ticket_id);
    else if (unseen(ticket).length > 0) this.acknowledge(ticket.ticket_id);
    else if (lineId !== null) this.cross(ticket.ticket_id, lineId);
    else if (ticket.status === "NEW") this.advance(ticket.ticket_id, "PREPARING");
    else if (ticket.status === "PREPARING") this.advance(ticket.ticket_id, "READY");
  }

  recall(): void {
    const last = this.#book.ready()[0];
    if (last !== undefined) this.advance(last.ticket_id, "PREPARING");
  }

  openRecent(): void {
    openRecent(this.#book.ready(), (ticketId) => this.advance(ticketId, "PREPARING"));
  }

  turnPage(): void {
    this.#rail.turnPage();
  }

  clear(): void {
    this.#selection.take(null);
    this.render();
  }

  render(): void {
    const rail = this.#sorted();
    this.#selection.keepWithin(rail);
    this.#rail.render(rail, this.#book.shelf(this.#now()), this.#sender.sending, this.#selection);
    showLater(this.#book.later());
    this.#rail.tick(this.#now(), this.settings().thresholds);
    this.#count(rail);
    this.#showPanel(rail);
    showTitle(this.memory.outletName, this.#title());
    showConnection(this.#state);
    this.#showBanner();
    showClock(new Date());
  }

  #showPanel(rail: ShownTicket[]): void {
    const open = rail.flatMap(openLines);
    const panel = this.settings().panel;
    if (panel === "dishes") showDishes(dishTotals(open));
    if (panel !== "ingredients") return;
    this.#ingredients.want(open.map((line) => line.line_id));
    const known = this.#ingredients.known;
    showIngredients(known === null ? null : ingredientTotals(open, known));
  }

  #finishCrossed(ticketId: string): void {
    const ticket = this.#book.get(ticketId);
    if (ticket?.status !== "PREPARING" || ticket.done.length === 0) return;
    if (openLines(ticket).length === 0 && unseen(ticket).length === 0) this.advance(ticketId, "READY");
  }

  #showSelected(): void {
    this.render();
    if (this.#selection.ticketId !== null) this.#rail.reveal(this.#selection.ticketId);
  }

  #offerRecall(ticketId: string, number: number): void {
    offerUndo(words().wasReady(String(number)), () => this.advance(ticketId, "PREPARING"));
  }

  #sorted(): ShownTicket[] {
    return sorted(this.#book.rail(), this.settings().sort);
  }

  #title(): string {
    return this.stations.length === 1 ? this.#stationName(this.stations[0] ?? "") : words().allStations;
  }

  #stationName(code: string): string {
    return this.memory.stations.find((station) => station.code === code)?.name ?? code;
  }

  #now(): number {
    return Date.now() + this.#skew;
  }

  #tick(): void {
    showClock(new Date());
    if (this.#book.expire(this.#now())) this.#changed();
    this.#rail.tick(this.#now(), this.settings().thresholds);
    this.#count(this.#book.rail());
    this.#showBanner();
    this.#alerts.remind(this.#book.rail());
    this.#tellShown();
  }

  #showBanner(): void {
    showBanner(this.#state === "live" ? null : this.#lostAt, Date.now());
  }

  #changed(): void {
    this.memory.tickets = this.#book.all();
    for (const [audience, feed] of this.#feeds) {
      if (feed.last !== null) this.memory.last[audience] = feed.last;
    }
    if (this.#state === "live") this.memory.savedAt = Date.now();
    save("memory", this.memory);
    this.render();
    this.#tellShown();
  }

  /** The second frame begins when the first is on the glass; a page nobody sees has no frames. */
  #tellShown(): void {
    const tickets = this.#book.all();
    requestAnimationFrame(() => requestAnimationFrame(() => void this.#shown.painted(tickets)));
  }

  #count(rail: ShownTicket[]): void {
    const open = rail.filter((ticket) => ticket.status !== "CANCELLED");
    const ages = open.map((ticket) => ageSeconds(countsFrom(ticket), this.#now()));
    showCounts({
      fresh: open.filter((ticket) => ticket.status === "NEW").length,
      cooking: open.filter((ticket) => ticket.status === "PREPARING").length,
      longest: ages.length === 0 ? null : Math.max(...ages),
    });
  }
}
