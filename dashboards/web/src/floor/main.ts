/** Starts the floor's screen: sign in, what still holds, then every call. */

import "@fontsource/noto-sans-devanagari/devanagari-400.css";
import "@fontsource/noto-sans-devanagari/devanagari-700.css";
import "./floor.css";

import { Api, ApiProblem } from "../api.ts";
import { readConfig } from "../config.ts";
import { Connection, type ConnectionState } from "../connection.ts";
import { Feed, type Notification } from "../feed.ts";
import { type Identity, readToken } from "../identity.ts";
import { Session } from "../session.ts";
import { play, unlockSound } from "../sound.ts";
import { load, save, screenId } from "../storage.ts";
import { lettersOf } from "../i18n/letters.ts";
import { byId } from "../view/element.ts";
import { stayAwake } from "../wakeLock.ts";
import { type Kind, Notices } from "./notices.ts";
import { paint, paintFilters, paintFrame } from "./view.ts";
import { type Words, WORDS } from "./words.ts";

const ROLES = new Set(["admin", "manager", "cashier", "waiter"]);
const RENEWAL_CHECK_MS = 30_000;
const READ_AFTER_MS = 4_000;
const LANGUAGE = "floor-language";

const config = await readConfig(() => showState("reconnecting"));
const api = new Api(config.api_url, () => session.token());
const session = new Session((refresh) => api.renew(refresh));
let language = load<string>(LANGUAGE) ?? "en";
let notices = new Notices();
let only: Kind | null = null;
let line: Connection | null = null;
let audience = "";

function words(): Words {
  return WORDS[language] ?? WORDS["en"]!;
}

function repaint(): void {
  document.documentElement.lang = language;
  paintFrame(words(), language === "en" ? WORDS["hi"]!.name : WORDS["en"]!.name);
  paintFilters(only, words(), (kind) => {
    only = kind;
    repaint();
  });
  paint(notices, only, words(), Date.now());
}

function showState(state: ConnectionState): void {
  const place = byId("state");
  place.dataset["state"] = state;
  place.textContent = state === "connecting" ? words().connecting : "";
  byId("offline").hidden = state !== "reconnecting";
  if (state === "signed-out") signIn(words().expired);
}

function hear(told: Notification[]): void {
  for (const each of told) {
    const news = notices.hear(each);
    if (news === null) continue;
    const isUrgent = news.kind === "ready" || news.kind === "failed" || news.kind === "alert";
    play(isUrgent ? "rush" : "new");
    navigator.vibrate?.(isUrgent ? [200, 100, 200] : 80);
  }
  repaint();
}

/** What stands before the eyes for a while is read, on every screen of this person. */
function markRead(): void {
  if (document.hidden || line === null || notices.newest <= notices.read) return;
  const upto = notices.newest;
  void line.read(audience, upto).then((done) => {
    if (!done) return;
    notices.read = upto;
    repaint();
  });
}

function open(identity: Identity): void {
  (byId("sign-in") as HTMLDialogElement).close();
  byId("who").textContent = identity.name;
  byId("sign-out").hidden = false;
  notices = new Notices();
  audience = `floor/${identity.outletId}`;
  const auth = async () => ({ token: (await session.token()) ?? "", screen_id: screenId() });
  line?.close();
  line = new Connection(config.realtime_url, screenId(), auth, new Map([[audience, new Feed(null)]]), {
    state: showState,
    notifications: (_, told) => hear(told),
    snapshot: () => undefined,
    serverTime: () => undefined,
    history: (_, told, unread) => {
      for (const each of told) notices.hear(each);
      const shown = notices.shown(null);
      notices.read = shown[unread]?.seq ?? 0;
      repaint();
    },
  });
  line.open();
}

function signIn(message: string): void {
  line?.close();
  const dialog = byId("sign-in") as HTMLDialogElement;
  byId("problem").textContent = message;
  if (!dialog.open) dialog.showModal();
}

async function login(form: HTMLFormElement): Promise<void> {
  const given = new FormData(form);
  try {
    const tokens = await api.login(String(given.get("username")), String(given.get("password")));
    const identity = readToken(tokens.access_token, Date.now());
    if (identity === null || !ROLES.has(identity.role)) return signIn(words().notFloor);
    session.keep(tokens);
    form.reset();
    open(identity);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    signIn(error.message);
  }
}

byId("sign-in").addEventListener("cancel", (event) => event.preventDefault());
byId("sign-in-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void login(event.target as HTMLFormElement);
});
byId("sign-out").addEventListener("click", () => {
  session.forget();
  location.reload();
});
byId("language").addEventListener("click", () => {
  language = language === "en" ? "hi" : "en";
  save(LANGUAGE, language);
  repaint();
});
window.addEventListener("pointerdown", unlockSound);
window.setInterval(() => void session.token(), RENEWAL_CHECK_MS);
window.setInterval(markRead, READ_AFTER_MS);
window.setInterval(repaint, 30_000);
stayAwake();
void lettersOf("hi").then(repaint);
repaint();
const token = await session.token();
const identity = token === null ? null : readToken(token, Date.now());
if (identity === null || !ROLES.has(identity.role)) signIn("");
else open(identity);
