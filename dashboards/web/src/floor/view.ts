/** Painting the floor's screen. */

import { timeText } from "../i18n/language.ts";
import { byId, element } from "../view/element.ts";
import type { Kind, Notice, Notices } from "./notices.ts";
import type { Words } from "./words.ts";

const KINDS: Kind[] = ["ready", "payment", "failed", "gone", "alert"];

export function paint(notices: Notices, only: Kind | null, said: Words, now: number): void {
  const shown = notices.shown(only);
  byId("notices").replaceChildren(...shown.map((notice) => item(notice, notice.seq > notices.read, said, now)));
  byId("quiet").hidden = shown.length > 0;
  byId("quiet").textContent = said.quiet;
  const unread = notices.unread;
  byId("title").textContent = said.title;
  document.title = unread > 0 ? `(${unread}) ${said.title}` : said.title;
  document.body.dataset["unread"] = String(unread);
}

function item(notice: Notice, isUnread: boolean, said: Words, now: number): HTMLElement {
  const minutes = Math.max(0, Math.floor((now - Date.parse(notice.at)) / 60_000));
  return element(
    "li",
    { "data-kind": notice.kind, "data-seq": String(notice.seq), class: isUnread ? "unread" : undefined },
    element("b", { class: "kind" }, said.kinds[notice.kind]),
    element("span", { class: "text" }, notice.title),
    element("time", { datetime: notice.at, title: timeText(notice.at) }, said.ago(minutes)),
  );
}

export function paintFilters(only: Kind | null, said: Words, choose: (kind: Kind | null) => void): void {
  const button = (kind: Kind | null, label: string): HTMLElement => {
    const made = element("button", { type: "button", "aria-pressed": String(only === kind) }, label);
    made.addEventListener("click", () => choose(kind));
    return made;
  };
  byId("filters").replaceChildren(button(null, said.all), ...KINDS.map((kind) => button(kind, said.kinds[kind])));
}

export function paintFrame(said: Words, other: string): void {
  byId("language").textContent = other;
  byId("sign-out").textContent = said.signOut;
  byId("sign-in-title").textContent = said.signIn;
  byId("sign-in-button").textContent = said.signIn;
  byId("name-label").textContent = said.userName;
  byId("password-label").textContent = said.password;
  byId("offline").textContent = said.offline;
}
