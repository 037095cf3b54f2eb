import assert from "node:assert/strict";
import { test } from "node:test";

import type { TicketChange } from "../src/changes.ts";
import { countsFrom, READY_KEPT_MS, TicketBook, type Ticket, type TicketStatus } from "../src/tickets.ts";

function ticket(id: string, version: number, status: TicketStatus = "NEW", station = "grill"): Ticket {
  return {
    ticket_id: id,
    order_id: `order-${id}`,
    outlet_id: "blr",
    station,
    number: Number(id),
    order_type: "DINE_IN",
    table_label: "4",
    status,
    version,
    placed_at: new Date(1_700_000_000_000 + Number(id) * 1000).toISOString(),
    lines: [{ line_id: "1", item_name: "Dosa", quantity: 2 }],
  };
}

test("the same version twice, or an older one later, changes nothing", () => {
  const book = new TicketBook();
  assert.equal(book.apply(ticket("1", 2, "PREPARING"), 0), true);
  assert.equal(book.apply(ticket("1", 2, "PREPARING"), 1), false);
  assert.equal(book.apply(ticket("1", 1, "NEW"), 2), false);
  assert.equal(book.get("1")?.status, "PREPARING");
  assert.equal(book.all().length, 1);
});

test("every order of arrival ends in the highest version", () => {
  const versions = [ticket("1", 1), ticket("1", 2, "PREPARING"), ticket("1", 3, "READY")];
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1], [0, 2, 1], [1, 2, 0]]) {
    const book = new TicketBook();
    for (const index of order) book.apply(versions[index]!, 0);
    assert.equal(book.get("1")?.status, "READY");
  }
});

test("a snapshot removes what is no longer open, of its own station only", () => {
  const book = new TicketBook();
  book.apply(ticket("1", 1), 0);
  book.apply(ticket("2", 1), 0);
  book.apply(ticket("3", 1, "NEW", "tandoor"), 0);
  book.replace("grill", [ticket("2", 1)], 1);
  assert.deepEqual(book.all().map((t) => t.ticket_id), ["2", "3"]);
});

test("a snapshot older than an answer already here does not turn it back", () => {
  const book = new TicketBook();
  book.apply(ticket("1", 3, "READY"), 0);
  book.replace("grill", [ticket("1", 2, "PREPARING")], 1);
  assert.equal(book.get("1")?.status, "READY");
});

const OFF: TicketChange = {
  version: 2, kind: "CANCELLED", changed_at: "", changed_by: "Asha", position: 0, before: null, after: null, note_before: "",
};

test("a cancelled ticket stays until a cook of the station has seen it, on a screen that starts too", () => {
  const book = new TicketBook();
  book.apply(ticket("1", 1), 0);
  for (const id of ["1", "2"]) assert.equal(book.apply({ ...ticket(id, 2, "CANCELLED"), changes: [OFF] }, 1), true);
  assert.deepEqual(book.rail().map((t) => t.ticket_id), ["1", "2"]);
  assert.equal(book.apply({ ...ticket("1", 3, "CANCELLED"), changes: [] }, 2), true);
  assert.equal(book.apply({ ...ticket("1", 2, "CANCELLED"), changes: [OFF] }, 2), false);
  assert.deepEqual(book.rail().map((t) => t.ticket_id), ["2"]);
  book.replace("grill", [], 3);
  assert.deepEqual(book.all(), []);
});

test("a held ticket waits beside the rail, and its time counts from firing", () => {
  const book = new TicketBook();
  const held = { ...ticket("1", 1, "HELD"), course: 2, fired_at: null };
  book.apply(held, 0);
  book.apply(ticket("2", 1), 0);
  assert.deepEqual(book.rail().map((t) => t.ticket_id), ["2"]);
  assert.deepEqual(book.later().map((t) => t.ticket_id), ["1"]);
  const firedAt = new Date(1_700_000_900_000).toISOString();
  book.apply({ ...held, version: 2, status: "NEW", fired_at: firedAt }, 1);
  assert.deepEqual(book.rail().map((t) => t.ticket_id), ["2", "1"]);
  assert.deepEqual(book.later(), []);
  assert.equal(countsFrom(book.get("1")!), firedAt);
  assert.equal(countsFrom(book.get("2")!), book.get("2")!.placed_at);
});

test("a ticket cancelled before it was fired asks the cook for nothing", () => {
  const book = new TicketBook();
  book.apply({ ...ticket("1", 1, "HELD"), fired_at: null }, 0);
  book.apply({ ...ticket("1", 2, "CANCELLED"), fired_at: null, changes: [] }, 1);
  assert.equal(book.apply({ ...ticket("1", 1, "HELD"), fired_at: null }, 2), false);
  assert.deepEqual([book.rail(), book.later()], [[], []]);
  assert.equal(book.expire(2 + READY_KEPT_MS), true);
});

test("ready tickets leave the rail, newest first, and expire", () => {
  const book = new TicketBook();
  book.apply(ticket("1", 2, "READY"), 100);
  book.apply(ticket("2", 2, "READY"), 200);
  book.apply(ticket("3", 1), 300);
  assert.deepEqual(book.rail().map((t) => t.ticket_id), ["3"]);
  assert.deepEqual(book.ready().map((t) => t.ticket_id), ["2", "1"]);
  assert.equal(book.expire(150 + READY_KEPT_MS), true);
  assert.deepEqual(book.all().map((t) => t.ticket_id), ["2", "3"]);
  assert.equal(book.expire(150 + READY_KEPT_MS), false);
});
