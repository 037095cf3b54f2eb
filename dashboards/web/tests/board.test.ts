import assert from "node:assert/strict";
import { test } from "node:test";

import { PROMISE_SECONDS, promisedSeconds } from "../src/age.ts";
import { linesToShow, type TicketChange, unseen } from "../src/changes.ts";
import { amountText, LANGUAGES, setLanguage } from "../src/i18n/language.ts";
import { actOf, slotOf } from "../src/keyboard.ts";
import { Selection } from "../src/selection.ts";
import { checked } from "../src/settings.ts";
import { type Sort, sorted } from "../src/sorting.ts";
import { type Standing, StandingBook } from "../src/standings.ts";
import { openLines, type Ticket, TicketBook, type TicketLine } from "../src/tickets.ts";
import { dishTotals, ingredientTotals } from "../src/totals.ts";

function line(id: string, quantity = 1, more: Partial<TicketLine> = {}): TicketLine {
  return { line_id: id, item_name: `Dish ${id}`, quantity, ...more };
}

function ticket(number: number, lines: TicketLine[], more: Partial<Ticket> = {}): Ticket {
  return {
    ticket_id: String(number),
    order_id: `order-${number}`,
    outlet_id: "blr",
    station: "grill",
    number,
    order_type: "DINE_IN",
    table_label: "4",
    status: "PREPARING",
    version: 1,
    placed_at: new Date(1_700_000_000_000 + number * 60_000).toISOString(),
    lines,
    ...more,
  };
}

function change(version: number, kind: TicketChange["kind"], before: TicketLine | null, after: TicketLine | null, position = 0): TicketChange {
  const who = { changed_by: `Cook ${version}`, changed_at: new Date(1_700_000_000_000 + version).toISOString() };
  return { version, kind, before, after, position, note_before: "before", ...who };
}

test("what changed is told once a dish, from how the cook knew it, by who did the last of it", () => {
  const done = line("c", 1, { note: "well done" });
  const shown = ticket(1, [line("a", 5), done, line("d")], {
    changes: [
      change(2, "CHANGED", line("a", 2), line("a", 3)),
      change(2, "CHANGED", line("c"), done),
      change(2, "VOIDED", line("b"), null, 1),
      change(3, "CHANGED", line("a", 3), line("a", 5)),
      change(3, "ADDED", null, line("d")),
      change(3, "NOTE", null, null),
    ],
  });
  const told = unseen(shown).map(({ at: _, ...each }) => each);
  assert.deepEqual(told, [
    { kind: "quantity", lineId: "a", before: 2, by: "Cook 3" },
    { kind: "words", lineId: "c", by: "Cook 2" },
    { kind: "voided", lineId: "b", line: line("b"), position: 1, by: "Cook 2" },
    { kind: "added", lineId: "d", by: "Cook 3" },
    { kind: "note", before: "before", by: "Cook 3" },
  ]);
  assert.deepEqual(linesToShow(shown).map((each) => each.line_id), ["a", "b", "c", "d"]);
});

test("a change that is taken back is still told, and one that came and went is void", () => {
  const back = [change(2, "CHANGED", line("a", 2), line("a", 3)), change(3, "CHANGED", line("a", 3), line("a", 2))];
  assert.deepEqual(unseen(ticket(1, [line("a", 2)], { changes: back })).map((each) => each.kind), ["words"]);
  const gone = [change(2, "ADDED", null, line("b"), 1), change(3, "VOIDED", line("b"), null, 1)];
  assert.deepEqual(unseen(ticket(1, [line("a")], { changes: gone })).map((each) => each.kind), ["voided"]);
});

test("what is ready hangs again while a change of it was not seen", () => {
  const book = new TicketBook();
  const changes = [change(2, "VOIDED", line("b"), null, 1)];
  book.apply(ticket(1, [line("a")], { status: "READY", changes, version: 2 }), 0);
  assert.deepEqual([book.rail().length, book.shelf(0).length], [1, 0]);
  book.apply(ticket(1, [line("a")], { status: "READY", changes: [], version: 3 }), 0);
  assert.deepEqual([book.rail().length, book.shelf(0).length], [0, 1]);
});

