/**
 * The worker behind "Keep on this phone": pages that were opened stay readable without internet, each
 * with its age; Leave works without a network too. It runs only where a person asked for it.
 */
import { type PhoneWords, phoneView } from '../phone-words.ts';
import { OUTCOMES } from '../house.ts';
import { feedbackPage } from '../pages/feedback.ts';
import { answerOf, noInternetPage, withNotice } from './offline-pages.ts';
import { clockPage } from './clock.ts';
import { FILES, KEPT_AT, keepPage, langOf, lastListOf, PAGES, wordsOfLang } from './kept.ts';
import { isAboutCards } from './pack-cards.ts';
import { cardsFromPack, findInPack, serviceFromPack } from './pack-finder.ts';
import { useStopWords } from './instead/stop-words.ts';
import { keepWaiting, SEND_TAG, sendWaiting } from './waiting.ts';
import type { PageFetchEvent, WorkerScope } from './worker-scope.ts';

const scope = globalThis as unknown as WorkerScope;

/** A slow line counts as none when the same page is already here. */
const PATIENCE_MS = 8000;
const FEEDBACK_PATH = /^\/\w+\/feedback\/(\d+)$/;

scope.addEventListener('install', (event) => {
  event.waitUntil(scope.skipWaiting());
});
scope.addEventListener('activate', (event) => {
  event.waitUntil(scope.clients.claim());
});
scope.addEventListener('message', (event) => {
  const { keep, send } = (event.data ?? {}) as { keep?: string; send?: true };
  if (send) event.waitUntil(sendWaiting());
  if (keep && /^[a-z]{2,3}$/.test(keep)) event.waitUntil(keepFiles(keep));
});

scope.addEventListener('sync', (event) => {
  if (event.tag === SEND_TAG) event.waitUntil(sendWaiting());
});

/** Keeps the words of a language and the pages that everything else hangs on. */
async function keepFiles(lang: string): Promise<void> {
  const files = await caches.open(FILES);
  await files.add(wordsOfLang(lang));
  for (const address of [`/${lang}/`, `/${lang}/offline`, `/${lang}/emergency`]) {
    const answer = await fetch(address);
    if (!answer.ok) continue;
    const script = /<script src="([^"]+)"/.exec(await answer.clone().text())?.[1];
    if (script) await files.add(script);
    await keepPage(address, answer);
  }
  await files.add('/site/icon.svg');
}

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== scope.location.origin) return;
  if (request.mode === 'navigate') {
    if (pathname === '/leave') event.respondWith(leaveAnswer(request));
    else if (request.method === 'GET') event.respondWith(pageAnswer(event, request));
    else if (request.method === 'POST' && pathname.endsWith('/search'))
      event.respondWith(listAnswer(event, request));
    else if (request.method === 'POST' && FEEDBACK_PATH.test(pathname))
      event.respondWith(feedbackAnswer(event, request));
  } else if (request.method === 'GET' && pathname.startsWith('/site/')) {
    event.respondWith(fileAnswer(request));
  }
});

async function leaveAnswer(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return clockPage();
  }
}

async function fileAnswer(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: FILES });
  return kept ?? fetch(request);
}

function impatient<T>(work: Promise<T>, otherwise: Response | undefined): Promise<T> {
  if (!otherwise) return work;
  return Promise.race([
    work,
    new Promise<T>((_, fail) => setTimeout(() => fail(new Error('slow')), PATIENCE_MS)),
  ]);
}

async function pageAnswer(event: PageFetchEvent, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const address = pathname + search;
  const kept = await caches.match(address, { cacheName: PAGES });
  try {
    const answer = await impatient(fetch(request), kept);
    event.waitUntil(sendWaiting());
    // A kept place that has ended since is kept as what it is now.
    const isEnded = answer.status === 410 && kept !== undefined;
    // What the server says nobody may keep leaves no trace on the phone either.
    const mayKeep = answer.status === 200 && answer.headers.get('cache-control') !== 'no-store';
    const isPage =
      (isEnded || mayKeep) && (answer.headers.get('content-type') ?? '').startsWith('text/html');
    if (isPage && pathname.split('/').length > 2)
      event.waitUntil(keepPage(address, answer.clone()));
    return answer;
  } catch {
    const words = await wordsFor(spokenAt(pathname));
    if (!words) return kept ?? Response.error();
    const view = phoneView(words, Date.now());
    // What a pack knows of a card is newer than a page that was kept, or as old.
    const card = isAboutCards(pathname) && (await cardsFromPack(view, new URL(request.url)));
    if (card) return card;
    const code = /^\/\w+\/s\/(\d+)$/.exec(pathname)?.[1];
    if (!kept) return (code && (await serviceFromPack(view, code))) || noInternetPage(view);
    return withNotice(view, kept, 'offline.notice', Number(kept.headers.get(KEPT_AT)));
  }
}

async function listAnswer(event: PageFetchEvent, request: Request): Promise<Response> {
  const lang = langOf(new URL(request.url).pathname);
  const copy = request.clone();
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(keepPage(lastListOf(lang), answer.clone()));
    return answer;
  } catch {
    const words = await wordsFor(lang);
    if (!words) return Response.error();
    const view = phoneView(words, Date.now());
    const found = await findInPack(view, new URLSearchParams(await copy.text()));
    if (found) return found;
    const kept = await caches.match(lastListOf(lang), { cacheName: PAGES });
    return kept
      ? withNotice(view, kept, 'offline.notice_results', Number(kept.headers.get(KEPT_AT)))
      : noInternetPage(view);
  }
}

/** Without a network the answer waits on the phone, and the page says so. */
async function feedbackAnswer(event: PageFetchEvent, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const words = await wordsFor(langOf(pathname));
    const form = new URLSearchParams(await copy.text());
    const outcome = OUTCOMES.find((one) => one === form.get('outcome'));
    if (!words || !outcome) return Response.error();
    await keepWaiting(pathname, form);
    event.waitUntil(
      scope.registration.sync?.register(SEND_TAG).catch(() => {}) ?? Promise.resolve(),
    );
    const page = feedbackPage(phoneView(words, Date.now()), {
      code: FEEDBACK_PATH.exec(pathname)?.[1] ?? '',
      id: form.get('id') ?? '',
      outcome,
      saved: false,
      waiting: true,
      withReason: form.has('reason'),
    });
    return answerOf(page);
  }
}

/** The language of a page; of a print, its own. */
function spokenAt(pathname: string): string {
  return /^\/p\/\d+-([a-z]{2,3})-/.exec(pathname)?.[1] ?? langOf(pathname);
}

async function wordsFor(lang: string): Promise<PhoneWords | undefined> {
  const kept = await caches.match(wordsOfLang(lang), { cacheName: FILES });
  if (!kept) return undefined;
  const words = (await kept.json()) as PhoneWords;
  useStopWords(words.stop);
  return words;
}
