/** Keeps the screen of the wall from going dark, where the browser can (it needs a secure origin). */

export function stayAwake(): void {
  void lock();
  document.addEventListener("visibilitychange", () => void lock());
}

async function lock(): Promise<void> {
  if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch (error) {
    // The system may refuse, on low battery for one; the display goes on without.
    console.info("the screen may go dark:", error);
  }
}
