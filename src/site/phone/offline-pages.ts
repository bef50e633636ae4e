/** Pages without a network: the notice over a kept page, and the page for what was not kept. */
import { html, type RawHtml } from '../../http/html.ts';
import { momentText, wallClock } from '../../languages/dates.ts';
import { icon, symbols } from '../icons.ts';
import { contentPolicyOf } from '../content-policy.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { withoutOver } from '../until.ts';

const KIND: PageKind = {
  name: 'no-internet',
  parts: ['tiles', 'service'],
  symbols: ['offline', 'next'],
};
const DAY_MS = 86_400_000;
/** Over 7 days amber, past a pack's 30 days red (chapter 10, section 5.2). */
const OLD_MS = 7 * DAY_MS;
const EXPIRED_MS = 30 * DAY_MS;
const MAIN = '<main id="main" tabindex="-1">';
const FEEDBACK = /id="feedback"><h2>.*?<\/h2>/;
const FORM_ID = /(<input type="hidden" name="id" value=")[^"]*/;

/** "No internet. You see the page from today 14:10. Places may have closed since." */
export function offlineNotice(view: View, id: string, keptAt: number): RawHtml {
  const { words, settings } = view;
  const today = wallClock(view.now, settings.zone).day;
  const when = momentText(words, wallClock(keptAt, settings.zone), today);
  const age = view.now - keptAt;
  const tone = age > EXPIRED_MS ? 'bad' : age > OLD_MS ? '' : 'off';
  const more =
    age > EXPIRED_MS ? words.say('offline.expired') : age > OLD_MS ? words.say('offline.old') : '';
  // The kept page may not carry this picture's symbol.
  return html`<div class="notice ${tone}" role="region" aria-label="${words.text('offline.title')}">${symbols(['offline'])}${icon('offline')}<p>${words.say(id, { when })} ${more}</p></div>`;
}

/** A kept page with the notice on top of its content. */
export async function withNotice(
  view: View,
  kept: Response,
  id: string,
  keptAt: number,
): Promise<Response> {
  return putNotice(view, kept, offlineNotice(view, id, keptAt));
}

/**
 * A page with a notice as the first thing of its content. Its feedback form says before the tap that the
 * answer waits, and has an id of its own: one answer for one showing of the page.
 */
export async function putNotice(view: View, page: Response, notice: RawHtml): Promise<Response> {
  const waits = html`<p class="row">${icon('offline')}<span>${view.words.say('feedback.waits')}</span></p>`;
  const text = withoutOver(await page.text(), view.now)
    .replace(MAIN, () => `${MAIN}${notice.html}`)
    .replace(FEEDBACK, (title) => title + waits.html)
    .replace(FORM_ID, (_, start: string) => start + crypto.randomUUID());
  return new Response(text, {
    status: 200,
    headers: new Headers(page.headers),
  });
}

/** An answer made on the phone, under the same rules as the server's. */
export function answerOf(made: Page): Response {
  return new Response(made.html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentPolicyOf(made.style.hash),
      'referrer-policy': 'no-referrer',
    },
  });
}

export function noInternetPage(view: View): Response {
  const { words } = view;
  const lang = `/${words.language.code}`;
  return answerOf(
    page(view, KIND, {
      title: words.text('offline.not_kept'),
      same: { path: '/' },
      main: html`<div class="notice off">${icon('offline')}<h1>${words.say('offline.not_kept')}</h1></div><p class="gap">${words.say('offline.not_kept_text')}</p><p class="gap"><a class="b" href="${lang}/offline">${words.say('offline.kept')}${icon('next')}</a></p><p class="gap"><a class="b2" href="${lang}/">${words.say('error.start')}</a></p>`,
    }),
  );
}