test("a crossed line counts no more, and the server says how it is", () => {
  const book = new TicketBook();
  book.apply(ticket(1, [line("a", 2), line("b")], { status: "PREPARING" }), 1);
  book.cross("1", "b");
  assert.deepEqual(openLines(book.get("1")!).map((each) => each.line_id), ["a"]);
  book.apply(ticket(1, [line("a", 2, { done: true }), line("b")], { status: "PREPARING", version: 2 }), 2);
  assert.deepEqual(book.get("1")!.done, ["a"]);
  book.cross("1", "a");
  assert.deepEqual(book.get("1")!.done, []);
  book.apply(ticket(1, [line("a", 2, { done: true }), line("b", 1, { done: true })], { status: "READY", version: 3 }), 3);
  assert.deepEqual(book.get("1")!.done, []);
  assert.equal(book.cross("1", "no such line"), undefined);
});

test("how far the other stations are is kept with the ticket, by station and course", () => {
  const book = new TicketBook();
  const also = [{ station: "cold", course: null, status: "NEW" as const }];
  const mine = ticket(1, [line("a")], { also_at: also });
  book.apply(mine, 1);
  const told = { station: "cold", course: null };
  assert.equal(book.elsewhere(mine.order_id, { ...told, status: "READY" }), true);
  assert.deepEqual(book.get("1")!.also_at, [{ ...told, status: "READY" }]);
  assert.equal(book.elsewhere(mine.order_id, { station: mine.station, course: null, status: "READY" }), false);
  book.elsewhere(mine.order_id, { ...told, status: "CANCELLED" });
  assert.deepEqual(book.get("1")!.also_at, []);
  assert.equal(book.elsewhere("another order", { ...told, status: "NEW" }), false);
});

test("tickets hang by the order that is chosen", () => {
  const book = new TicketBook();
  const promise = (minutes: number): string => new Date(1_700_000_000_000 + minutes * 60_000).toISOString();
  book.apply(ticket(1, [line("a")], { promised_at: promise(40) }), 0);
  book.apply(ticket(2, [line("a")], { promised_at: promise(10) }), 0);
  book.apply(ticket(3, [line("a")], { promised_at: promise(20), rush: true }), 0);
  const numbers = (sort: Sort): number[] => sorted(book.rail(), sort, {}).map((each) => each.number);
  assert.deepEqual(numbers("rush"), [3, 1, 2]);
  assert.deepEqual(numbers("oldest"), [1, 2, 3]);
  assert.deepEqual(numbers("promised"), [2, 3, 1]);
});

test("a ticket is promised for when the longest of its dishes is done, unless the guest was told a time", () => {
  const preparation = { "Dish a": 300, "Dish b": 900 };
  assert.equal(promisedSeconds(ticket(1, [line("a"), line("b")]), preparation), 900);
  assert.equal(promisedSeconds(ticket(1, [line("c")]), preparation), PROMISE_SECONDS);
  const promised_at = new Date(1_700_000_060_000 + 1_200_000).toISOString();
  assert.equal(promisedSeconds(ticket(1, [line("a")], { promised_at }), preparation), 1_200);
});

test("all day tells ways of a dish apart and adds ingredients in their own units", () => {
  const lines = [
    line("a", 2, { item_name: "Tikka" }),
    line("b", 1, { item_name: "Tikka", modifiers: [{ name: "Spicy", quantity: 2 }] }),
    line("c", 1, { item_name: "Naan" }),
  ];
  assert.deepEqual(dishTotals(lines), [
    { name: "Tikka", quantity: 3, variants: [{ words: "", quantity: 2 }, { words: "Spicy × 2", quantity: 1 }] },
    { name: "Naan", quantity: 1, variants: [] },
  ]);
  const paneer = { id: "p", name: "Paneer", unit: "g" };
  const known = {
    ingredients: [paneer, { id: "x", name: "Not needed", unit: "g" }],
    lines: [
      { line_id: "a", amounts: [{ ingredient_id: "p", quantity: "120.500" }] },
      { line_id: "b", amounts: [{ ingredient_id: "p", quantity: "120.500" }] },
      { line_id: "gone", amounts: [{ ingredient_id: "x", quantity: "9" }] },
    ],
  };
  assert.deepEqual(ingredientTotals(lines, known), [{ name: "Paneer", unit: "g", quantity: 361.5 }]);
});

