/** The key map; a press on a line, then a key, gives that act the key. */

import { words } from "../i18n/language.ts";
import { type Act, ACTS, DELIVERED_KEYS, keyName } from "../keyboard.ts";
import type { SettingsStore } from "../settings.ts";
import { openDialog } from "./dialogs.ts";
import { byId, element } from "./element.ts";

/** A bump bar sends these for tickets: no act may have them. */
const DIGIT = /^\d$/;

export class KeysDialog {
  readonly #dialog = byId("keys-dialog");
  #waiting: Act | null = null;

  constructor(private readonly store: SettingsStore) {
    this.#dialog.addEventListener("keydown", (event) => this.#pressed(event));
    byId("reset-keys").addEventListener("click", () => this.store.choose("keys", undefined));
  }

  open(): void {
    this.#waiting = null;
    this.show();
    openDialog("keys-dialog");
  }

  show(): void {
    const own = this.store.now.keys;
    const rows = ACTS.map((act) => {
      const key = this.#waiting === act ? words().pressKey : keyName(own[act] ?? DELIVERED_KEYS[act]);
      const made = element("button", { type: "button", "data-act": act }, element("span", {}, actName(act)), element("kbd", {}, key));
      made.classList.toggle("is-waiting", this.#waiting === act);
      made.addEventListener("click", () => this.#wait(act));
      return made;
    });
    const digits = element("p", { class: "digits" }, element("span", {}, words().actChoose), element("kbd", {}, "1 … 9, 0"));
    byId("keys-list").replaceChildren(digits, ...rows);
  }

  #wait(act: Act): void {
    this.#waiting = act;
    this.show();
    this.#dialog.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
  }

  #pressed(event: KeyboardEvent): void {
    const act = this.#waiting;
    if (act === null || DIGIT.test(event.key) || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#waiting = null;
    this.store.choose("keys", { ...this.store.now.keys, [act]: event.key });
    this.show();
  }
}

function actName(act: Act): string {
  const said = words();
  const names: Record<Act, string> = {
    bump: said.actBump,
    next: said.actNext,
    previous: said.actPrevious,
    down: said.actDown,
    up: said.actUp,
    recall: said.actRecall,
    recallList: said.actRecallList,
    allDay: said.actAllDay,
    ingredients: said.actIngredients,
    sort: said.actSort,
    page: said.actPage,
    settings: said.actSettings,
    help: said.actHelp,
    clear: said.actClear,
  };
  return names[act];
}
