/** What the phone keeps, and under which names: shared by pages and the worker. */

export const PAGES = 'wayhouse-pages';
export const FILES = 'wayhouse-files';
export const PACKS = 'wayhouse-packs';
/** Header with the moment (ms since 1970) at which a page was kept. */
export const KEPT_AT = 'x-kept-at';
/** Header of a kept pack: whether its signature was checked. */
export const CHECKED = 'x-checked';
/** The last list of a language, which came by POST and so has no address of its own. */
export const lastListOf = (lang: string): string => `/${lang}/offline/last-list`;
export const wordsOfLang = (lang: string): string => `/site/words-${lang}.json`;
export const langOf = (path: string): string => path.split('/', 2)[1] ?? '';

/** Pages kept at most; the oldest go first. */
const MOST_PAGES = 80;

/** Keeps an answer with its moment. The oldest give way. */
export async function keepPage(address: string, answer: Response): Promise<void> {
  const cache = await caches.open(PAGES);
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  headers.delete('content-encoding');
  await cache.put(address, new Response(await answer.blob(), { status: 200, headers }));
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(key);
}

/** Whether people still want something kept: in another tab they may have had everything deleted meanwhile. */
export async function isKeeping(): Promise<boolean> {
  return (await navigator.serviceWorker.getRegistration()) !== undefined;
}

/** Deletes everything that this site keeps on the phone. */
export async function forgetAll(): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations())
    await registration.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
  localStorage.clear();
}
