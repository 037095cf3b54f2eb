/** Lets the display start while its server is away, where the browser can (it needs a secure origin). */

export async function startOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/kds/worker.js", { scope: "/kds/" });
  } catch (error) {
    // The display works without; only a reload needs the server then.
    console.info("the page is not kept:", error);
  }
}
