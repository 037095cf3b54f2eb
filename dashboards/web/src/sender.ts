/** Sends what the cook pressed; a ticket under way cannot be pressed again. */

import { type Api, ApiProblem } from "./api.ts";
import { words } from "./i18n/language.ts";
import type { Ticket, TicketBook, TicketStatus } from "./tickets.ts";
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

  advance(ticketId: string, to: TicketStatus): Promise<boolean> {
    return this.#send(ticketId, () => this.api.advance(ticketId, to));
  }

  /** Whether it was done; what went wrong was told to the cook. */
  async #send(ticketId: string, work: () => Promise<Ticket>): Promise<boolean> {
    if (this.sending.has(ticketId)) return false;
    this.sending.add(ticketId);
    this.around.changed();
    try {
      this.book.apply(await work(), this.around.now());
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 401) this.around.signedOut();
      else toast(words().ticketProblem(String(this.book.get(ticketId)?.number ?? ""), error.message));
      return false;
    } finally {
      this.sending.delete(ticketId);
      this.around.changed();
    }
  }
}
