import assert from "node:assert/strict";
import { test } from "node:test";

import { Feed, type Notification, type Step } from "../src/feed.ts";

function note(seq: number): Notification {
  return { audience: "kds/blr/grill", seq, id: `n${seq}`, kind: "ticket", title: "", body: {}, created_at: "" };
}

function shown(step: Step): number[] {
  return step.show.map((n) => n.seq);
}

test("numbers are shown once and in order", () => {
  const feed = new Feed(4);
  feed.subscribed(4, false);
  assert.deepEqual(shown(feed.receive(note(5))), [5]);
  assert.deepEqual(shown(feed.receive(note(5))), []);
  assert.deepEqual(shown(feed.receive(note(3))), []);
  assert.equal(feed.last, 5);
});

test("a gap is asked for once, and shown in order when it is filled", () => {
  const feed = new Feed(4);
  feed.subscribed(4, false);
  const gap = feed.receive(note(7));
  assert.deepEqual([shown(gap), gap.resubscribe], [[], true]);
  assert.equal(feed.receive(note(8)).resubscribe, false);
  assert.deepEqual(shown(feed.receive(note(5))), [5]);
  assert.deepEqual(shown(feed.receive(note(6))), [6, 7, 8]);
  assert.equal(feed.subscribed(8, false).resubscribe, false);
  assert.equal(feed.last, 8);
});

test("a gap still open after the answer is asked for again", () => {
  const feed = new Feed(4);
  feed.subscribed(4, false);
  assert.equal(feed.receive(note(6)).resubscribe, true);
  assert.equal(feed.subscribed(6, false).resubscribe, true);
});

test("a fresh screen waits for its snapshot and then continues behind it", () => {
  const feed = new Feed(null);
  assert.deepEqual(shown(feed.receive(note(10))), []);
  assert.deepEqual(shown(feed.receive(note(11))), []);
  const step = feed.subscribed(10, true);
  assert.deepEqual([shown(step), step.resubscribe], [[11], false]);
  assert.equal(feed.last, 11);
});

test("a resuming screen gets what it missed while the subscription is under way", () => {
  const feed = new Feed(20);
  feed.begin();
  assert.deepEqual(shown(feed.receive(note(21))), [21]);
  assert.deepEqual(shown(feed.receive(note(23))), []);
  assert.deepEqual(shown(feed.receive(note(22))), [22, 23]);
  assert.equal(feed.subscribed(23, false).resubscribe, false);
});

test("a screen too far behind jumps to the snapshot", () => {
  const feed = new Feed(1);
  const step = feed.subscribed(900, true);
  assert.deepEqual([shown(step), feed.last], [[], 900]);
  assert.deepEqual(shown(feed.receive(note(901))), [901]);
});
