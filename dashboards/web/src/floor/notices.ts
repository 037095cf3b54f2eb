/** What a waiter has to know: kept by what it is about, so that a newer word replaces the older. */

import type { Notification } from "../feed.ts";

export type Kind = "ready" | "payment" | "failed" | "gone" | "back" | "alert" | "stock";

export interface Notice {
  key: string;
  seq: number;
  kind: Kind;
  title: string;
  at: string;
  orderId: string | null;
}

const MOST = 60;

interface Told {
  order_id?: string;
  payment_id?: string;
  item_id?: string;
  alert_id?: string;
  ingredient_id?: string;
  available?: boolean;
  resolved_at?: string | null;
  status?: string;
}

/** A notification as the floor shows it; null for what concerns nobody there. */
export function noticeOf(told: Notification): Notice | null {
  const body = told.body as Told;
  const made = (kind: Kind, about: string | undefined): Notice => ({
    key: `${kind === "back" ? "gone" : kind}/${about ?? told.id}`,
    seq: told.seq,
    kind,
    title: told.title,
    at: told.created_at,
    orderId: body.order_id ?? null,
  });
  switch (told.kind) {
    case "order_ready":
      return made("ready", body.order_id);
    case "payment_received":
      return made("payment", body.payment_id);
    case "payment_failed":
      return made("failed", body.payment_id);
    case "availability":
      return made(body.available === false ? "gone" : "back", body.item_id);
    case "alert":
      return made("alert", body.alert_id);
    case "low_stock":
      return made("stock", body.ingredient_id);
    default:
      return null;
  }
}

export class Notices {
  readonly #kept = new Map<string, Notice>();
  read = 0;

  /** Whether it is news: of a number above what was read, and not heard yet. */
  hear(told: Notification): Notice | null {
    const notice = noticeOf(told);
    if (notice === null) return null;
    const known = this.#kept.get(notice.key);
    if (known !== undefined && known.seq >= notice.seq) return null;
    this.#kept.delete(notice.key);
    this.#kept.set(notice.key, notice);
    for (const key of this.#kept.keys()) if (this.#kept.size > MOST) this.#kept.delete(key);
    return notice;
  }

  /** Newest first; of one kind where it is asked for. */
  shown(only: Kind | null): Notice[] {
    const all = [...this.#kept.values()].sort((one, other) => other.seq - one.seq);
    return only === null ? all : all.filter((notice) => notice.kind === only);
  }

  get unread(): number {
    return this.shown(null).filter((notice) => notice.seq > this.read).length;
  }

  get newest(): number {
    return Math.max(0, ...[...this.#kept.values()].map((notice) => notice.seq));
  }
}
