/** What this screen remembers across reloads. Everything lies in localStorage of its own origin. */

import type { Preparation } from "./age.ts";
import type { ShownTicket } from "./tickets.ts";

const PREFIX = "chitrail.kds.";

export interface Station {
  code: string;
  name: string;
}

/** Raised when what is kept changes its shape: what has another is forgotten and asked for anew. */
export const MEMORY_FORMAT = 5;

/** Tickets and numbers are saved together, so that a reload resumes exactly where it was. */
export interface Memory {
  format: number;
  /** When the tickets were last known to be those of the server (ms since 1970). */
  savedAt: number;
  outletId: string;
  outletName: string;
  stations: Station[];
  preparation: Preparation;
  last: Record<string, number>;
  tickets: ShownTicket[];
}

export function load<T>(name: string): T | null {
  const text = localStorage.getItem(PREFIX + name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    localStorage.removeItem(PREFIX + name);
    return null;
  }
}

export function save(name: string, value: unknown): void {
  localStorage.setItem(PREFIX + name, JSON.stringify(value));
}

export function forget(name: string): void {
  localStorage.removeItem(PREFIX + name);
}

/** Name of this browser to the gateway; made once. crypto.randomUUID needs a secure origin. */
export function screenId(): string {
  const known = load<string>("screen");
  if (known !== null) return known;
  const made = newUuid();
  save("screen", made);
  return made;
}

export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
