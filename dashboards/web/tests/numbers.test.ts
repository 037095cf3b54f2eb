import assert from "node:assert/strict";
import { test } from "node:test";

import { type BoardOrder, Numbers, type State } from "../src/board/numbers.ts";
import { languages } from "../src/board/words.ts";

const NOON = Date.parse("2026-01-15T12:00:00Z");

function order(number: number, state: State, minutes = 0): BoardOrder {
  return { number, order_type: "TAKEAWAY", state, since: new Date(NOON + minutes * 60_000).toISOString() };
}

function board(...orders: BoardOrder[]): Numbers {
  const numbers = new Numbers();
  numbers.replace({ outlet_name: "Test", ready_minutes: 10, orders });
  return numbers;
}

test("a number becomes ready once, is called once and leaves when it is fetched", () => {
  const numbers = board(order(7, "PREPARING"), order(8, "PREPARING", 1));
  assert.deepEqual([numbers.preparing, numbers.ready], [[7, 8], []]);
  assert.equal(numbers.apply(order(7, "READY", 5)), true);
  assert.equal(numbers.apply(order(7, "READY", 5)), false);
  assert.deepEqual([numbers.preparing, numbers.ready], [[8], [7]]);
  assert.equal(numbers.apply(order(7, "GONE", 6)), false);
  assert.deepEqual(numbers.ready, []);
});

test("a number that goes back to the kitchen is called again", () => {
  const numbers = board(order(7, "READY"));
  assert.equal(numbers.apply(order(7, "PREPARING")), false);
  assert.deepEqual([numbers.preparing, numbers.ready], [[7], []]);
  assert.equal(numbers.apply(order(7, "READY", 2)), true);
});

test("the last one called stands first", () => {
  const numbers = board(order(3, "READY", 2), order(9, "READY", 1), order(5, "READY", 4));
  assert.deepEqual(numbers.ready, [5, 3, 9]);
});

test("what nobody fetched leaves after its minutes; what is being prepared stays", () => {
  const numbers = board(order(1, "READY"), order(2, "READY", 6), order(3, "PREPARING"));
  assert.equal(numbers.expire(NOON + 9 * 60_000), false);
  assert.equal(numbers.expire(NOON + 10 * 60_000), true);
  assert.deepEqual([numbers.preparing, numbers.ready], [[3], [2]]);
});

test("the address says the languages; what it does not know is left out", () => {
  assert.deepEqual(languages(new URLSearchParams("lang=mr,xx,hi,en")), ["mr", "hi"]);
  assert.deepEqual(languages(new URLSearchParams("lang=xx")), ["en", "hi"]);
});
