/**
 * The worker of the desk (chapter 30, section 5.7): the whole app is kept, listed by hash, so that every address opens
 * without a network. A new one waits until the screen asks it in; it never takes over by itself. What is asked of
 * `/api` goes to the network and is never kept here.
 */

declare const VERSION: string;
declare const FILES: readonly string[];

type WaitingEvent = Event & { waitUntil(work: Promise<unknown>): void };
type FetchedEvent = WaitingEvent & {
  request: Request;
  respondWith(answer: Promise<Response>): void;
};
type Scope = {
  location: { origin: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', act: (event: WaitingEvent) => void): void;
  addEventListener(name: 'fetch', act: (event: FetchedEvent) => void): void;
  addEventListener(name: 'message', act: (event: WaitingEvent & { data: unknown }) => void): void;
};

const scope = globalThis as unknown as Scope;
const KEPT = `desk-${VERSION}`;
const SHELL = '/desk/';

scope.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

/** All or nothing: a half kept app would break offline. Files of the version before are taken from there. */
async function keepAll(): Promise<void> {
  const kept = await caches.open(KEPT);
  await Promise.all(
    FILES.map(async (path) => {
      const before = path.includes('/assets/') ? await caches.match(path) : undefined;
      if (before) return kept.put(path, before);
      const answer = await fetch(path, { cache: 'no-cache', credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`${path} did not come.`);
      return kept.put(path, answer);
    }),
  );
}

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('desk-') && name !== KEPT) await caches.delete(name);
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(scope.skipWaiting());
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== scope.location.origin || request.method !== 'GET') return;
  const path = request.mode === 'navigate' && pathname.startsWith('/desk') ? SHELL : pathname;
  if (FILES.includes(path)) event.respondWith(answerOf(path, request));
});

async function answerOf(path: string, request: Request): Promise<Response> {
  const kept = await caches.open(KEPT);
  return (await kept.match(path)) ?? fetch(request);
}
