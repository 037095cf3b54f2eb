/** Who is signed in at this screen, and the display that they see. */

import { Api, type MenuAnswer, type MenuDish, type Tokens } from "./api.ts";
import { Display } from "./display.ts";
import { words } from "./i18n/language.ts";
import { type Identity, readToken } from "./identity.ts";
import type { Config } from "./config.ts";
import { Session } from "./session.ts";
import type { SettingsStore } from "./settings.ts";
import { forget, load, type Memory, MEMORY_FORMAT, save } from "./storage.ts";
import { showConnection, toast } from "./view/board.ts";
import { SignIn } from "./view/signIn.ts";

const RENEWAL_CHECK_MS = 30_000;
const NAMES_RETRY_MS = 2_000;

export class Screen {
  readonly #session = new Session((refresh) => this.#servers().api.renew(refresh));
  #found: { api: Api; signIn: SignIn; realtimeUrl: string } | null = null;
  display: Display | null = null;

  constructor(
    private readonly settings: SettingsStore,
    private readonly readConfig: () => Promise<Config>,
  ) {}

  async start(): Promise<void> {
    const config = await this.readConfig();
    const api = new Api(config.api_url, () => this.#session.token());
    const signIn = new SignIn(api, this.settings, (tokens, stations) => {
      this.#remember(tokens, stations);
      signIn.close();
      void this.#open();
    });
    this.#found = { api, signIn, realtimeUrl: config.realtime_url };
    window.setInterval(() => void this.#session.token(), RENEWAL_CHECK_MS);
    this.#takeTokenFromAddress();
    window.addEventListener("hashchange", () => {
      this.#takeTokenFromAddress();
      void this.#open();
    });
    await this.#open();
  }

  render(): void {
    this.display?.render();
  }

  signOut(): void {
    this.display?.stop();
    this.display = null;
    this.#session.forget();
    for (const name of ["stations", "memory", "ingredients", "handed-over"]) forget(name);
    location.reload();
  }

  async #open(): Promise<void> {
    const { api, signIn, realtimeUrl } = this.#servers();
    this.display?.stop();
    const token = await this.#session.token();
    const identity = token === null ? null : readToken(token, Date.now());
    if (identity === null) {
      showConnection("signed-out");
      signIn.open(token === null ? "" : words().expired);
      return;
    }
    showConnection("connecting");
    const memory = await this.#memory(api, identity);
    const chosen = identity.station === null ? load<string[]>("stations") : [identity.station];
    const stations = chosen ?? memory.stations.map((station) => station.code);
    this.display = new Display(
      realtimeUrl,
      identity,
      stations,
      memory,
      api,
      () => this.#session.token(),
      () => this.settings.now,
      () => signIn.open(words().expired),
    );
    this.display.start();
  }

  /** `#token=…` of a link made for this screen; taken out of the address at once. */
  #takeTokenFromAddress(): void {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (token === null) return;
    history.replaceState(null, "", location.pathname + location.search);
    this.#remember({ access_token: token, expires_in: 0 }, null);
  }

  /** Keep tokens; tickets of another outlet must not stay behind. */
  #remember(tokens: Tokens, stations: string[] | null): void {
    const outletId = readToken(tokens.access_token, Date.now())?.outletId;
    if (load<Memory>("memory")?.outletId !== outletId) forget("memory");
    this.#session.keep(tokens);
    save("stations", stations);
  }

  #servers(): { api: Api; signIn: SignIn; realtimeUrl: string } {
    if (this.#found === null) throw new Error("the servers are not known yet");
    return this.#found;
  }

  /** What is known from before, at once; from the menu when nothing is, and beside the work in any case. */
  async #memory(api: Api, { outletId }: Identity): Promise<Memory> {
    const known = load<Memory>("memory");
    if (known?.format === MEMORY_FORMAT && known.stations.length > 0) {
      void this.#refresh(api, known);
      return known;
    }
    for (;;) {
      try {
        return { format: MEMORY_FORMAT, savedAt: Date.now(), last: {}, tickets: [], ...names(await api.menu(outletId)) };
      } catch (error) {
        toast(error instanceof Error ? error.message : String(error));
        await new Promise((resolve) => setTimeout(resolve, NAMES_RETRY_MS));
      }
    }
  }

  async #refresh(api: Api, known: Memory): Promise<void> {
    try {
      Object.assign(known, names(await api.menu(known.outletId)));
    } catch (error) {
      // What is known from before is good enough until the next start.
      console.info("the menu is not known:", error);
    }
    this.render();
  }
}

function names({ outlet, stations, categories }: MenuAnswer): Pick<Memory, "outletId" | "outletName" | "stations" | "preparation"> {
  const dishes = categories.flatMap((category) => category.items);
  const timed = dishes.map((dish) => [ticketName(dish), dish.prep_seconds] as const);
  return { outletId: outlet.id, outletName: outlet.name, stations, preparation: Object.fromEntries(timed) };
}

/** As tickets call it. */
function ticketName({ name, variant }: MenuDish): string {
  return variant === "" ? name : `${name} (${variant})`;
}
