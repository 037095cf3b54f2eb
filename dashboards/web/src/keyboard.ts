/** Keys and bump bars: digits choose a ticket, every other act has a key that a screen may change. */

/** Acts in the order in which the key map shows them, each with the key it is delivered with. */
export const DELIVERED_KEYS = {
  bump: "Enter",
  next: "ArrowRight",
  previous: "ArrowLeft",
  down: "ArrowDown",
  up: "ArrowUp",
  recall: "r",
  recallList: "l",
  allDay: "a",
  ingredients: "i",
  sort: "s",
  page: "PageDown",
  settings: "m",
  help: "?",
  clear: "Escape",
} as const;

export type Act = keyof typeof DELIVERED_KEYS;

export const ACTS = Object.keys(DELIVERED_KEYS) as Act[];

export interface KeyActions extends Record<Act, () => void> {
  select(index: number): void;
}

/** What a screen's key does: its own keys go before those delivered, which they push aside. */
export function actOf(key: string, own: Partial<Record<Act, string>>): Act | null {
  const pressed = normal(key);
  const chosen = ACTS.find((act) => own[act] !== undefined && normal(own[act]) === pressed);
  if (chosen !== undefined) return chosen;
  return ACTS.find((act) => own[act] === undefined && normal(DELIVERED_KEYS[act]) === pressed) ?? null;
}

/** Place on the rail that a digit names; the tenth is 0. */
export function slotOf(key: string): number | null {
  return /^\d$/.test(key) ? (Number(key) + 9) % 10 : null;
}

/** As the key map writes it. */
export function keyName(key: string): string {
  const names: Record<string, string> = {
    ArrowRight: "→", ArrowLeft: "←", ArrowDown: "↓", ArrowUp: "↑", Enter: "Enter ⏎", Escape: "Esc", " ": "␣",
  };
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

export function listenToKeys(own: () => Partial<Record<Act, string>>, actions: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog[open]") !== null) return;
    document.body.classList.add("uses-keys");
    const act = actOf(event.key, own());
    const slot = act === null ? slotOf(event.key) : null;
    if (act !== null) actions[act]();
    else if (slot !== null) actions.select(slot);
    else return;
    event.preventDefault();
  });
}

function normal(key: string): string {
  return key.length === 1 ? key.toLowerCase() : key;
}
