/** Starts the ready board: its token, what holds now, then every change. */

import "@fontsource/noto-sans-devanagari/devanagari-400.css";
import "@fontsource/noto-sans-devanagari/devanagari-700.css";
import "./board.css";

import { readConfig } from "../config.ts";
import { Connection, type ConnectionState } from "../connection.ts";
import { Feed, type Notification } from "../feed.ts";
import { readToken } from "../identity.ts";
import { play, unlockSound } from "../sound.ts";
import { load, save, screenId } from "../storage.ts";
import { byId } from "../view/element.ts";
import { stayAwake } from "../wakeLock.ts";
import { type Board, type BoardOrder, Numbers } from "./numbers.ts";
import { FRESH_MS, notice, PAGE_MS, paint, paintClock, paintTitles } from "./view.ts";
import { languages, WORDS } from "./words.ts";

const TOKEN = "board-token";
const RETRY_MS = 3_000;
const TICK_MS = 1_000;

const query = new URLSearchParams(location.search);
const spoken = languages(query);
const words = spoken.map((code) => WORDS[code]!);
const speaks = query.get("speak") === "1";
const numbers = new Numbers();
const fresh = new Map<number, number>();

/** The token comes after the hash sign once and is taken out of the address. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    save(TOKEN, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return load<string>(TOKEN);
}

function repaint(): void {
  const now = Date.now();
  for (const [number, until] of fresh) if (until < now) fresh.delete(number);
  const turn = Math.floor(now / PAGE_MS);
  const called = new Set(fresh.keys());
  paint("preparing", numbers.preparing, called, turn, words);
  paint("ready", numbers.ready, called, turn, words);
}

function call(number: number): void {
  fresh.set(number, Date.now() + FRESH_MS);
  play("new");
  if (!speaks || !("speechSynthesis" in window)) return;
  for (const [index, code] of spoken.entries()) {
    const saying = new SpeechSynthesisUtterance(words[index]!.spoken(number));
    saying.lang = `${code}-IN`;
    speechSynthesis.speak(saying);
  }
}

function hear(told: Notification[]): void {
  for (const each of told) {
    if (each.kind !== "board") continue;
    const order = each.body as BoardOrder;
    if (numbers.apply(order)) call(order.number);
  }
  repaint();
}

function showState(state: ConnectionState): void {
  const place = byId("state");
  place.dataset["state"] = state;
  place.textContent = state === "live" ? "" : words[0]!.connecting;
  if (state === "reconnecting") notice(words.map((each) => each.offline));
  else if (state === "signed-out") notice(words.map((each) => each.signedOut));
  else if (state === "live") notice(null);
}

/** All that holds now, asked for until somebody answers: at the start, and whenever the line was lost. */
async function refresh(api: string, token: string): Promise<void> {
  for (;;) {
    try {
      const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
      const answer = await fetch(`${api}/api/board`, { headers, signal: AbortSignal.timeout(8_000) });
      if (answer.status === 401) return showState("signed-out");
      if (answer.ok) {
        const board = (await answer.json()) as Board;
        numbers.replace(board);
        byId("outlet").textContent = board.outlet_name;
        document.title = board.outlet_name;
        return repaint();
      }
    } catch (error) {
      console.warn(error);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function start(): Promise<void> {
  document.documentElement.lang = spoken[0]!;
  paintTitles(words);
  // What was painted before the letters came is not always painted again.
  void document.fonts.load("1em 'Noto Sans Devanagari'", "अ").then(() => paintTitles(words));
  repaint();
  const token = takeToken();
  const identity = token === null ? null : readToken(token, Date.now());
  if (token === null || identity === null) return notice(words.map((each) => each.noToken));
  const config = await readConfig(() => showState("reconnecting"));
  const audience = `board/${identity.outletId}`;
  const feeds = new Map([[audience, new Feed(null)]]);
  const auth = () => Promise.resolve({ token, screen_id: screenId() });
  const line = new Connection(config.realtime_url, screenId(), auth, feeds, {
    state: (state) => {
      showState(state);
      if (state === "live") void refresh(config.api_url, token);
    },
    notifications: (_, told) => hear(told),
    snapshot: () => undefined,
    serverTime: () => undefined,
  });
  line.open();
}

window.addEventListener("pointerdown", unlockSound);
window.addEventListener("keydown", unlockSound);
window.setInterval(() => {
  paintClock(Date.now());
  numbers.expire(Date.now());
  repaint();
}, TICK_MS);
paintClock(Date.now());
stayAwake();
await start();
