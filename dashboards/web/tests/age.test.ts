import assert from "node:assert/strict";
import { test } from "node:test";

import { ageSeconds, clockText, THRESHOLDS, worry } from "../src/age.ts";
import { readToken } from "../src/identity.ts";

test("age counts whole seconds and is never negative", () => {
  const at = Date.parse("2026-01-01T10:00:00Z");
  assert.equal(ageSeconds("2026-01-01T09:58:30.500Z", at), 89);
  assert.equal(ageSeconds("2026-01-01T10:00:05Z", at), 0);
});

test("worry grows at the two shares of the promised time", () => {
  assert.equal(worry(479, 600, THRESHOLDS), "fresh");
  assert.equal(worry(480, 600, THRESHOLDS), "due");
  assert.equal(worry(599, 600, THRESHOLDS), "due");
  assert.equal(worry(600, 600, THRESHOLDS), "late");
  assert.equal(worry(300, 600, { due: 50, late: 60 }), "due");
});

test("clock text", () => {
  assert.equal(clockText(7), "0:07");
  assert.equal(clockText(3599), "59:59");
  assert.equal(clockText(3900), "1h 05");
});

function token(claims: object): string {
  return `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.y`;
}

test("a token is read, an expired or foreign one is not", () => {
  const claims = { outlet: "blr", role: "kitchen", name: "Ímrán", station: "grill", exp: 2000 };
  const identity = readToken(token(claims), 1_000_000);
  assert.equal(identity?.station, "grill");
  assert.equal(identity?.name, "Ímrán");
  assert.equal(readToken(token(claims), 2_000_000), null);
  assert.equal(readToken("nonsense", 0), null);
  assert.equal(readToken("a.b.c", 0), null);
});
