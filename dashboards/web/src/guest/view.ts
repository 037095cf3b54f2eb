/** Painting the guest's page. */

import { timeText } from "../i18n/language.ts";
import { byId, element } from "../view/element.ts";
import { dishesOf, type GuestLine, type GuestOrder, paidOf, stepOf, STEPS } from "./order.ts";
import type { Words } from "./words.ts";

export function paintOrder(order: GuestOrder, said: Words): void {
  const step = stepOf(order.status);
  byId("order").hidden = false;
  document.title = `${said.order} ${order.number}`;
  byId("order-word").textContent = said.order;
  byId("number").textContent = String(order.number);
  byId("place").textContent = placeText(order.table_label, said);
  byId("headline").textContent = headline(order, said);
  document.body.dataset["step"] = step ?? "cancelled";
  const reached = step === null ? -1 : STEPS.indexOf(step);
  byId("steps").hidden = step === null;
  byId("steps").replaceChildren(
    ...STEPS.map((name, index) => {
      const state = index < reached ? "done" : index === reached ? "now" : "later";
      return element("li", { "data-state": state, ...(state === "now" && { "aria-current": "step" }) }, said.steps[name]);
    }),
  );
  const promise = byId("promise");
  promise.hidden = order.promised_at === null || reached >= STEPS.indexOf("ready") || step === null;
  if (order.promised_at !== null) promise.textContent = said.promised(timeText(order.promised_at));
  byId("dishes-title").textContent = said.dishes;
  byId("dishes").replaceChildren(...dishesOf(order).map(dish));
  paintBill(order, said);
}

function headline(order: GuestOrder, said: Words): string {
  const step = stepOf(order.status);
  if (step === null) return said.cancelled;
  return step === "ready" && order.order_type !== "DINE_IN" ? said.takeawayReady : said.headlines[step];
}

function placeText(label: string, said: Words): string {
  return /^\d/.test(label) ? said.table(label) : label;
}

function dish(line: GuestLine): HTMLElement {
  const modifiers = line.modifiers.map((each) => (each.quantity > 1 ? `${each.name} × ${each.quantity}` : each.name));
  const name = element("span", { class: "dish" }, line.item_name);
  if (modifiers.length > 0) name.append(element("small", {}, modifiers.join(", ")));
  return element("li", {}, element("b", { class: "quantity" }, `${line.quantity} ×`), name, rupees(line.total));
}

function paintBill(order: GuestOrder, said: Words): void {
  byId("bill").hidden = stepOf(order.status) === null;
  const paid = paidOf(order);
  const sums: [string, string][] = [[said.total, order.total]];
  if (paid !== "nothing") sums.push([said.paid, order.settled]);
  if (paid !== "all") sums.push([said.due, order.due]);
  byId("sums").replaceChildren(
    ...sums.map(([name, sum]) => element("div", {}, element("dt", {}, name), element("dd", {}, rupees(sum)))),
  );
  byId("paid").hidden = paid !== "all";
  byId("paid").textContent = said.thanks;
}

/** Decimal strings stay as they are: no sum passes through a float. */
function rupees(sum: string): HTMLElement {
  const [whole = "0", paise = "00"] = sum.split(".");
  const grouped = new Intl.NumberFormat("en-IN").format(BigInt(whole));
  return element("span", { class: "sum" }, `₹${grouped}.${paise}`);
}

export function paintNotice(text: string | null): void {
  byId("notice").hidden = text === null;
  byId("notice").textContent = text ?? "";
}
