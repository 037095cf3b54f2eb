/** Staying signed in: this screen's access token, renewed before it runs out, by one tab at a time. */

import { ApiProblem, type Tokens } from "./api.ts";
import { forget, load, save } from "./storage.ts";

/** Renewed this long before it runs out; times are by this screen's clock, from when the token came. */
const EARLY_MS = 60_000;
const PAUSE_MS = 2_000;

interface Kept {
  refresh: string;
  expiresAt: number;
}

export class Session {
  #renewing: Promise<string | null> | null = null;

  constructor(private readonly ask: (refresh: string) => Promise<Tokens>) {}

  /** A display's token has nothing to renew it with and lives for weeks. */
  keep(tokens: Tokens): void {
    save("token", tokens.access_token);
    if (tokens.refresh_token === undefined) forget("renewal");
    else save("renewal", { refresh: tokens.refresh_token, expiresAt: Date.now() + tokens.expires_in * 1_000 });
  }

  forget(): void {
    forget("token");
    forget("renewal");
  }

  /** A token that is good for a while; null when somebody must sign in. */
  token(): Promise<string | null> {
    if (!this.#isDue()) return Promise.resolve(load<string>("token"));
    this.#renewing ??= this.#alone(() => this.#renew()).finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  #isDue(): boolean {
    const kept = load<Kept>("renewal");
    return kept !== null && Date.now() > kept.expiresAt - EARLY_MS;
  }

  /** A refresh token works once, so tabs take turns where the browser can make them. */
  async #alone(work: () => Promise<string | null>): Promise<string | null> {
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    return locks === undefined ? work() : locks.request("chitrail.renewal", work);
  }

  async #renew(): Promise<string | null> {
    for (;;) {
      const kept = load<Kept>("renewal");
      const token = load<string>("token");
      if (kept === null || !this.#isDue()) return token;
      try {
        const tokens = await this.ask(kept.refresh);
        this.keep(tokens);
        return tokens.access_token;
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        if (!error.passing) {
          this.forget();
          return null;
        }
        if (Date.now() < kept.expiresAt) return token;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }
}
