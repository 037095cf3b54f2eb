/** What is still to be cooked over all open tickets ("all day"), by dish or by ingredient. */

import type { TicketLine } from "./tickets.ts";

/** A way a dish was ordered, so many times; no words for the dish as it is. */
export interface Variant {
  words: string;
  quantity: number;
}

export interface DishTotal {
  name: string;
  quantity: number;
  variants: Variant[];
}

/** What a portion of a line takes, by ingredient code; from the server. */
export interface Ingredients {
  ingredients: { id: string; name: string; unit: string }[];
  lines: { line_id: string; amounts: { ingredient_id: string; quantity: string }[] }[];
}

export interface IngredientTotal {
  name: string;
  quantity: number;
  unit: string;
}

export function dishTotals(lines: readonly TicketLine[]): DishTotal[] {
  const dishes = new Map<string, Map<string, number>>();
  for (const line of lines) {
    const variants = dishes.get(line.item_name) ?? new Map<string, number>();
    const words = variantWords(line);
    variants.set(words, (variants.get(words) ?? 0) + line.quantity);
    dishes.set(line.item_name, variants);
  }
  return [...dishes].map(([name, variants]) => dishTotal(name, variants)).sort(byNeed);
}

/** Sums of the lines' ingredients; a line the server has not told of counts nothing. */
export function ingredientTotals(lines: readonly TicketLine[], known: Ingredients): IngredientTotal[] {
  const amounts = new Map(known.lines.map((line) => [line.line_id, line.amounts]));
  const sums = new Map<string, number>();
  for (const line of lines) {
    for (const each of amounts.get(line.line_id) ?? []) {
      const more = line.quantity * Number(each.quantity);
      sums.set(each.ingredient_id, (sums.get(each.ingredient_id) ?? 0) + more);
    }
  }
  return known.ingredients
    .map(({ id, name, unit }) => ({ name, unit, quantity: sums.get(id) ?? 0 }))
    .filter((total) => total.quantity > 0)
    .sort((a, b) => a.name.localeCompare(b.name));
}

function dishTotal(name: string, variants: Map<string, number>): DishTotal {
  const ways = [...variants].map(([words, quantity]) => ({ words, quantity }));
  const quantity = ways.reduce((sum, way) => sum + way.quantity, 0);
  const isPlain = ways.length === 1 && ways[0]?.words === "";
  return { name, quantity, variants: isPlain ? [] : ways.sort((a, b) => b.quantity - a.quantity) };
}

function variantWords(line: TicketLine): string {
  const modifiers = (line.modifiers ?? []).map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name));
  return modifiers.sort().join(", ");
}

function byNeed(a: DishTotal, b: DishTotal): number {
  return b.quantity - a.quantity || a.name.localeCompare(b.name);
}
