/** Keeps the page of the display, so that it starts while its server is away. Data is never kept here. */

interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Installing extends Event {
  waitUntil(work: Promise<unknown>): void;
}

const CACHE = "chitrail.kds";
const PAGE = "/kds/";
const ASSETS = "/kds/assets/";
const PATIENCE_MS = 4_000;

self.addEventListener("install", (event) => (event as Installing).waitUntil(fill()));
self.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(ASSETS)) (event as Fetching).respondWith(kept(request));
  else if (pathname === PAGE) (event as Fetching).respondWith(newest(request));
});

/** The page and what it names, letters too: the first visit loaded them before this worker was there. */
async function fill(): Promise<void> {
  const page = await fetch(PAGE);
  const cache = await caches.open(CACHE);
  const assets = named(await page.clone().text());
  await cache.put(PAGE, page);
  for (const asset of assets) {
    const answer = await fetch(asset);
    if (asset.endsWith(".css")) assets.push(...named(await answer.clone().text()));
    await cache.put(asset, answer);
  }
}

function named(text: string): string[] {
  return [...new Set(text.match(/\/kds\/assets\/[\w.-]+\.(?:js|css|woff2)/g))];
}

/** The server's page; the kept one when it does not answer. A new page makes the old one's files useless. */
async function newest(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const known = await cache.match(PAGE);
  try {
    const page = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!page.ok && known !== undefined) return known;
    if (page.ok && known !== undefined && (await page.clone().text()) !== (await known.clone().text())) await caches.delete(CACHE);
    if (page.ok) await (await caches.open(CACHE)).put(PAGE, page.clone());
    return page;
  } catch (error) {
    if (known === undefined) throw error;
    return known;
  }
}

/** A file's name changes with its content, so a kept one is good for ever. */
async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request);
  if (known !== undefined) return known;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
