/** Pages of the rail: nothing scrolls out of sight unsaid; what is on other pages is always counted. */

import { numberText, words } from "../i18n/language.ts";
import { byId } from "./element.ts";
import { icon } from "./icon.ts";

/** A screen that nobody touches goes back to its first page, where the oldest tickets are. */
const BACK_AFTER_MS = 20_000;

export class Pages {
  readonly #rail = byId("rail");
  readonly #strip = byId("tickets");
  readonly #more = byId("more");
  #page = 0;
  #touchedAt = 0;

  constructor() {
    this.#more.append(icon("right"));
    byId("previous-page").append(icon("left"));
    this.#more.onclick = () => this.turn(1);
    byId("previous-page").onclick = () => this.turn(-1);
    new ResizeObserver(() => this.lay()).observe(this.#rail);
  }

  /** Forward or back; past the last page comes the first. */
  turn(step: number): void {
    const count = this.#count();
    this.#show((this.#page + step + count) % count);
  }

  /** The page on which a card begins. */
  reveal(card: HTMLElement): void {
    this.#show(this.#pageOf(card));
  }

  tick(): void {
    if (this.#page > 0 && Date.now() - this.#touchedAt > BACK_AFTER_MS) this.#page = 0;
    this.lay();
  }

  /** Again after tickets came, went or grew. */
  lay(): void {
    const count = this.#count();
    this.#page = Math.min(this.#page, count - 1);
    this.#strip.style.translate = `${-this.#page * this.#stride()}px`;
    document.body.classList.toggle("has-one-page", count === 1);
    const elsewhere = this.#cards().filter((card) => this.#pageOf(card) !== this.#page);
    byId("page").textContent = words().pageOf(numberText(this.#page + 1), numberText(count));
    byId("more-count").textContent = words().more(numberText(elsewhere.length));
    this.#more.classList.toggle("has-late", elsewhere.some((card) => card.dataset["worry"] === "late"));
    this.#more.classList.toggle("has-new", elsewhere.some((card) => card.dataset["status"] === "NEW"));
  }

  #show(page: number): void {
    this.#page = page;
    this.#touchedAt = Date.now();
    this.lay();
  }

  #cards(): HTMLElement[] {
    return [...this.#strip.querySelectorAll<HTMLElement>(".ticket")];
  }

  #count(): number {
    const last = Math.max(0, ...this.#cards().map((card) => this.#lastPageOf(card)));
    return last + 1;
  }

  #stride(): number {
    const style = getComputedStyle(this.#strip);
    return this.#strip.clientWidth + Number.parseFloat(style.columnGap);
  }

  #pageOf(card: HTMLElement): number {
    return this.#pageAt(card.getClientRects()[0]);
  }

  #lastPageOf(card: HTMLElement): number {
    return this.#pageAt([...card.getClientRects()].at(-1));
  }

  #pageAt(piece: DOMRect | undefined): number {
    if (piece === undefined) return 0;
    const from = this.#strip.getBoundingClientRect().left;
    return Math.max(0, Math.floor((piece.left - from + 1) / this.#stride()));
  }
}
