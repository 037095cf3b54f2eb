/** How many of each dish are still to be cooked, over all open tickets ("all day"). */

import type { Ticket } from "./tickets.ts";

export interface DishTotal {
  name: string;
  quantity: number;
}

export function dishTotals(tickets: readonly Ticket[]): DishTotal[] {
  const totals = new Map<string, number>();
  for (const ticket of tickets) {
    if (ticket.status !== "NEW" && ticket.status !== "PREPARING") continue;
    for (const line of ticket.lines) {
      totals.set(line.item_name, (totals.get(line.item_name) ?? 0) + line.quantity);
    }
  }
  return [...totals]
    .map(([name, quantity]) => ({ name, quantity }))
    .sort((a, b) => b.quantity - a.quantity || a.name.localeCompare(b.name));
}
