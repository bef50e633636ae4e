/** `/{lang}/at` and `/{lang}/route/{code}`: all information points, and the points of a way in their order (INFO-01, INFO-08). */
import type { LocalText } from '../../directory/listing.ts';
import type { InfoRoute, Stop } from '../../guidance/info-points.ts';
import type { ShownCard } from '../../guidance/card.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { distanceText } from '../../languages/dates.ts';
import type { SitePlace } from '../house.ts';
import { icon } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { localName, type ShownPoint } from '../shown-point.ts';
import { dangerLine } from './home.ts';
import { kindLine, ofCard } from './info-point.ts';

const LIST: PageKind = { name: 'info-list', parts: ['tiles'], symbols: ['pin', 'walk', 'back'] };
const ROUTE: PageKind = {
  name: 'info-route',
  parts: ['tiles', 'service', 'stops'],
  symbols: ['back', 'next', 'danger'],
};

export type PointLine = Pick<ShownPoint, 'point' | 'name' | 'place'>;

/** The way to all points from where people look for answers. */
export function infoLink({ words }: View): RawHtml {
  return html`<p class="gap"><a class="line" href="/${words.language.code}/at">${words.say('at.title')}</a></p>`;
}

/** Points and routes by their names. */
export function infoListPage(
  view: View,
  { points, routes }: { points: readonly PointLine[]; routes: readonly InfoRoute[] },
): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  return page(view, LIST, {
    title: words.text('at.title'),
    same: { path: '/at' },
    main: html`<h1>${words.say('at.title')}</h1><p class="gap">${words.say('at.intro')}</p>
${points.length ? '' : html`<p class="notice">${words.say('cards.none')}</p>`}
<ul class="list">${points.map((one) => html`<li><a href="${lang}/at/${String(one.point.code)}">${icon('pin')}<span>${nameHtml(view, one.name)}<br><span class="s soft">${kindLine(view, one)}</span></span></a></li>`)}</ul>
${routes.length ? html`<h2>${words.say('at.routes')}</h2><ul class="list">${routes.map(({ code, name }) => html`<li><a href="${lang}/route/${String(code)}">${icon('walk')}${nameHtml(view, localName(name, words.language.code))}</a></li>`)}</ul>` : ''}`,
  });
}

/** A stop with what of it may be shown. */
export type ShownStop = Stop & { name: LocalText; place?: SitePlace; cards: readonly ShownCard[] };

/** New questions told of one stop; the rest is on its own page. */
const OF_STOP = 4;

export function infoRoutePage(view: View, route: InfoRoute, stops: readonly ShownStop[]): Page {
  const { words } = view;
  const lang = words.language.code;
  return page(view, ROUTE, {
    title: words.text('at.route'),
    same: { path: `/route/${String(route.code)}` },
    main: html`<a class="back" href="/${lang}/at">${icon('back')}${words.say('at.title')}</a><p class="soft">${words.say('at.route')}</p><h1>${nameHtml(view, localName(route.name, lang))}</h1>
${dangerLine(view)}
<ol class="stops">${stops.map((stop, at) => stopPart(view, stop, at === 0))}</ol>`,
  });
}

function stopPart(view: View, stop: ShownStop, isFirst: boolean): RawHtml {
  const { words } = view;
  const lang = words.language.code;
  const { point, name, place, fromM, cards, newNeeds } = stop;
  const fresh = cards.filter(({ card }) => stop.newCards.includes(card.code));
  const at = `/${lang}/at/${String(point.code)}`;
  // Those that the point before has, too, and those for which there is no room here.
  const left = cards.length - Math.min(fresh.length, OF_STOP);
  return html`<li>${fromM === undefined ? '' : html`<p class="s soft between">${words.say('at.way', { distance: distanceText(words, fromM) })}</p>`}<h2><a href="${at}">${nameHtml(view, name)}</a></h2><p class="soft">${kindLine(view, { point, ...(place ? { place } : {}) })}</p>
${fresh.length ? html`${isFirst ? '' : html`<h3>${words.say('at.new')}</h3>`}<ul class="list">${fresh.slice(0, OF_STOP).map(({ card, publication }) => html`<li><a href="/${lang}/c/${String(card.code)}">${ofCard(view, publication.lang, publication.words.question)}</a></li>`)}</ul>` : ''}${left > 0 ? html`<p><a class="line" href="${at}">${words.say('cards.more', { count: left })}</a></p>` : ''}${newNeeds.length && !isFirst ? html`<p class="s">${words.say('at.also', { list: words.list(newNeeds.map((need) => view.needs[need] ?? need)) })}</p>` : ''}</li>`;
}
