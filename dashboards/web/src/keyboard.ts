/** Bump bar: digits choose a ticket, Enter moves it on, R recalls the last ready one. */

export interface KeyActions {
  select(index: number): void;
  move(step: number): void;
  bump(): void;
  recall(): void;
  clear(): void;
}

export function listenToKeys(actions: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector("dialog[open]") !== null) return;
    if (handle(event.key, actions)) event.preventDefault();
  });
}

function handle(key: string, actions: KeyActions): boolean {
  if (/^\d$/.test(key)) actions.select((Number(key) + 9) % 10);
  else if (key === "ArrowRight" || key === "ArrowDown") actions.move(1);
  else if (key === "ArrowLeft" || key === "ArrowUp") actions.move(-1);
  else if (key === "Enter") actions.bump();
  else if (key === "r" || key === "R") actions.recall();
  else if (key === "Escape") actions.clear();
  else return false;
  return true;
}
