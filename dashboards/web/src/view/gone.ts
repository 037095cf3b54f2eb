/** The strip of what is sold out ("86") and of what few portions are left. */

import { numberText, words } from "../i18n/language.ts";
import type { Standing } from "../standings.ts";
import { byId, element } from "./element.ts";
import { icon } from "./icon.ts";

export function showGone(out: readonly Standing[], few: readonly Standing[]): void {
  const strip = byId("gone");
  strip.hidden = out.length + few.length === 0;
  const gone = out.map((item) => element("span", { class: "out", "data-item-id": item.item_id }, icon("voided"), `86 ${item.item_name}`));
  const left = few.map((item) =>
    element("span", { class: "few", "data-item-id": item.item_id }, item.item_name, element("b", {}, words().left(numberText(item.portions_left ?? 0)))),
  );
  strip.replaceChildren(...gone, ...left);
}
