/** The sign-in form and, after it, the choice of a station. */

import { Api, ApiProblem, type Tokens } from "../api.ts";
import { type Language, LANGUAGES, words } from "../i18n/language.ts";
import { type Identity, readToken } from "../identity.ts";
import type { SettingsStore } from "../settings.ts";
import type { Station } from "../storage.ts";
import { byId, element } from "./element.ts";

/** Tokens and the stations this screen shows; `stations` null means all of them. */
export type SignedIn = (tokens: Tokens, stations: string[] | null) => void;

const MAY_SET_UP = new Set(["manager", "admin"]);

export class SignIn {
  readonly #dialog = byId("sign-in") as HTMLDialogElement;
  readonly #form = byId("sign-in-form") as HTMLFormElement;
  readonly #choice = byId("station-choice");

  constructor(
    private readonly api: Api,
    private readonly settings: SettingsStore,
    private readonly done: SignedIn,
  ) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#attempt(() => this.#login());
    });
    for (const language of Object.keys(LANGUAGES) as Language[]) {
      const choose = async (): Promise<void> => this.settings.choose("language", language);
      byId("sign-in-languages").append(this.#option(LANGUAGES[language].languageName, choose));
    }
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  open(message = ""): void {
    this.#say(message);
    this.#form.hidden = false;
    this.#choice.hidden = true;
    if (!this.#dialog.open) this.#dialog.showModal();
    (byId("username") as HTMLInputElement).focus();
  }

  close(): void {
    this.#form.reset();
    this.#dialog.close();
  }

  async #login(): Promise<void> {
    const data = new FormData(this.#form);
    const tokens = await this.api.login(String(data.get("username")), String(data.get("password")));
    const identity = readToken(tokens.access_token, Date.now());
    if (identity === null) throw new ApiProblem(0, "token", words().badToken);
    if (identity.role !== "kitchen" && !MAY_SET_UP.has(identity.role)) {
      throw new ApiProblem(403, "role", words().noDisplay);
    }
    const menu = await this.api.menu(identity.outletId);
    this.#choose(tokens, identity, menu.stations);
  }

  #choose(tokens: Tokens, identity: Identity, stations: Station[]): void {
    const take = (code: string) => (): Promise<void> => this.#take(tokens, identity, code);
    const buttons = stations.map((station) => this.#option(station.name, take(station.code)));
    if (stations.length > 1) {
      const all = (view: "tickets" | "pass") => async (): Promise<void> => {
        this.settings.choose("view", view);
        this.done(tokens, null);
      };
      buttons.push(this.#option(words().allStations, all("tickets")), this.#option(words().wholeOrders, all("pass")));
    }
    byId("station-options").replaceChildren(...buttons);
    this.#form.hidden = true;
    this.#choice.hidden = false;
    buttons[0]?.focus();
  }

  async #take(tokens: Tokens, identity: Identity, station: string): Promise<void> {
    const own = MAY_SET_UP.has(identity.role) ? await this.api.displayToken(station, identity.token) : tokens;
    this.done(own, [station]);
  }

  #option(label: string, press: () => Promise<void>): HTMLButtonElement {
    const made = element("button", { type: "button" }, label);
    made.addEventListener("click", () => void this.#attempt(press));
    return made;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.#say("");
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.#say(error.message);
    }
  }

  #say(message: string): void {
    byId("sign-in-problem").textContent = message;
  }
}
