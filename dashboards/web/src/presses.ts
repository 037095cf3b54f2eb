/** What the cook does: with a finger on a card, with the keys on what is chosen. */

import { isUnseen } from "./changes.ts";
import { words } from "./i18n/language.ts";
import type { Pass, PassOrder } from "./pass.ts";
import { Selection } from "./selection.ts";
import type { Sender } from "./sender.ts";
import { type ShownTicket, type TicketBook, type TicketStatus } from "./tickets.ts";
import { offerUndo } from "./view/board.ts";
import { openRecent } from "./view/dialogs.ts";

/** The board that is pressed. */
export interface Pressed {
  /** The tickets of the cards, in their order. */
  hung(): ShownTicket[];
  /** At the pass, the orders; null where every ticket has its card. */
  orders(): PassOrder[] | null;
  changed(): void;
  render(): void;
  reveal(ticketId: string): void;
}

export class Presses {
  readonly selection = new Selection();

  constructor(
    private readonly book: TicketBook,
    private readonly sender: Sender,
    private readonly pass: Pass,
    private readonly board: Pressed,
  ) {}

  advance(ticketId: string, to: TicketStatus): void {
    const number = this.book.get(ticketId)?.number ?? 0;
    void this.sender.advance(ticketId, to).then((done) => {
      if (!done) return;
      if (to === "READY") offerUndo(words().wasReady(String(number)), () => this.advance(ticketId, "PREPARING"));
    });
  }

  /** The cook has looked at what changed, or at what is off. */
  see(ticketId: string): void {
    void this.sender.see(ticketId);
  }

  /** A dish is done, or not yet after all; the last one finishes its ticket. */
  cross(ticketId: string, lineId: string): void {
    if (this.sender.sending.has(`${ticketId}/${lineId}`)) return;
    const crossed = this.book.cross(ticketId, lineId);
    if (crossed === undefined) return;
    this.board.changed();
    const to = crossed.done.includes(lineId) ? "READY" : "PREPARING";
    void this.sender.cross(ticketId, lineId, to).then((done) => {
      this.board.changed();
      const finished = done && this.book.get(ticketId)?.status === "READY";
      if (finished) offerUndo(words().wasReady(String(crossed.number)), () => this.advance(ticketId, "PREPARING"));
    });
  }

  /** Have a course cooked that is held. */
  fire(ticketId: string): void {
    const ticket = this.book.get(ticketId);
    if (ticket?.status !== "HELD") return;
    void this.sender.fire(ticket.order_id, ticket.course ?? 1, ticket.number);
  }

  /** The last of an order to go out serves it; a course before that leaves this screen. */
  handOver(order: PassOrder): void {
    const { order_id: orderId, number } = order.lead;
    const here = new Set(order.tickets.map((ticket) => ticket.ticket_id));
    const others = this.book.all().filter((ticket) => ticket.order_id === orderId && !here.has(ticket.ticket_id));
    const isLast = others.every((ticket) => ticket.status === "CANCELLED" || this.pass.gone.has(ticket.ticket_id));
    const sent = isLast ? this.sender.handOver(orderId, number) : Promise.resolve(true);
    void sent.then((done) => {
      if (done) this.pass.takeOff(order.tickets);
      this.board.render();
    });
  }

  select(index: number): void {
    this.selection.take(this.board.hung()[index]?.ticket_id ?? null);
    this.#showSelected();
  }

  move(step: number): void {
    this.selection.move(this.board.hung(), step);
    this.#showSelected();
  }

  /** Up and down the dishes of the chosen ticket. */
  moveLine(step: number): void {
    this.selection.moveLine(this.board.hung(), step);
    this.#showSelected();
  }

  /** The chosen dish, else the next thing to do with the chosen ticket: look, then start, then ready. */
  bump(): void {
    const { ticketId, lineId } = this.selection;
    const ticket = ticketId === null ? undefined : this.book.get(ticketId);
    const orders = this.board.orders();
    if (orders !== null) this.#bumpOrder(orders.find((order) => order.lead.ticket_id === ticketId));
    else if (ticket === undefined) return;
    else if (isUnseen(ticket)) this.see(ticket.ticket_id);
    else if (lineId !== null) this.cross(ticket.ticket_id, lineId);
    else if (ticket.status === "NEW") this.advance(ticket.ticket_id, "PREPARING");
    else if (ticket.status === "PREPARING") this.advance(ticket.ticket_id, "READY");
  }

  recall(): void {
    const last = this.book.ready()[0];
    if (last !== undefined) this.advance(last.ticket_id, "PREPARING");
  }

  openRecent(): void {
    openRecent(this.book.ready(), (ticketId) => this.advance(ticketId, "PREPARING"));
  }

  clear(): void {
    this.selection.take(null);
    this.board.render();
  }

  #bumpOrder(order: PassOrder | undefined): void {
    if (order?.isComplete) this.handOver(order);
  }

  #showSelected(): void {
    this.board.render();
    if (this.selection.ticketId !== null) this.board.reveal(this.selection.ticketId);
  }
}
