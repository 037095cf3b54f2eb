/** Starts the kitchen display: settings, token, stations, then the rail. */

import "./kds.css";

import { Api, type Tokens } from "./api.ts";
import { Display } from "./display.ts";
import { type Identity, readToken } from "./identity.ts";
import { listenToKeys } from "./keyboard.ts";
import { Session } from "./session.ts";
import { isMuted, setMuted, unlockSound } from "./sound.ts";
import { forget, load, type Memory, save } from "./storage.ts";
import { showConnection, showTitle, toast } from "./view/board.ts";
import { byId } from "./view/element.ts";
import { SignIn } from "./view/signIn.ts";

const RENEWAL_CHECK_MS = 30_000;

interface Config {
  api_url: string;
  realtime_url: string;
}

class Screen {
  readonly #api: Api;
  readonly #session: Session;
  readonly #signIn: SignIn;
  #display: Display | null = null;

  constructor(private readonly config: Config) {
    this.#session = new Session((refresh) => this.#api.renew(refresh));
    this.#api = new Api(config.api_url, () => this.#session.token());
    window.setInterval(() => void this.#session.token(), RENEWAL_CHECK_MS);
    this.#signIn = new SignIn(this.#api, (tokens, stations) => {
      this.remember(tokens, stations);
      this.#signIn.close();
      void this.open();
    });
    listenToKeys({
      select: (index) => this.#display?.select(index),
      move: (step) => this.#display?.move(step),
      bump: () => this.#display?.bump(),
      recall: () => this.#display?.recall(),
      clear: () => this.#display?.clear(),
    });
  }

  /** Keep tokens; tickets of another outlet must not stay behind. */
  remember(tokens: Tokens, stations: string[] | null): void {
    const outletId = readToken(tokens.access_token, Date.now())?.outletId;
    if (load<Memory>("memory")?.outletId !== outletId) forget("memory");
    this.#session.keep(tokens);
    save("stations", stations);
  }

  async open(): Promise<void> {
    this.#display?.stop();
    const token = await this.#session.token();
    const identity = token === null ? null : readToken(token, Date.now());
    if (identity === null) {
      showConnection("signed-out");
      this.#signIn.open(token === null ? "" : "The sign-in has expired.");
      return;
    }
    showConnection("connecting");
    const memory = await this.#memory(identity);
    const chosen = identity.station === null ? load<string[]>("stations") : [identity.station];
    const stations = chosen ?? memory.stations.map((station) => station.code);
    const signedOut = (): void => this.#signIn.open("The sign-in has expired.");
    this.#display = new Display(
      this.config.realtime_url,
      identity,
      stations,
      memory,
      this.#api,
      () => this.#session.token(),
      signedOut,
    );
    this.#display.start();
  }

  signOut(): void {
    this.#display?.stop();
    this.#display = null;
    this.#session.forget();
    for (const name of ["stations", "memory"]) forget(name);
    location.reload();
  }

  /** What is known from before, at once; names come from the server when there are none yet. */
  async #memory(identity: Identity): Promise<Memory> {
    const { outletId } = identity;
    const known = load<Memory>("memory");
    if (known !== null && known.stations.length > 0) return known;
    for (;;) {
      try {
        const menu = await this.#api.menu(outletId);
        return { outletId, outletName: menu.outlet.name, stations: menu.stations, last: {}, tickets: [] };
      } catch (error) {
        toast(error instanceof Error ? error.message : String(error));
        await new Promise((resolve) => setTimeout(resolve, 2_000));
      }
    }
  }
}

/** `#token=…` of a link made for this screen; taken out of the address at once. */
function takeTokenFromAddress(screen: Screen): void {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return;
  history.replaceState(null, "", location.pathname + location.search);
  screen.remember({ access_token: token, expires_in: 0 }, null);
}

async function readConfig(): Promise<Config> {
  for (;;) {
    try {
      const response = await fetch("/config.json", { cache: "no-store" });
      if (response.ok) return (await response.json()) as Config;
    } catch {
      showConnection("connecting");
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

function wireButtons(screen: Screen): void {
  const sound = byId("sound");
  const showSound = (): void => sound.setAttribute("aria-pressed", String(!isMuted()));
  showSound();
  sound.addEventListener("click", () => {
    setMuted(!isMuted());
    showSound();
  });
  byId("all-day").addEventListener("click", () => document.body.classList.toggle("hides-totals"));
  byId("sign-out").addEventListener("click", () => screen.signOut());
  document.addEventListener("pointerdown", unlockSound, { once: true });
  document.addEventListener("keydown", unlockSound, { once: true });
}

showTitle("", "");
const screen = new Screen(await readConfig());
wireButtons(screen);
takeTokenFromAddress(screen);
window.addEventListener("hashchange", () => {
  takeTokenFromAddress(screen);
  void screen.open();
});
await screen.open();