test("amounts are written in the unit a cook thinks in", () => {
  setLanguage("en");
  assert.deepEqual(
    [amountText(850, "g"), amountText(1250, "g"), amountText(2580, "ml"), amountText(3, "pc")],
    ["850 g", "1.25 kg", "2.58 l", "3 pc"],
  );
  setLanguage("hi");
  assert.equal(amountText(3, "pc"), "3 नग");
  setLanguage("en");
});

test("a screen's own key goes before the delivered one, which then does nothing", () => {
  assert.equal(actOf("Enter", {}), "bump");
  assert.equal(actOf("R", {}), "recall");
  assert.equal(actOf("F7", { bump: "F7" }), "bump");
  assert.equal(actOf("Enter", { bump: "F7" }), null);
  assert.equal(actOf("a", { bump: "a" }), "bump");
  assert.deepEqual([slotOf("1"), slotOf("9"), slotOf("0"), slotOf("x")], [0, 8, 9, null]);
});

test("the selection walks tickets and dishes and lets go of what is gone", () => {
  const book = new TicketBook();
  book.apply(ticket(1, [line("a"), line("b")]), 0);
  book.apply(ticket(2, [line("c")]), 0);
  const rail = book.rail();
  const selection = new Selection();
  const at = (): (string | null)[] => [selection.ticketId, selection.lineId];
  selection.moveLine(rail, 1);
  assert.deepEqual(at(), ["1", "a"]);
  selection.moveLine(rail, 1);
  selection.moveLine(rail, 1);
  assert.deepEqual(at(), ["1", "b"]);
  selection.moveLine(rail, -1);
  selection.moveLine(rail, -1);
  assert.deepEqual(at(), ["1", null]);
  selection.move(rail, 1);
  selection.move(rail, 1);
  assert.deepEqual(at(), ["2", null]);
  selection.keepWithin(rail.slice(0, 1));
  assert.deepEqual(at(), [null, null]);
});

test("what is sold out is known by the newest revision, and what is no longer offered is not told", () => {
  const book = new StandingBook(null as never, () => undefined);
  const item = (id: string, revision: number, more: object): Standing => {
    const plain = { available: true, because: null, portions_left: null };
    return { item_id: id, item_name: id, revision, ...plain, ...more };
  };
  book.hear(item("naan", 3, { available: false, because: "SOLD_OUT" }));
  book.hear(item("naan", 2, {}));
  book.hear(item("dal", 1, { portions_left: 2 }));
  book.hear(item("old", 1, { available: false, because: "RETIRED" }));
  assert.deepEqual(book.out().map((each) => each.item_id), ["naan"]);
  assert.deepEqual(book.few().map((each) => each.item_id), ["dal"]);
  book.hear(item("naan", 4, {}));
  assert.deepEqual(book.out(), []);
});

test("settings that make no sense are as if they were not said", () => {
  const said = { theme: "dark", language: "xx", size: 5, sort: "oldest", columns: 99, sound: false, evil: 1 };
  assert.deepEqual(checked(said), { theme: "dark", sort: "oldest", sound: false });
});

test("no language leaves a text empty", () => {
  for (const dictionary of Object.values(LANGUAGES)) {
    for (const [key, text] of Object.entries(dictionary)) {
      const said = typeof text === "string" ? text : (text as (...words: string[]) => string)("7", "9");
      assert.ok(said.trim().length > 0, key);
      if (typeof text !== "string") assert.ok(said.includes("7"), key);
    }
  }
});
