/** One dish of a ticket: how many, what, how; what became of it since the cook looked. */

import type { Change } from "../changes.ts";
import { numberText, timeText, words } from "../i18n/language.ts";
import type { TicketLine, TicketModifier } from "../tickets.ts";
import { element } from "./element.ts";
import { icon, type IconName } from "./icon.ts";

export interface LineState {
  isDone: boolean;
  change?: Change;
}

const CHANGE_ICONS = { added: "added", voided: "voided", quantity: "changed", words: "changed", note: "changed" } as const;

export function lineItem(line: TicketLine, state: LineState): HTMLElement {
  const text = element("span", { class: "dish" }, line.item_name);
  if (line.of) text.append(" ", element("span", { class: "line-of" }, `(${line.of})`));
  if (line.seat) text.append(" ", element("span", { class: "seat" }, words().seat(numberText(line.seat))));
  if (state.change !== undefined) text.append(changeMark(state.change));
  for (const modifier of line.modifiers ?? []) {
    text.append(element("span", { class: "line-modifier" }, modifierText(modifier)));
  }
  if (line.note) text.append(element("em", { class: "line-note" }, icon("note"), line.note));
  if (line.allergens?.length) text.append(allergens(line.allergens));
  const many = line.quantity > 1 ? "quantity many" : "quantity";
  const badge = element("b", { class: many }, numberText(line.quantity));
  if (state.isDone) badge.append(icon("done"));
  const made = element("li", { "data-line-id": line.line_id, "data-done": String(state.isDone) }, badge, text);
  if (state.change !== undefined) made.dataset["change"] = state.change.kind;
  return made;
}

function allergens(names: readonly string[]): HTMLElement {
  return element("strong", { class: "allergens" }, icon("allergen"), `${words().allergens}: ${names.join(", ")}`);
}

function changeMark(change: Change): HTMLElement {
  const name: IconName = CHANGE_ICONS[change.kind];
  const who = element("small", {}, `${change.by} ${timeText(change.at)}`);
  return element("span", { class: "change" }, icon(name), changeText(change), who);
}

function changeText(change: Change): string {
  const said = words();
  switch (change.kind) {
    case "added":
      return said.added;
    case "voided":
      return said.voided;
    case "quantity":
      return said.changedFrom(numberText(change.before));
    default:
      return said.changed;
  }
}

function modifierText(modifier: TicketModifier): string {
  return modifier.quantity > 1 ? `${modifier.name} × ${numberText(modifier.quantity)}` : modifier.name;
}
