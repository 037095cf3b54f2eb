/** What the open tickets come to: the counts in the bar and the all-day panel. */

import { ageSeconds } from "../age.ts";
import type { IngredientBook } from "../ingredients.ts";
import type { Settings } from "../settings.ts";
import { countsFrom, openLines, type ShownTicket } from "../tickets.ts";
import { dishTotals, ingredientTotals } from "../totals.ts";
import { showCounts } from "./board.ts";
import { showDishes, showIngredients } from "./panel.ts";

export function showPanel(rail: readonly ShownTicket[], panel: Settings["panel"], ingredients: IngredientBook): void {
  const open = rail.flatMap(openLines);
  if (panel === "dishes") showDishes(dishTotals(open));
  if (panel !== "ingredients") return;
  ingredients.want(open.map((line) => line.line_id));
  showIngredients(ingredients.known === null ? null : ingredientTotals(open, ingredients.known));
}

export function countOpen(rail: readonly ShownTicket[], now: number): void {
  const open = rail.filter((ticket) => ticket.status === "NEW" || ticket.status === "PREPARING");
  const ages = open.map((ticket) => ageSeconds(countsFrom(ticket), now));
  showCounts({
    fresh: open.filter((ticket) => ticket.status === "NEW").length,
    cooking: open.filter((ticket) => ticket.status === "PREPARING").length,
    longest: ages.length === 0 ? null : Math.max(...ages),
  });
}
