/** Starts the guest's page: the token of the address, the order, then every word about it. */

import "@fontsource/noto-sans-devanagari/devanagari-400.css";
import "@fontsource/noto-sans-devanagari/devanagari-700.css";
import "./guest.css";

import { readConfig } from "../config.ts";
import { Connection, type ConnectionState } from "../connection.ts";
import { Feed } from "../feed.ts";
import { load, save, screenId } from "../storage.ts";
import { lettersOf } from "../i18n/letters.ts";
import { byId } from "../view/element.ts";
import type { GuestOrder } from "./order.ts";
import { paintNotice, paintOrder } from "./view.ts";
import { type Words, WORDS } from "./words.ts";

const TOKEN = "guest-token";
const LANGUAGE = "guest-language";
const RETRY_MS = 3_000;

let order: GuestOrder | null = null;
let problem: "offline" | "ended" | "missing" | null = null;
let language = load<string>(LANGUAGE) ?? (navigator.language.startsWith("hi") ? "hi" : "en");

function words(): Words {
  return WORDS[language] ?? WORDS["en"]!;
}

function repaint(): void {
  document.documentElement.lang = language;
  byId("language").textContent = language === "en" ? WORDS["hi"]!.name : WORDS["en"]!.name;
  if (order === null) document.title = words().title;
  else paintOrder(order, words());
  paintNotice(problem === null ? null : words()[problem]);
}

/** The token comes after the hash sign once and is taken out of the address. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    save(TOKEN, given);
    history.replaceState(null, "", location.pathname);
  }
  return load<string>(TOKEN);
}

interface Claims {
  outlet: string;
  order: string;
}

/** Whom the token speaks for, read for display only; null when it is none. */
function claimsOf(token: string): Claims | null {
  try {
    const body = atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    const { outlet, order: id } = JSON.parse(body) as Partial<Claims>;
    return outlet === undefined || id === undefined ? null : { outlet, order: id };
  } catch {
    return null;
  }
}

async function ask<T>(url: string, token: string | null): Promise<T | null> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (token !== null) headers["Authorization"] = `Bearer ${token}`;
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(8_000) });
  if (answer.status === 401 || answer.status === 404) {
    problem = "ended";
    return null;
  }
  return answer.ok ? ((await answer.json()) as T) : Promise.reject(new Error(String(answer.status)));
}

/** The order as it is now, asked for until somebody answers. */
async function refresh(api: string, token: string, id: string): Promise<void> {
  for (;;) {
    try {
      order = (await ask<GuestOrder>(`${api}/api/orders/${id}`, token)) ?? order;
      return repaint();
    } catch (error) {
      console.warn(error);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function nameOutlet(api: string, outlet: string): Promise<void> {
  const menu = await ask<{ outlet: { name: string } }>(`${api}/api/menu?outlet_id=${encodeURIComponent(outlet)}`, null);
  byId("outlet").textContent = menu?.outlet.name ?? "";
}

function showState(state: ConnectionState): void {
  document.body.dataset["connection"] = state;
  if (state === "signed-out") problem = "ended";
  else if (state === "reconnecting") problem = "offline";
  else if (state === "live" && problem === "offline") problem = null;
  repaint();
}

async function start(): Promise<void> {
  const token = takeToken();
  const claims = token === null ? null : claimsOf(token);
  if (token === null || claims === null) {
    problem = "missing";
    return repaint();
  }
  repaint();
  const config = await readConfig(() => showState("reconnecting"));
  const again = () => void refresh(config.api_url, token, claims.order);
  const audience = `guest/${claims.outlet}/${claims.order}`;
  const auth = () => Promise.resolve({ token, screen_id: screenId() });
  const line = new Connection(config.realtime_url, screenId(), auth, new Map([[audience, new Feed(null)]]), {
    state: (state) => {
      showState(state);
      if (state === "live") again();
    },
    notifications: again,
    snapshot: () => undefined,
    serverTime: () => undefined,
  });
  line.open();
  nameOutlet(config.api_url, claims.outlet).catch((error: unknown) => console.warn(error));
}

byId("language").addEventListener("click", () => {
  language = language === "en" ? "hi" : "en";
  save(LANGUAGE, language);
  repaint();
});
void lettersOf("hi").then(repaint);
await start();
