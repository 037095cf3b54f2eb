/** How long an order has been waiting, and how worried the kitchen should be. */

export type Worry = "fresh" | "due" | "late";

export const DUE_SECONDS = 8 * 60;
export const LATE_SECONDS = 14 * 60;

export function ageSeconds(placedAt: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(placedAt)) / 1000));
}

export function worry(seconds: number): Worry {
  if (seconds >= LATE_SECONDS) return "late";
  return seconds >= DUE_SECONDS ? "due" : "fresh";
}

/** 4:07, 59:59, then 1h 05. */
export function clockText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
