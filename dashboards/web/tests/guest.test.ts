import assert from "node:assert/strict";
import { test } from "node:test";

import { type Notification } from "../src/feed.ts";
import { Notices } from "../src/floor/notices.ts";
import { type GuestOrder, paidOf, stepOf } from "../src/guest/order.ts";

function told(seq: number, kind: string, body: unknown): Notification {
  return { audience: "floor/blr", seq, id: `id-${seq}`, kind, title: `${kind} ${seq}`, body, created_at: "2026-01-15T12:00:00Z" };
}

test("an order is placed, cooked, ready, served; a cancelled one is none of them", () => {
  const steps = ["PLACED", "CONFIRMED", "PREPARING", "READY", "SERVED", "COMPLETED", "CANCELLED"].map(stepOf);
  assert.deepEqual(steps, ["placed", "placed", "cooking", "ready", "served", "served", null]);
});

test("an order is paid whole when nothing is due, and not before something was paid", () => {
  const order = (settled: string, due: string) => ({ settled, due }) as GuestOrder;
  assert.equal(paidOf(order("0.00", "100.00")), "nothing");
  assert.equal(paidOf(order("40.00", "60.00")), "part");
  assert.equal(paidOf(order("100.00", "0.00")), "all");
});

test("a newer word about the same thing replaces the older, an older one changes nothing", () => {
  const notices = new Notices();
  assert.equal(notices.hear(told(3, "availability", { item_id: "dal", available: false }))?.kind, "gone");
  assert.equal(notices.hear(told(5, "availability", { item_id: "dal", available: true }))?.kind, "back");
  assert.equal(notices.hear(told(4, "availability", { item_id: "dal", available: false })), null);
  assert.deepEqual(notices.shown(null).map((notice) => notice.seq), [5]);
});

test("newest first, by kind, and unread above what was read", () => {
  const notices = new Notices();
  notices.hear(told(1, "order_ready", { order_id: "a" }));
  notices.hear(told(2, "payment_received", { payment_id: "p", order_id: "a" }));
  notices.hear(told(3, "order_ready", { order_id: "b" }));
  assert.equal(notices.hear(told(4, "something new", {})), null);
  assert.deepEqual(notices.shown("ready").map((notice) => notice.seq), [3, 1]);
  notices.read = 2;
  assert.deepEqual([notices.unread, notices.newest], [1, 3]);
});

test("only so many are kept, the oldest go", () => {
  const notices = new Notices();
  for (let seq = 1; seq <= 80; seq += 1) notices.hear(told(seq, "order_ready", { order_id: String(seq) }));
  assert.deepEqual([notices.shown(null).length, notices.shown(null).at(-1)?.seq], [60, 21]);
});
