import assert from "node:assert/strict";
import { test } from "node:test";

import { Shown, type TicketVersion } from "../src/shown.ts";
import type { Ticket } from "../src/tickets.ts";

function ticket(id: string, version = 1, station = "grill"): Ticket {
  return {
    ticket_id: id,
    order_id: id,
    outlet_id: "blr",
    station,
    number: 1,
    order_type: "DINE_IN",
    table_label: "",
    status: "NEW",
    version,
    placed_at: "2026-01-15T07:30:00Z",
    lines: [],
  };
}

function gateway(answers: boolean[] = []): { sent: [string, TicketVersion[]][]; shown: Shown } {
  const sent: [string, TicketVersion[]][] = [];
  const shown = new Shown((audience, tickets) => {
    sent.push([audience, tickets]);
    return Promise.resolve(answers.shift() ?? true);
  });
  return { sent, shown };
}

test("each version is told once, to the audience of its station", async () => {
  const { sent, shown } = gateway();
  await shown.painted([ticket("a"), ticket("b", 1, "bar")]);
  await shown.painted([ticket("a"), ticket("b", 2, "bar")]);
  assert.deepEqual(sent, [
    ["kds/blr/grill", [{ ticket_id: "a", version: 1 }]],
    ["kds/blr/bar", [{ ticket_id: "b", version: 1 }]],
    ["kds/blr/bar", [{ ticket_id: "b", version: 2 }]],
  ]);
});

test("what was not noted is told again", async () => {
  const { sent, shown } = gateway([false]);
  await shown.painted([ticket("a")]);
  await shown.painted([ticket("a")]);
  await shown.painted([ticket("a")]);
  assert.equal(sent.length, 2);
});

test("what is painted while a message is under way follows it", async () => {
  const { sent, shown } = gateway();
  await Promise.all([shown.painted([ticket("a")]), shown.painted([ticket("a"), ticket("b")])]);
  assert.deepEqual(
    sent.map(([, tickets]) => tickets.map((each) => each.ticket_id)),
    [["a"], ["b"]],
  );
});

test("a long rail goes in parts the gateway takes", async () => {
  const { sent, shown } = gateway();
  await shown.painted(Array.from({ length: 450 }, (_, n) => ticket(`t${n}`)));
  assert.deepEqual(sent.map(([, tickets]) => tickets.length), [200, 200, 50]);
});
