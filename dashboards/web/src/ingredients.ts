/** What the open lines take from stock, as the server last said; asked for again when lines come. */

import type { Api } from "./api.ts";
import { load, save } from "./storage.ts";
import type { Ingredients } from "./totals.ts";

const PAUSE_MS = 2_000;

export class IngredientBook {
  #known: Ingredients | null = load<Ingredients>("ingredients");
  #asked = "";
  #timer: number | undefined;

  constructor(
    private readonly api: Api,
    private readonly changed: () => void,
  ) {}

  get known(): Ingredients | null {
    return this.#known;
  }

  /** Ask unless the server was asked about exactly these lines; soon, and once for many changes. */
  want(lineIds: readonly string[]): void {
    const asked = [...lineIds].sort().join();
    if (asked === this.#asked || this.#timer !== undefined) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = undefined;
      void this.#ask(asked);
    }, this.#known === null ? 0 : PAUSE_MS);
  }

  async #ask(asked: string): Promise<void> {
    try {
      this.#known = await this.api.ingredients();
    } catch (error) {
      // The line's state says that the server is gone; the next change asks again.
      console.info("ingredients are not known:", error);
      return;
    }
    this.#asked = asked;
    save("ingredients", this.#known);
    this.changed();
  }
}
