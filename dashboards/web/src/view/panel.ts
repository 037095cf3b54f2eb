/** The all-day panel: what is still to be cooked, by dish or by ingredient. */

import { amountText, numberText, words } from "../i18n/language.ts";
import type { DishTotal, IngredientTotal } from "../totals.ts";
import { byId, element } from "./element.ts";

export function showDishes(totals: readonly DishTotal[]): void {
  const rows = totals.map((dish) => {
    const name = element("span", {}, dish.name);
    for (const way of dish.variants) {
      name.append(element("small", {}, `${numberText(way.quantity)} ${way.words || words().plain}`));
    }
    return element("li", {}, element("b", {}, numberText(dish.quantity)), name);
  });
  fill(rows, words().nothingOpen);
}

/** Null while the server has not said what the dishes take. */
export function showIngredients(totals: readonly IngredientTotal[] | null): void {
  const rows = (totals ?? []).map((each) =>
    element("li", { class: "ingredient" }, element("span", {}, each.name), element("b", {}, amountText(each.quantity, each.unit))),
  );
  fill(rows, totals === null ? words().unknownIngredients : words().noIngredients);
}

function fill(rows: HTMLElement[], nothing: string): void {
  byId("totals").replaceChildren(...(rows.length > 0 ? rows : [element("li", { class: "nothing" }, nothing)]));
  countBelow();
}

/** Rows that the panel has no room for are counted at its foot, and a press goes on to them. */
function countBelow(): void {
  const panel = byId("panel");
  const foot = byId("more-totals");
  foot.hidden = true;
  const edge = panel.scrollTop + panel.clientHeight;
  if (panel.clientHeight === 0 || panel.scrollHeight <= edge + 1) return;
  foot.hidden = false;
  const end = panel.getBoundingClientRect().bottom - foot.offsetHeight;
  const below = [...byId("totals").children].filter((row) => row.getBoundingClientRect().bottom > end + 1);
  foot.textContent = `${words().more(numberText(below.length))} ↓`;
}

/** The panel goes on by half of what it shows. */
export function wirePanel(): void {
  const panel = byId("panel");
  panel.addEventListener("scroll", countBelow);
  byId("more-totals").addEventListener("click", () => panel.scrollBy({ top: panel.clientHeight / 2 }));
}
