/** The settings of this screen: one row of choices each, in effect at once. */

import { type Language, LANGUAGES, numberText, words } from "../i18n/language.ts";
import { MOST_COLUMNS, type Settings, type SettingsStore, SIZES, THEMES } from "../settings.ts";
import { type Sort, SORTS } from "../sorting.ts";
import { openDialog } from "./dialogs.ts";
import { byId, element } from "./element.ts";

interface Choice<T> {
  value: T | undefined;
  label: string;
}

export function openSettings(store: SettingsStore): void {
  showSettings(store);
  openDialog("settings-dialog");
}

export function showSettings(store: SettingsStore): void {
  const said = words();
  const languages = Object.keys(LANGUAGES) as Language[];
  const sizes = { compact: said.compact, normal: said.normal, large: said.large };
  const columns = [0, ...Array.from({ length: MOST_COLUMNS }, (_, index) => index + 1)];
  byId("settings-list").replaceChildren(
    row(store, "language", said.language, languages.map((value) => ({ value, label: LANGUAGES[value].languageName }))),
    row(store, "theme", said.theme, THEMES.map((value) => ({ value, label: said[value] }))),
    row(store, "size", said.size, SIZES.map((value) => ({ value, label: sizes[value] }))),
    row(store, "sort", said.sort, SORTS.map((value) => ({ value, label: sortName(value) }))),
    row(store, "columns", said.columns, columns.map((value) => ({ value, label: value === 0 ? said.automatic : numberText(value) }))),
    row(store, "view", said.view, [{ value: "tickets", label: said.viewTickets }, { value: "pass", label: said.pass }]),
    row(store, "sound", said.sound, [{ value: true, label: said.soundOn }, { value: false, label: said.soundOff }]),
  );
}

export function sortName(sort: Sort): string {
  const said = words();
  return { rush: said.sortRush, oldest: said.sortOldest, promised: said.sortPromised }[sort];
}

function row<K extends keyof Settings>(
  store: SettingsStore,
  name: K,
  title: string,
  choices: readonly Choice<Settings[K]>[],
): HTMLElement {
  const own = store.own(name);
  const all = [{ value: undefined, label: words().asDelivered }, ...choices];
  const buttons = all.map(({ value, label }) => {
    const made = element("button", { type: "button", "aria-pressed": String(own === value) }, label);
    made.dataset["value"] = String(value ?? "");
    made.addEventListener("click", () => store.choose(name, value));
    return made;
  });
  const group = element("div", { class: "choice", role: "group", "aria-label": title, "data-setting": name }, ...buttons);
  return element("div", { class: "setting" }, element("h3", {}, title), group);
}
