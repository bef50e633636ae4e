/** `/{lang}/at/{code}`: an information point: numbers, questions asked there, help near it, what to take along (INFO-08). */
import type { InfoRoute } from '../../guidance/info-points.ts';
import type { ShownCard } from '../../guidance/card.ts';
import type { Listing } from '../../directory/listing.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { direction } from '../../languages/direction.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { placeQuery } from '../asked.ts';
import { listingDoor, telephone, warningLines, wayLine } from '../card.ts';
import { icon } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { localName, type NearNeed, type ShownPoint } from '../shown-point.ts';
import { sizeText } from '../sizes.ts';
import { dangerLine } from './home.ts';

const KIND: PageKind = {
  name: 'info-point',
  parts: ['tiles', 'service', 'card'],
  symbols: [
    'danger',
    'call',
    'next',
    'back',
    'keep',
    'print',
    'house',
    'pin',
    'open',
    'soon',
    'closed',
    'unsure',
    'warn',
  ],
};

/** Needs that help after harm, whatever else a point shows. */
export const AFTER_HARM = ['safety', 'law'] as const;
/** Numbers for somebody who was harmed; the police is not among them: calling it is the person's own choice. */
const HARM_NUMBERS: ReadonlySet<string> = new Set(['violence', 'child', 'help']);

export type InfoPointPage = ShownPoint & {
  routes: readonly InfoRoute[];
  /** Bytes of the file that goes from phone to phone, compressed. */
  fileBytes: number;
  /** Prints can be made here. */
  prints: boolean;
};

export function infoPointPage(view: View, data: InfoPointPage): Page {
  const { words } = view;
  const { point, name, cards, near, routes } = data;
  const path = `/at/${String(point.code)}`;
  const at = `/${words.language.code}${path}`;
  return page(view, KIND, {
    title: words.text('point.kind.information_point'),
    same: { path },
    place: point.place,
    main: html`<a class="back" href="/${words.language.code}/at">${icon('back')}${words.say('at.title')}</a><h1>${nameHtml(view, name)}</h1><p class="soft">${kindLine(view, data)}</p>
${dangerLine(view)}<p><a class="line" href="/${words.language.code}/emergency">${words.say('emergency.title')}</a></p>
<section><h2>${words.say('cards.title')}</h2>${cards.map((card) => cardPart(view, card))}</section>
${near.length ? html`<section><h2>${words.say('at.near')}</h2>${near.map((one) => needPart(view, one, point.place))}</section>` : ''}
${harmPart(view, point.place)}
<section class="noprint"><h2>${words.say('at.take')}</h2><div class="big">${data.prints ? html`<a class="b" href="${at}/set.pdf">${icon('print')}${words.say('at.print')}</a>` : ''}<a class="b2" href="${at}/file.html" download>${icon('keep')}${words.say('pass.get', { size: sizeText(words, data.fileBytes) })}</a><a class="b2" href="${path}?kiosk=1">${icon('house')}${words.say('at.screen')}</a></div><p class="s soft">${words.say('pass.trace')}</p>${data.prints ? otherPrints(view, data, path) : ''}</section>
${routes.length ? html`<section><h2>${words.say('at.routes')}</h2><ul class="list">${routes.map((route) => html`<li><a href="/${words.language.code}/route/${String(route.code)}">${icon('next')}${nameHtml(view, localName(route.name, words.language.code))}</a></li>`)}</ul></section>` : ''}`,
  });
}

/** "Border crossing, Kesra, Eastmark". */
export function kindLine(
  view: View,
  { point, place }: Pick<ShownPoint, 'point' | 'place'>,
): RawHtml {
  const { words } = view;
  return html`${words.list([
    words.text(point.kind === 'border' ? 'point.kind.border_centre' : `at.kind.${point.kind}`),
    ...(place ? [nameHtml(view, place.name)] : []),
    ...(place?.within ? [nameHtml(view, place.within)] : []),
  ])}`;
}

/** A text of a card, marked with its language when that is not the page's. */
export function ofCard(view: View, lang: string, text: string): RawHtml {
  return nameHtml(view, { text, lang: knownLanguage(lang)?.tag ?? lang });
}

function cardPart(view: View, { card, publication }: ShownCard): RawHtml {
  const { lang, words: said } = publication;
  return html`<div class="paper gap"><h3><a href="/${view.words.language.code}/c/${String(card.code)}">${ofCard(view, lang, said.question)}</a></h3><p>${ofCard(view, lang, said.answer)}</p></div>`;
}

function needPart(view: View, { need, found }: NearNeed, place: number): RawHtml {
  const { words } = view;
  const lang = `/${words.language.code}`;
  return html`<h3 class="gap">${view.needs[need] ?? need}</h3>${found.length ? html`<ul class="list">${found.map(({ listing, distanceM }) => placeRow(view, listing, `${lang}/s/${listing.code}`, distanceM))}</ul>` : html`<p>${words.say('at.none')}</p>`}<p><a class="line" href="${lang}/find/${need}/places${placeQuery(place)}">${words.say('results.more')}</a></p>`;
}

/** Name, how far, whether its door is open, and what everybody should know before going there. */
export function placeRow(view: View, listing: Listing, href: string, distanceM?: number): RawHtml {
  const door = listingDoor(view, listing);
  const way = wayLine(view, listing, distanceM);
  return html`<li><a href="${href}">${icon(door.icon)}<span>${nameHtml(view, listing.name)}<br><span class="s soft">${door.sentence}${way ? html`<br>${way}` : ''}</span>${warningLines(view, listing)}</span></a></li>`;
}

/** How to tell of harm: numbers of help lines, then places of safety and of the law. */
function harmPart(view: View, place: number): RawHtml {
  const { words } = view;
  const lang = `/${words.language.code}`;
  return html`<section><h2>${words.say('at.safe')}</h2><p>${words.say('at.safe_text')}</p>${harmNumbers(view)}<ul class="list">${AFTER_HARM.map((need) => html`<li><a href="${lang}/find/${need}/places${placeQuery(place)}">${icon('next')}${view.needs[need] ?? need}</a></li>`)}</ul></section>`;
}

function harmNumbers({ words, settings }: View): RawHtml[] {
  return settings.emergencyNumbers
    .filter(({ kind }) => HARM_NUMBERS.has(kind))
    .map(
      ({ number, kind }) =>
        html`<p><a class="line" href="${telephone(number)}"><bdi class="n"><b>${number}</b></bdi> ${words.say(`emergency.kind.${kind}`)}</a></p>`,
    );
}

/** The point's prints in its other languages. */
function otherPrints(view: View, { point }: ShownPoint, path: string): RawHtml | string {
  const others = point.languages.filter((code) => code !== view.words.language.code);
  return others.length
    ? html`<ul class="list">${others.map((code) => {
        const known = knownLanguage(code);
        const tag = known?.tag ?? code;
        return html`<li lang="${tag}" dir="${direction(tag)}"><a href="/${code}${path}/set.pdf">${icon('print')}<span>${known?.autonym ?? code} (PDF)</span></a></li>`;
      })}</ul>`
    : '';
}
