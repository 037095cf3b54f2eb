/** Order of one audience's notifications: each number once, none skipped, gaps asked for again. */

export interface Notification {
  audience: string;
  seq: number;
  id: string;
  kind: string;
  title: string;
  body: unknown;
  created_at: string;
}

/** What to do after something arrived: show these in order; ask for what is missing. */
export interface Step {
  show: Notification[];
  resubscribe: boolean;
}

/** A gap may close by itself when numbers overtake each other; more waiting than this may not. */
const MOST_WAITING = 1000;

export class Feed {
  readonly #waiting = new Map<number, Notification>();
  #subscribed = false;

  /** `last` is the last number shown; null means that nothing is known yet. */
  constructor(public last: number | null) {}

  /** The connection is gone, or a subscription is under way: numbers from now on may have gaps. */
  begin(): void {
    this.#subscribed = false;
  }

  receive(notification: Notification): Step {
    if (this.last !== null && notification.seq <= this.last) return { show: [], resubscribe: false };
    if (this.#waiting.size < MOST_WAITING) this.#waiting.set(notification.seq, notification);
    const show = this.#drain();
    return { show, resubscribe: this.#ask() };
  }

  /** The server answered a subscription; with a snapshot, everything up to its number is in it. */
  subscribed(headSeq: number, snapshot: boolean): Step {
    if (snapshot || this.last === null) this.last = headSeq;
    this.#subscribed = true;
    for (const seq of [...this.#waiting.keys()]) if (seq <= this.last) this.#waiting.delete(seq);
    const show = this.#drain();
    return { show, resubscribe: this.#ask() };
  }

  #drain(): Notification[] {
    const show: Notification[] = [];
    while (this.last !== null) {
      const next = this.#waiting.get(this.last + 1);
      if (next === undefined) break;
      this.#waiting.delete(next.seq);
      this.last = next.seq;
      show.push(next);
    }
    return show;
  }

  #ask(): boolean {
    const missing = this.#subscribed && this.#waiting.size > 0;
    if (missing) this.#subscribed = false;
    return missing;
  }
}
