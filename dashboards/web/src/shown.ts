/** Telling the gateway which versions of tickets were really painted, until it says it has noted them. */

import { kitchenAudience } from "./identity.ts";
import type { Ticket } from "./tickets.ts";

export interface TicketVersion {
  ticket_id: string;
  version: number;
}

/** Says what an audience's screen shows; whether the gateway has noted it. */
export type Send = (audience: string, tickets: TicketVersion[]) => Promise<boolean>;

const MOST_AT_ONCE = 200;
/** More are not remembered: what is told twice is noted once. */
const MOST_REMEMBERED = 5_000;

export class Shown {
  readonly #told = new Map<string, number>();
  #waiting: readonly Ticket[] | null = null;
  #busy = false;

  constructor(private readonly send: Send) {}

  /** These are on the screen. One message is under way at a time; what fails is told with the next. */
  async painted(tickets: readonly Ticket[]): Promise<void> {
    this.#waiting = tickets;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#waiting !== null) {
      const next: readonly Ticket[] = this.#waiting;
      this.#waiting = null;
      for (const [audience, news] of this.#news(next)) await this.#tell(audience, news);
    }
    this.#busy = false;
  }

  #news(tickets: readonly Ticket[]): Map<string, TicketVersion[]> {
    const news = new Map<string, TicketVersion[]>();
    for (const { ticket_id, version, outlet_id, station } of tickets) {
      if ((this.#told.get(ticket_id) ?? 0) >= version) continue;
      const audience = kitchenAudience(outlet_id, station);
      news.set(audience, [...(news.get(audience) ?? []), { ticket_id, version }]);
    }
    return news;
  }

  async #tell(audience: string, news: TicketVersion[]): Promise<void> {
    for (let start = 0; start < news.length; start += MOST_AT_ONCE) {
      const part = news.slice(start, start + MOST_AT_ONCE);
      if (!(await this.send(audience, part))) return;
      if (this.#told.size > MOST_REMEMBERED) this.#told.clear();
      for (const { ticket_id, version } of part) this.#told.set(ticket_id, version);
    }
  }
}
