/** What can be had no more, and of what few portions are left: asked for once, then told by notifications. */

import type { Api } from "./api.ts";

export interface Standing {
  item_id: string;
  item_name: string;
  available: boolean;
  because: string | null;
  portions_left: number | null;
  revision: number;
}

export interface Standings {
  items: Standing[];
  /** From how many portions on they are few. */
  few: number;
}

export class StandingBook {
  readonly #items = new Map<string, Standing>();
  #isAsking = false;

  constructor(
    private readonly api: Api,
    private readonly changed: () => void,
  ) {}

  /** The newest revision of an item counts, in whatever order they come. */
  hear(news: Standing): void {
    const known = this.#items.get(news.item_id);
    if (known !== undefined && known.revision >= news.revision) return;
    this.#items.set(news.item_id, news);
  }

  /** Everything anew: what was told while the line was down may never come. */
  async ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const { items, few } = await this.api.standings();
      for (const item of items) {
        const isFew = item.portions_left !== null && item.portions_left <= few;
        this.hear({ ...item, portions_left: isFew ? item.portions_left : null });
      }
    } catch (error) {
      // What is known stays; the next connection asks again.
      console.info("what is sold out is not known:", error);
    } finally {
      this.#isAsking = false;
    }
    this.changed();
  }

  out(): Standing[] {
    return this.#sorted().filter((item) => !item.available && item.because !== "RETIRED");
  }

  few(): Standing[] {
    return this.#sorted().filter((item) => item.available && item.portions_left !== null);
  }

  #sorted(): Standing[] {
    return [...this.#items.values()].sort((a, b) => a.item_name.localeCompare(b.item_name));
  }
}
