/** What is on the frame of the display: buttons, keys, dialogs, and settings put into effect. */

import { lettersOf } from "./i18n/letters.ts";
import { setLanguage, translatePage } from "./i18n/language.ts";
import { listenToKeys } from "./keyboard.ts";
import type { Screen } from "./screen.ts";
import type { SettingsStore } from "./settings.ts";
import { SORTS } from "./sorting.ts";
import { unlockSound } from "./sound.ts";
import { openDialog, wireDialogs } from "./view/dialogs.ts";
import { byId } from "./view/element.ts";
import { icon, type IconName } from "./view/icon.ts";
import { KeysDialog } from "./view/keysDialog.ts";
import { wirePanel } from "./view/panel.ts";
import { openSettings, showSettings, sortName } from "./view/settingsDialog.ts";

const TOOL_ICONS: Record<string, IconName> = { sort: "sort", recent: "recall", "all-day": "sum", settings: "settings" };

export class Controls {
  readonly #keys: KeysDialog;

  constructor(
    private readonly settings: SettingsStore,
    private readonly screen: Screen,
  ) {
    this.#keys = new KeysDialog(settings);
    for (const [id, name] of Object.entries(TOOL_ICONS)) byId(id).prepend(icon(name));
    wireDialogs();
    wirePanel();
    this.#wireButtons();
    this.#listen();
    document.addEventListener("pointerdown", unlockSound, { once: true });
    document.addEventListener("keydown", unlockSound, { once: true });
  }

  /** Everything again in the settings of now, once the letters for it are there. */
  async apply(): Promise<void> {
    await lettersOf(this.settings.now.language);
    const { theme, size, language, columns, panel, sort } = this.settings.now;
    setLanguage(language);
    translatePage();
    Object.assign(document.documentElement.dataset, { theme, size });
    document.documentElement.style.setProperty("--columns", String(columns));
    document.documentElement.toggleAttribute("data-columns", columns > 0);
    document.body.classList.toggle("hides-totals", panel === "none");
    byId("all-day").setAttribute("aria-pressed", String(panel !== "none"));
    byId("by-dish").setAttribute("aria-pressed", String(panel === "dishes"));
    byId("by-ingredient").setAttribute("aria-pressed", String(panel === "ingredients"));
    byId("sort-name").textContent = sortName(sort);
    showSettings(this.settings);
    this.#keys.show();
    this.screen.render();
  }

  #wireButtons(): void {
    byId("all-day").addEventListener("click", () => this.#toggleAllDay());
    byId("by-dish").addEventListener("click", () => this.settings.choose("panel", "dishes"));
    byId("by-ingredient").addEventListener("click", () => this.settings.choose("panel", "ingredients"));
    byId("sort").addEventListener("click", () => this.#nextSort());
    byId("recent").addEventListener("click", () => this.screen.display?.presses.openRecent());
    byId("settings").addEventListener("click", () => openSettings(this.settings));
    byId("open-keys").addEventListener("click", () => this.#keys.open());
    byId("sign-out").addEventListener("click", () => this.screen.signOut());
  }

  #listen(): void {
    const presses = () => this.screen.display?.presses;
    listenToKeys(() => this.settings.now.keys, {
      select: (index) => presses()?.select(index),
      next: () => presses()?.move(1),
      previous: () => presses()?.move(-1),
      down: () => presses()?.moveLine(1),
      up: () => presses()?.moveLine(-1),
      bump: () => presses()?.bump(),
      recall: () => presses()?.recall(),
      recallList: () => presses()?.openRecent(),
      allDay: () => this.#toggleAllDay(),
      ingredients: () => this.#togglePanel(),
      sort: () => this.#nextSort(),
      page: () => this.screen.display?.turnPage(),
      settings: () => openDialog("settings-dialog"),
      help: () => this.#keys.open(),
      clear: () => presses()?.clear(),
    });
  }

  #toggleAllDay(): void {
    this.settings.choose("panel", this.settings.now.panel === "none" ? "dishes" : "none");
  }

  #togglePanel(): void {
    this.settings.choose("panel", this.settings.now.panel === "ingredients" ? "dishes" : "ingredients");
  }

  #nextSort(): void {
    const at = SORTS.indexOf(this.settings.now.sort);
    this.settings.choose("sort", SORTS[(at + 1) % SORTS.length] ?? "rush");
  }
}
