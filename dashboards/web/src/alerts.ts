/** Sounds: once for what comes, again and again for what the cook must acknowledge. */

import { play, type Tune } from "./sound.ts";
import { isUnseen } from "./changes.ts";
import type { ShownTicket } from "./tickets.ts";

const REMIND_MS = 8_000;

export class Alerts {
  #remindedAt = 0;

  constructor(private readonly sounds: () => boolean) {}

  announce(tune: Tune): void {
    if (this.sounds()) play(tune);
  }

  /** Once a second: a void or a change sounds until somebody has seen it. */
  remind(rail: readonly ShownTicket[]): void {
    const waits = rail.some(isUnseen);
    if (!waits) {
      this.#remindedAt = 0;
      return;
    }
    if (Date.now() - this.#remindedAt < REMIND_MS) return;
    this.#remindedAt = Date.now();
    this.announce("changed");
  }
}
