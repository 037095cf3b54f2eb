/** The pass: orders put together from their stations' tickets, until they are handed over. */

import type { Api } from "./api.ts";
import { load, save } from "./storage.ts";
import type { ShownTicket, Ticket } from "./tickets.ts";

const ASK_MS = 4_000;

/** What goes out together: an order's tickets of one course. */
export interface PassOrder {
  /** The ticket by whose id the whole is chosen and found. */
  lead: ShownTicket;
  tickets: ShownTicket[];
  isComplete: boolean;
}

/** Tickets by order and course; those of `gone` went out already. */
export function passOrders(tickets: readonly ShownTicket[], gone: ReadonlySet<string>): PassOrder[] {
  const groups = new Map<string, ShownTicket[]>();
  for (const ticket of tickets) {
    const isThere = ticket.status !== "HELD" && ticket.status !== "CANCELLED" && !gone.has(ticket.ticket_id);
    if (!isThere) continue;
    const key = `${ticket.order_id}/${ticket.course ?? 0}`;
    groups.set(key, [...(groups.get(key) ?? []), ticket]);
  }
  return [...groups.values()].map((group) => {
    const inOrder = group.sort((a, b) => a.station.localeCompare(b.station) || a.ticket_id.localeCompare(b.ticket_id));
    const lead = [...group].sort((a, b) => a.ticket_id.localeCompare(b.ticket_id))[0]!;
    return { lead, tickets: inOrder, isComplete: group.every((ticket) => ticket.status === "READY") };
  });
}

/** Asks which ready tickets still wait at the pass, and remembers what went out from this screen. */
export class Pass {
  readonly #gone = new Set<string>(load<string[]>("handed-over") ?? []);
  #askedAt = 0;

  constructor(
    private readonly api: Api,
    private readonly heard: (waiting: Ticket[]) => void,
  ) {}

  get gone(): ReadonlySet<string> {
    return this.#gone;
  }

  /** Once a second while the pass is shown. */
  tick(known: readonly ShownTicket[]): void {
    this.#forget(known);
    if (Date.now() - this.#askedAt < ASK_MS) return;
    this.#askedAt = Date.now();
    void this.#ask(known.filter((ticket) => ticket.status === "READY"));
  }

  takeOff(tickets: readonly ShownTicket[]): void {
    for (const ticket of tickets) this.#gone.add(ticket.ticket_id);
    save("handed-over", [...this.#gone]);
  }

  /** What came back to the stove may go out again. */
  #forget(known: readonly ShownTicket[]): void {
    const ready = new Set(known.filter((ticket) => ticket.status === "READY").map((ticket) => ticket.ticket_id));
    for (const id of this.#gone) if (!ready.has(id)) this.#gone.delete(id);
  }

  /** `ready` was ready before the question, so what the answer lacks of it went out. */
  async #ask(ready: readonly ShownTicket[]): Promise<void> {
    let waiting: Ticket[];
    try {
      waiting = (await this.api.pass()).tickets;
    } catch (error) {
      // The banner says that the server is gone; the next question comes by itself.
      console.info("the pass is not known:", error);
      return;
    }
    const still = new Set(waiting.map((ticket) => ticket.ticket_id));
    this.takeOff(ready.filter((ticket) => !still.has(ticket.ticket_id)));
    this.heard(waiting);
  }
}
