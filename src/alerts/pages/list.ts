/** All alerts: what stands now, drills apart, and what ended in the last days, of which only the name is left. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { icon, type Page, page, type PageKind, until, type View } from '../../site/index.ts';
import { type Alert, isSevere } from '../alert.ts';
import { whenText } from '../tell.ts';
import { hazardPicture, inOwnLanguage } from './banner.ts';
import { wordsFor } from '../alert.ts';
import { overNote } from './one.ts';

const KIND: PageKind = {
  name: 'alerts',
  parts: ['tiles', 'alert'],
  symbols: ['next', 'danger', 'yes'],
};

export type AlertList = {
  now: readonly Alert[];
  /** Ended within seven days, with the moment at which each ended (ms since 1970). */
  past: readonly { alert: Alert; ended: number }[];
  placeName(id: number): string;
};

export function alertsPage(view: View, list: AlertList, danger: RawHtml | string): Page {
  const { words, settings, now } = view;
  const actual = list.now.filter(({ status }) => status === 'actual');
  const drills = list.now.filter(({ status }) => status !== 'actual');
  return page(view, KIND, {
    title: words.text('alert.title'),
    same: { path: '/alerts' },
    isAboutAlerts: true,
    main: html`<h1>${words.say('alert.title')}</h1>
${actual.length ? html`<h2>${words.say('alert.now')}</h2><ul class="alert-list">${actual.map((alert) => item(view, alert, list))}</ul>` : html`<div class="paper gap"><p class="row">${icon('yes')}<b>${words.say('alert.none')}</b></p><p>${words.say('alert.none_text')}</p></div>`}
${drills.length ? html`<h2>${words.say('alert.drills')}</h2><ul class="alert-list">${drills.map((alert) => item(view, alert, list))}</ul>` : ''}
${overNote(view)}${danger}
${list.past.length ? html`<details><summary>${words.say('alert.past')}</summary><ul class="dots">${list.past.map(({ alert, ended }) => html`<li>${alert.status === 'actual' ? '' : html`${words.say('alert.drill_short')}: `}${words.say('alert.over_at', { hazard: words.text(`hazard.${alert.hazard}`), when: whenText(words, ended, settings.zone, now) })}</li>`)}</ul></details>` : ''}
<p class="s soft gap">${words.say('alert.programs')}: <a href="/alerts/feed.xml">Atom</a>, <a href="/api/v1/alerts">JSON</a></p>`,
  });
}

function item(view: View, alert: Alert, { placeName }: AlertList): RawHtml {
  const { words, settings, now } = view;
  const text = wordsFor(alert, words.language.code);
  if (!text) return raw('');
  const drill = alert.status !== 'actual';
  const places = alert.areas.length
    ? words.list(alert.areas.map(placeName))
    : words.say('alert.all_country');
  return html`<li>${until(
    alert.expiresAt,
    html`<a class="alert${raw(drill ? ' drill' : isSevere(alert) ? ' severe' : '')}" href="/${words.language.code}/alerts/${alert.id}" data-until="${alert.expiresAt}">${hazardPicture(alert.hazard)}<span>${drill ? html`<b>${words.say('alert.drill')}</b><br>` : ''}<span class="alert-head">${inOwnLanguage(words, text.headline, text.lang)}</span><br>${places}<br><span class="soft">${words.say('alert.until', { when: whenText(words, alert.expiresAt, settings.zone, now) })}</span></span></a>`,
  )}</li>`;
}
