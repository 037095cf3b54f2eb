import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ApiProblem, type Tokens } from "../src/api.ts";
import { Session } from "../src/session.ts";

const kept = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  },
});
beforeEach(() => kept.clear());

function tokens(number: number, seconds: number): Tokens {
  return { access_token: `access-${number}`, refresh_token: `refresh-${number}`, expires_in: seconds };
}

test("a token with time left is not renewed", async () => {
  const session = new Session(() => Promise.reject(new Error("nobody asks")));
  session.keep(tokens(1, 900));
  assert.equal(await session.token(), "access-1");
});

test("a token about to run out is renewed once, however many ask", async () => {
  const asked: string[] = [];
  const session = new Session(async (refresh) => {
    asked.push(refresh);
    return tokens(2, 900);
  });
  session.keep(tokens(1, 30));
  const given = await Promise.all([session.token(), session.token(), session.token()]);
  assert.deepEqual(given, ["access-2", "access-2", "access-2"]);
  assert.deepEqual(asked, ["refresh-1"]);
});

test("while nobody answers the old token is used as long as it lives", async () => {
  const session = new Session(() => Promise.reject(new ApiProblem(0, "unreachable", "away")));
  session.keep(tokens(1, 30));
  assert.equal(await session.token(), "access-1");
});

test("a refused renewal signs out", async () => {
  const session = new Session(() => Promise.reject(new ApiProblem(401, "unauthorized", "ended")));
  session.keep(tokens(1, 30));
  assert.equal(await session.token(), null);
  assert.equal(await session.token(), null);
});

test("the token of a display is never renewed", async () => {
  const session = new Session(() => Promise.reject(new Error("nobody asks")));
  session.keep({ access_token: "display", expires_in: 0 });
  assert.equal(await session.token(), "display");
});
