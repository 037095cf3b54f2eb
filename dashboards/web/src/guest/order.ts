/** An order as its guest sees it, and how far it is. */

export interface GuestLine {
  item_name: string;
  quantity: number;
  total: string;
  voided: boolean;
  modifiers: { name: string; quantity: number }[];
}

export interface GuestOrder {
  id: string;
  outlet_id: string;
  number: number;
  order_type: string;
  table_label: string;
  status: string;
  promised_at: string | null;
  total: string;
  settled: string;
  due: string;
  lines: GuestLine[];
}

export const STEPS = ["placed", "cooking", "ready", "served"] as const;
export type Step = (typeof STEPS)[number];

const REACHED: Record<string, Step> = {
  PLACED: "placed",
  CONFIRMED: "placed",
  PREPARING: "cooking",
  READY: "ready",
  SERVED: "served",
  COMPLETED: "served",
};

/** How far it is; null when it was cancelled. */
export function stepOf(status: string): Step | null {
  return REACHED[status] ?? null;
}

/** Paid whole, in part, or not yet. Sums are decimal strings of rupees. */
export function paidOf(order: GuestOrder): "all" | "part" | "nothing" {
  if (Number(order.settled) === 0) return "nothing";
  return Number(order.due) > 0 ? "part" : "all";
}

/** Dishes that stand on the bill. */
export function dishesOf(order: GuestOrder): GuestLine[] {
  return order.lines.filter((line) => !line.voided);
}
