/**
 * Answers to "Did you get the help?" that wait for a network (chapter 70, section 8). Each is sent under
 * the id that its form was made with, as often as it takes: the server counts an id once (overview, section 2, rule 4).
 */

/** Nothing is in it, and it does not exist, while nothing waits. */
const WAITING = 'wayhouse-waiting';
export const SEND_TAG = 'feedback';

/** Keeps a form until it has been sent; the same form with a reason takes the place of the one without. */
export async function keepWaiting(path: string, form: URLSearchParams): Promise<void> {
  const cache = await caches.open(WAITING);
  await cache.put(`${path}?id=${form.get('id') ?? ''}`, new Response(form.toString()));
}

let sending: Promise<void> | undefined;

/** Sends what waits; what cannot be sent now waits on. Never fails. */
export function sendWaiting(): Promise<void> {
  sending ??= sendAll()
    .catch(() => {})
    .finally(() => {
      sending = undefined;
    });
  return sending;
}

async function sendAll(): Promise<void> {
  if (!(await caches.has(WAITING))) return;
  const cache = await caches.open(WAITING);
  for (const key of await cache.keys()) {
    const body = (await (await cache.match(key))?.text()) ?? '';
    const { status } = await fetch(new URL(key.url).pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    // Taken, or never to be taken; a reason that came meanwhile still has to go.
    const done = status < 500 && status !== 429;
    if (done && (await (await cache.match(key))?.text()) === body) await cache.delete(key);
  }
  if ((await cache.keys()).length === 0) await caches.delete(WAITING);
}
