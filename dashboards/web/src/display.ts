/** One kitchen display: tickets from the gateway, presses to the API, everything kept for a reload. */

import { Alerts } from "./alerts.ts";
import { Api } from "./api.ts";
import { Connection, type ConnectionState, type Listener } from "./connection.ts";
import { Feed, type Notification } from "./feed.ts";
import { words } from "./i18n/language.ts";
import { type Identity, kitchenAudience, stationOf } from "./identity.ts";
import { IngredientBook } from "./ingredients.ts";
import { Pass, type PassOrder, passOrders } from "./pass.ts";
import { type Pressed, Presses } from "./presses.ts";
import { Sender } from "./sender.ts";
import type { Settings } from "./settings.ts";
import { Shown } from "./shown.ts";
import { sorted } from "./sorting.ts";
import { type Standing, StandingBook } from "./standings.ts";
import { type Memory, save, screenId } from "./storage.ts";
import { type Elsewhere, type ShownTicket, type Ticket, TicketBook } from "./tickets.ts";
import { showBanner, showClock, showConnection, showTitle } from "./view/board.ts";
import { showGone } from "./view/gone.ts";
import { passItem, type Surroundings, ticketItem } from "./view/items.ts";
import { showLater } from "./view/later.ts";
import { Rail, type RailItem } from "./view/rail.ts";
import { showShelf } from "./view/shelf.ts";
import { countOpen, showPanel } from "./view/summary.ts";

export class Display implements Listener, Pressed {
  readonly presses: Presses;
  readonly #book: TicketBook;
  readonly #feeds: Map<string, Feed>;
  readonly #rail = new Rail();
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #ingredients: IngredientBook;
  readonly #pass: Pass;
  readonly #standings: StandingBook;
  readonly #around: Surroundings;
  readonly #alerts: Alerts;
  readonly #shown: Shown;
  readonly #timer: number;
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
    this.#sender = new Sender(api, this.#book, {
      now: () => this.#now(),
      changed: () => this.changed(),
      signedOut: () => this.state("signed-out"),
    });
    this.#ingredients = new IngredientBook(api, () => this.render());
    this.#pass = new Pass(api, (waiting) => this.#atThePass(waiting));
    this.#standings = new StandingBook(api, () => this.render());
    this.presses = new Presses(this.#book, this.#sender, this.#pass, this);
    const stationName = (code: string): string => this.#stationName(code);
    this.#around = { stationName, sending: this.#sender.sending, actions: this.presses };
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
    if (state === "live") {
      this.#lostAt = null;
      void this.#standings.ask();
    } else if (this.#state === "live") this.#lostAt = Date.now();
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
    this.changed();
  }

  notifications(_audience: string, shown: Notification[]): void {
    for (const notification of shown) {
      if (notification.kind === "availability") this.#standings.hear(notification.body as Standing);
      if (notification.kind === "elsewhere") {
        const { order_id: orderId, ...told } = notification.body as Elsewhere & { order_id: string };
        this.#book.elsewhere(orderId, told);
      }
      if (notification.kind !== "ticket") continue;
      const ticket = notification.body as Ticket;
      const before = this.#book.get(ticket.ticket_id);
      if (!this.#book.apply(ticket, this.#now())) continue;
      const isNew = (before?.status ?? "HELD") === "HELD" && ticket.status === "NEW";
      if (isNew) this.#rail.flash(ticket.ticket_id);
      if (isNew || (ticket.rush && !before?.rush)) this.#alerts.announce(ticket.rush ? "rush" : "new");
    }
    this.changed();
  }

  // What the presses need

  hung(): ShownTicket[] {
    const tickets = this.orders()?.map((order) => order.lead) ?? this.#book.rail();
    return sorted(tickets, this.settings().sort, this.memory.preparation);
  }

  orders(): PassOrder[] | null {
    const isPass = this.stations.length > 1 && this.settings().view === "pass";
    return isPass ? passOrders(this.#book.all(), this.#pass.gone) : null;
  }

  reveal(ticketId: string): void {
    this.#rail.reveal(ticketId);
  }

  turnPage(): void {
    this.#rail.turnPage();
  }

  /** Keep what is known, then show it. */
  changed(): void {
    this.memory.tickets = this.#book.all();
    for (const [audience, feed] of this.#feeds) {
      if (feed.last !== null) this.memory.last[audience] = feed.last;
    }
    if (this.#state === "live") this.memory.savedAt = Date.now();
    save("memory", this.memory);
    this.render();
    this.#tellShown();
  }

  render(): void {
    const hung = this.hung();
    const orders = this.orders();
    this.presses.selection.keepWithin(hung);
    this.#rail.render(orders === null ? this.#ticketItems(hung) : this.#passItems(hung, orders), this.presses.selection);
    const recall = (ticketId: string): void => this.presses.advance(ticketId, "PREPARING");
    showShelf(this.#book.shelf(this.#now()), this.#sender.sending, recall);
    showGone(this.#standings.out(), this.#standings.few());
    showLater(this.#book.later(), this.#sender.sending, (ticketId) => this.presses.fire(ticketId));
    this.#rail.tick(this.#now(), this.settings().thresholds, this.memory.preparation);
    countOpen(this.#book.rail(), this.#now());
    showPanel(this.#book.rail(), this.settings().panel, this.#ingredients);
    document.body.classList.toggle("is-pass", orders !== null);
    showTitle(this.memory.outletName, this.#title(orders !== null));
    showConnection(this.#state);
    this.#showBanner();
    showClock(new Date());
  }

  #ticketItems(hung: readonly ShownTicket[]): RailItem[] {
    const all = this.#book.all();
    return hung.map((ticket) => ticketItem(ticket, all, this.#around, this.stations.length === 1));
  }

  #passItems(hung: readonly ShownTicket[], orders: readonly PassOrder[]): RailItem[] {
    const byLead = new Map(orders.map((order) => [order.lead.ticket_id, order]));
    return hung.flatMap((lead) => byLead.get(lead.ticket_id) ?? []).map((order) => passItem(order, this.#around));
  }

  #atThePass(waiting: readonly Ticket[]): void {
    for (const ticket of waiting) this.#book.apply(ticket, this.#now());
    this.changed();
  }

  #title(isPass: boolean): string {
    if (this.stations.length === 1) return this.#stationName(this.stations[0] ?? "");
    return isPass ? words().pass : words().allStations;
  }

  #stationName(code: string): string {
    return this.memory.stations.find((station) => station.code === code)?.name ?? code;
  }

  #now(): number {
    return Date.now() + this.#skew;
  }

  #tick(): void {
    showClock(new Date());
    if (this.#book.expire(this.#now())) this.changed();
    this.#rail.tick(this.#now(), this.settings().thresholds, this.memory.preparation);
    countOpen(this.#book.rail(), this.#now());
    if (this.orders() !== null) this.#pass.tick(this.#book.all());
    this.#showBanner();
    this.#alerts.remind(this.#book.rail());
    this.#tellShown();
  }

  /** The second frame begins when the first is on the glass; a page nobody sees has no frames. */
  #tellShown(): void {
    const tickets = this.#book.all();
    requestAnimationFrame(() => requestAnimationFrame(() => void this.#shown.painted(tickets)));
  }

  #showBanner(): void {
    showBanner(this.#state === "live" ? null : this.#lostAt, Date.now());
  }
}
