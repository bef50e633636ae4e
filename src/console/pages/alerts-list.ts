/** Alerts as their officers see them: what is on now, drills, what is over; and what partners sent. */
import { type Alert, isSevere, type Standing, wordsFor } from '../../alerts/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import type { Words } from '../../languages/messages.ts';
import { saidAt } from '../wall-clock.ts';

export type ListedAlert = { alert: Alert; standing: Standing };
export type AlertsView = {
  list: readonly ListedAlert[];
  /** How many drafts of partners wait. */
  waiting: number;
  /** Areas with ten numbers or more, in tens. */
  numbers: readonly { area: number; atLeast: number }[];
  zone: string;
  picture(alert: Alert): RawHtml;
  placeName(id: number): string;
};

export function alertsPart(w: Words, view: AlertsView): RawHtml {
  const { list, waiting } = view;
  const isLive = ({ standing }: ListedAlert): boolean =>
    standing === 'now' || standing === 'coming';
  const actual = list.filter((one) => isLive(one) && one.alert.status === 'actual');
  const drills = list.filter((one) => isLive(one) && one.alert.status !== 'actual');
  const over = list.filter((one) => !isLive(one) && one.alert.kind !== 'cancel').slice(0, 30);
  return html`<p class="gap"><a class="b fit" href="/staff/alerts/new">${w.say('alerts.new')}</a>${waiting ? html` <a class="b2 fit" href="/staff/alerts/inbox">${w.say('alerts.inbox_waiting', { n: waiting })}</a>` : ''}</p>
<h2>${w.say('alert.now')}</h2>${actual.length ? cards(w, view, actual) : html`<p class="note done">${w.say('alerts.none_now')}</p>`}
<h2>${w.say('alert.drills')}</h2>${drills.length ? cards(w, view, drills) : html`<p class="soft">${w.say('alerts.no_drill')}</p>`}
<h2>${w.say('alerts.over')}</h2>${over.length ? html`<ul class="items">${over.map((one) => overLine(w, view, one))}</ul>` : html`<p class="soft">${w.say('alerts.none_over')}</p>`}
<section class="sheet"><h2>${w.say('alerts.numbers')}</h2><p class="s soft">${w.say('alerts.numbers_note')}</p>${view.numbers.length ? html`<ul class="items">${view.numbers.map(({ area, atLeast }) => html`<li><span><bdi>${view.placeName(area)}</bdi></span><span class="end num">${w.say('alerts.at_least', { n: atLeast })}</span></li>`)}</ul>` : html`<p>${w.say('alerts.numbers_few')}</p>`}</section>`;
}

function cards(w: Words, view: AlertsView, list: readonly ListedAlert[]): RawHtml {
  return html`<ul class="cards">${list.map(
    (one) =>
      html`<li class="sheet"><p class="row alert-kind${raw(isSevere(one.alert) ? ' care' : '')}">${view.picture(one.alert)}<span>${stateTag(w, one)}</span></p><h3>${headline(w, one.alert)}</h3><p class="soft">${areas(w, view, one.alert)} · ${w.say(`alert.severity.${one.alert.severity}`)}</p><p>${one.standing === 'coming' ? w.say('alerts.from', { when: saidAt(w, view.zone, one.alert.effectiveAt, 'moment') }) : w.say('alert.until', { when: saidAt(w, view.zone, one.alert.expiresAt, 'moment') })}</p><p><a class="b2 fit" href="/staff/alerts/${one.alert.id}" aria-label="${w.text('alerts.look_at', { headline: wordsFor(one.alert, w.language.code)?.headline ?? '' })}">${w.say('alerts.look')}</a></p></li>`,
  )}</ul>`;
}

function overLine(w: Words, view: AlertsView, one: ListedAlert): RawHtml {
  return html`<li><span>${stateTag(w, one)} ${headline(w, one.alert)}<br><span class="s soft">${areas(w, view, one.alert)}</span></span><a class="end" href="/staff/alerts/${one.alert.id}">${saidAt(w, view.zone, one.alert.issuedAt, 'moment')}</a></li>`;
}

/** In words: drill or test first, then where it stands. */
export function stateTag(w: Words, { alert, standing }: ListedAlert): RawHtml {
  return html`${alert.status === 'actual' ? '' : html`<span class="tag">${w.say(`alerts.status.${alert.status}`)}</span> `}<span class="tag">${w.say(`alerts.standing.${standing}`)}</span>`;
}

export function headline(w: Words, alert: Alert): RawHtml {
  const text = wordsFor(alert, w.language.code);
  if (!text) return raw('');
  return text.lang === w.language.code
    ? html`<bdi>${text.headline}</bdi>`
    : html`<bdi lang="${text.lang}" dir="${direction(text.lang)}">${text.headline}</bdi>`;
}

const areas = (w: Words, { placeName }: AlertsView, alert: Alert): RawHtml =>
  alert.areas.length ? w.list(alert.areas.map(placeName)) : w.say('alert.all_country');
