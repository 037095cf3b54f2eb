/** One kitchen display: tickets from the gateway, presses to the API, everything kept for a reload. */

import { ageSeconds } from "./age.ts";
import { Api, ApiProblem } from "./api.ts";
import { Connection, type ConnectionState, type Listener } from "./connection.ts";
import { Feed, type Notification } from "./feed.ts";
import { type Identity, kitchenAudience, stationOf } from "./identity.ts";
import { chime } from "./sound.ts";
import { type Memory, save, screenId } from "./storage.ts";
import { countsFrom, type ShownTicket, type Ticket, TicketBook, type TicketStatus } from "./tickets.ts";
import { dishTotals } from "./totals.ts";
import { showClock, showConnection, showCounts, showTitle, showTotals, toast } from "./view/board.ts";
import { showLater } from "./view/later.ts";
import { Rail } from "./view/rail.ts";

export class Display implements Listener {
  readonly #book: TicketBook;
  readonly #feeds: Map<string, Feed>;
  readonly #rail: Rail;
  readonly #connection: Connection;
  readonly #sending = new Set<string>();
  readonly #timer: number;
  #selected: string | null = null;
  #skew = 0;

  constructor(
    realtimeUrl: string,
    identity: Identity,
    stations: string[],
    private readonly memory: Memory,
    private readonly api: Api,
    token: () => Promise<string | null>,
    private readonly signedOut: () => void,
  ) {
    const shown = new Set(stations);
    this.#book = new TicketBook(memory.tickets.filter((ticket) => shown.has(ticket.station)));
    const audiences = stations.map((station) => kitchenAudience(identity.outletId, station));
    // A number without its tickets would hide them: forget those of stations not shown.
    const last = Object.entries(memory.last).filter(([name]) => audiences.includes(name));
    memory.last = Object.fromEntries(last);
    this.#feeds = new Map(audiences.map((name) => [name, new Feed(memory.last[name] ?? null)]));
    this.#rail = new Rail(this, (code) => (stations.length > 1 ? this.#stationName(code) : ""));
    const title = stations.length === 1 ? this.#stationName(stations[0] ?? "") : "All stations";
    showTitle(memory.outletName, title);
    const auth = async () => ({ token: (await token()) ?? "", screen_id: screenId() });
    this.#connection = new Connection(realtimeUrl, screenId(), auth, this.#feeds, this);
    this.#timer = window.setInterval(() => this.#tick(), 1_000);
    this.#render();
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
    showConnection(state);
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
    let arrived = false;
    for (const notification of shown) {
      if (notification.kind !== "ticket") continue;
      const ticket = notification.body as Ticket;
      const before = this.#book.get(ticket.ticket_id)?.status ?? "HELD";
      if (this.#book.apply(ticket, this.#now()) && before === "HELD" && ticket.status === "NEW") {
        this.#rail.flash(ticket.ticket_id);
        arrived = true;
      }
    }
    if (arrived) chime();
    this.#changed();
  }

  // What the cook does

  advance(ticketId: string, to: TicketStatus): void {
    if (this.#sending.has(ticketId)) return;
    this.#sending.add(ticketId);
    this.#render();
    void this.#send(ticketId, to);
  }

  dismiss(ticketId: string): void {
    this.#book.dismiss(ticketId);
    this.#changed();
  }

  select(index: number): void {
    this.#selected = this.#book.rail()[index]?.ticket_id ?? null;
    this.#render();
    if (this.#selected !== null) this.#rail.reveal(this.#selected);
  }

  move(step: number): void {
    const rail = this.#book.rail();
    const at = rail.findIndex((ticket) => ticket.ticket_id === this.#selected);
    this.select(at < 0 ? 0 : Math.min(Math.max(at + step, 0), rail.length - 1));
  }

  bump(): void {
    const ticket = this.#selected === null ? undefined : this.#book.get(this.#selected);
    if (ticket?.status === "NEW") this.advance(ticket.ticket_id, "PREPARING");
    else if (ticket?.status === "PREPARING") this.advance(ticket.ticket_id, "READY");
    else if (ticket?.status === "CANCELLED") this.dismiss(ticket.ticket_id);
  }

  recall(): void {
    const last = this.#book.ready()[0];
    if (last !== undefined) this.advance(last.ticket_id, "PREPARING");
  }

  clear(): void {
    this.#selected = null;
    this.#render();
  }

  async #send(ticketId: string, to: TicketStatus): Promise<void> {
    try {
      this.#book.apply(await this.api.advance(ticketId, to), this.#now());
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 401) this.state("signed-out");
      else toast(`Ticket ${this.#book.get(ticketId)?.number ?? ""}: ${error.message}`);
    } finally {
      this.#sending.delete(ticketId);
      this.#changed();
    }
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
    this.#rail.tick(this.#now());
    this.#count(this.#book.rail());
  }

  #changed(): void {
    this.memory.tickets = this.#book.all();
    for (const [audience, feed] of this.#feeds) {
      if (feed.last !== null) this.memory.last[audience] = feed.last;
    }
    save("memory", this.memory);
    this.#render();
  }

  #render(): void {
    const rail = this.#book.rail();
    if (rail.every((ticket) => ticket.ticket_id !== this.#selected)) this.#selected = null;
    this.#rail.render(rail, this.#book.ready(), this.#sending, this.#selected);
    showLater(this.#book.later());
    this.#rail.tick(this.#now());
    this.#count(rail);
    showTotals(dishTotals(rail));
    showClock(new Date());
  }

  #count(rail: ShownTicket[]): void {
    const open = rail.filter((ticket) => ticket.status !== "CANCELLED");
    const oldest = open[0];
    showCounts({
      fresh: open.filter((ticket) => ticket.status === "NEW").length,
      cooking: open.filter((ticket) => ticket.status === "PREPARING").length,
      longest: oldest === undefined ? null : ageSeconds(countsFrom(oldest), this.#now()),
    });
  }
}
