/** Sends what the cook pressed; what is under way cannot be pressed again. */

import { type Api, ApiProblem } from "./api.ts";
import { words } from "./i18n/language.ts";
import type { TicketBook, TicketStatus } from "./tickets.ts";
import { toast } from "./view/board.ts";

export interface SenderSurroundings {
  now(): number;
  changed(): void;
  signedOut(): void;
}

export class Sender {
  readonly sending = new Set<string>();

  constructor(
    private readonly api: Api,
    private readonly book: TicketBook,
    private readonly around: SenderSurroundings,
  ) {}

  async advance(ticketId: string, to: TicketStatus): Promise<boolean> {
    const number = String(this.book.get(ticketId)?.number ?? "");
    return this.#send(ticketId, number, async () => {
      this.book.apply(await this.api.advance(ticketId, to), this.around.now());
    });
  }

  /** What could not be sent is taken back on this screen. */
  async cross(ticketId: string, lineId: string, to: TicketStatus): Promise<boolean> {
    const number = String(this.book.get(ticketId)?.number ?? "");
    const done = await this.#send(`${ticketId}/${lineId}`, number, async () => {
      this.book.apply(await this.api.advanceLine(ticketId, lineId, to), this.around.now());
    });
    if (!done) this.book.cross(ticketId, lineId);
    return done;
  }

  /** The cook knows the ticket as it hangs here. */
  async see(ticketId: string): Promise<void> {
    const ticket = this.book.get(ticketId);
    if (ticket === undefined) return;
    await this.#send(ticketId, String(ticket.number), async () => {
      this.book.apply(await this.api.see(ticketId, ticket.version), this.around.now());
    });
  }

  fire(orderId: string, course: number, number: number): Promise<boolean> {
    return this.#send(`${orderId}/${course}`, String(number), () => this.api.fire(orderId, course));
  }

  handOver(orderId: string, number: number): Promise<boolean> {
    return this.#send(orderId, String(number), () => this.api.handOver(orderId));
  }

  /** Whether it was done; what went wrong was told to the cook. */
  async #send(id: string, number: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.sending.has(id)) return false;
    this.sending.add(id);
    this.around.changed();
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 401) this.around.signedOut();
      else toast(words().ticketProblem(number, error.message));
      return false;
    } finally {
      this.sending.delete(id);
      this.around.changed();
    }
  }
}
