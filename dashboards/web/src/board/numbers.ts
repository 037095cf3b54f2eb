/** The numbers on the board: what is told of an order replaces what was known of it. */

export type State = "PREPARING" | "READY" | "GONE";

/** `since` is when it was placed, or became ready. */
export interface BoardOrder {
  number: number;
  order_type: string;
  state: State;
  since: string;
}

export interface Board {
  outlet_name: string;
  ready_minutes: number;
  orders: BoardOrder[];
}

export class Numbers {
  readonly #orders = new Map<number, BoardOrder>();
  readyMinutes = 15;

  /** All there is. */
  replace(board: Board): void {
    this.readyMinutes = board.ready_minutes;
    this.#orders.clear();
    for (const order of board.orders) this.#orders.set(order.number, order);
  }

  /** What changed; whether the number has just become ready. */
  apply(order: BoardOrder): boolean {
    const before = this.#orders.get(order.number);
    if (order.state === "GONE") this.#orders.delete(order.number);
    else this.#orders.set(order.number, order);
    return order.state === "READY" && before?.state !== "READY";
  }

  /** Numbers nobody fetched leave; whether any did. */
  expire(now: number): boolean {
    const oldest = now - this.readyMinutes * 60_000;
    let left = false;
    for (const [number, order] of this.#orders) {
      if (order.state !== "READY" || Date.parse(order.since) > oldest) continue;
      this.#orders.delete(number);
      left = true;
    }
    return left;
  }

  /** Oldest first. */
  get preparing(): number[] {
    return this.#of("PREPARING").map((order) => order.number);
  }

  /** Newest first: who was just called looks at the top. */
  get ready(): number[] {
    return this.#of("READY")
      .map((order) => order.number)
      .reverse();
  }

  #of(state: State): BoardOrder[] {
    const found = [...this.#orders.values()].filter((order) => order.state === state);
    return found.sort((one, other) => Date.parse(one.since) - Date.parse(other.since) || one.number - other.number);
  }
}
