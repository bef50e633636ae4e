/**
 * What stands now, on top of every public page: two at most, the worst first, the rest one tap away. Each says when it
 * ends, in words and as a mark, so that a page that stays open or was kept on a phone hides it at that second.
 */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import type { Words } from '../../languages/messages.ts';
import { until } from '../../site/index.ts';
import { type Alert, isSevere, JUST_NOW, wordsFor } from '../alert.ts';
import { HAZARDS } from '../hazards.ts';
import { whenText } from '../tell.ts';
import type { Zone } from '../../finder/schedule.ts';

/** Alerts told in words on a page that is about something else. */
const MOST = 2;

export type Banner = {
  alerts: readonly Alert[];
  /** How many stand for other places, when the page has none of its own. */
  elsewhere: number;
  now: number;
  zone: Zone;
};

/** The pictogram of a hazard, drawn where it stands: a banner comes on pages that know nothing of it. */
export function hazardPicture(hazard: Alert['hazard']): RawHtml {
  return raw(
    `<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${HAZARDS[hazard].picture}</svg>`,
  );
}

/** Nothing at all when nothing stands. */
export function banner(words: Words, { alerts, elsewhere, now, zone }: Banner): RawHtml | '' {
  const shown = alerts.slice(0, MOST);
  const more = alerts.length - shown.length;
  const link = `/${words.language.code}/alerts`;
  if (shown.length === 0 && elsewhere === 0) return '';
  const rest = [
    ...(more > 0 ? [words.say('alert.more', { n: more })] : []),
    ...(elsewhere > 0 ? [words.say('alert.elsewhere', { n: elsewhere })] : []),
  ];
  // All that is told here is over when the last of these is; a line about others goes with the page's next showing.
  return html`<section class="alerts" aria-label="${words.text('alert.title')}">${shown.map((alert) => until(alert.expiresAt, one(words, alert, now, zone)))}${rest.map((text) => html`<p class="alert-more"><a href="${link}">${text}</a></p>`)}</section>`;
}

function one(words: Words, alert: Alert, now: number, zone: Zone): RawHtml {
  const text = wordsFor(alert, words.language.code);
  if (!text) return raw('');
  const drill = alert.status !== 'actual';
  const isFresh = now - alert.issuedAt < JUST_NOW && now >= alert.issuedAt;
  return html`<div class="alert${raw(drill ? ' drill' : isSevere(alert) ? ' severe' : '')}"${raw(isFresh ? ' role="alert"' : '')} data-until="${alert.expiresAt}">${hazardPicture(alert.hazard)}<div>${drill ? html`<p><b>${words.say('alert.drill')}</b></p>` : ''}<p class="alert-head">${inOwnLanguage(words, text.headline, text.lang)}</p><p><a href="/${words.language.code}/alerts/${alert.id}">${words.say('alert.read')}</a> <span>${words.say('alert.until', { when: whenText(words, alert.expiresAt, zone, now) })}</span></p></div></div>`;
}

/** Words of an officer, marked when they are in another language than the page. */
export function inOwnLanguage(words: Words, text: string, lang: string): RawHtml {
  const tag = knownLanguage(lang)?.tag ?? lang;
  return lang === words.language.code
    ? html`<bdi>${text}</bdi>`
    : html`<bdi lang="${tag}" dir="${direction(tag)}">${text}</bdi>`;
}
