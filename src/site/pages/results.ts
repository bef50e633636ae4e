/** The list of places: fits, may fit, close (chapter 70, section 3, pattern 4). */
import type { Listing } from '../../directory/listing.ts';
import type { FinderAnswer, FinderItem } from '../../finder/query.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { distanceText } from '../../languages/dates.ts';
import { type Asked, askedFields, isPrivate, listPath, placeQuery } from '../asked.ts';
import { CARD_SYMBOLS, cardsFor } from '../card.ts';
import type { SitePlace } from '../house.ts';
import { icon } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import { hidden, type Page, page, type PageKind, type View } from '../page.ts';
import { askedLine, needLabel, wishText, withoutWish } from '../wishes.ts';

const KIND: PageKind = {
  name: 'results',
  parts: ['card', 'tiles'],
  symbols: [...CARD_SYMBOLS, 'chev', 'next', 'find', 'house'],
};

export type ResultsPage = {
  asked: Asked;
  answer: FinderAnswer;
  listings: readonly Listing[];
  place?: SitePlace;
  /** Set where the page came by POST: then the address of the same list without the private wishes. */
  shareable: boolean;
  /** Address of the list for the wallet, where this house prints. */
  paper?: string;
};

type Shown = { item: FinderItem; listing: Listing };
type Card = ReturnType<typeof cardsFor>;

/** One page of results, in three groups. */
export function resultsPage(view: View, data: ResultsPage): Page {
  const { words } = view;
  const { answer, asked, place } = data;
  const byCode = new Map(data.listings.map((listing) => [listing.code, listing]));
  const shown = answer.items.flatMap((item): Shown[] => {
    const listing = byCode.get(item.code);
    return listing ? [{ item, listing }] : [];
  });
  const group = (name: FinderItem['group']): Shown[] =>
    shown.filter(({ item }) => item.group === name);
  const { fits, may_fit, close } = answer.counts;
  const title =
    fits || !may_fit
      ? words.say('results.title', { count: fits })
      : words.say('results.title_may', { count: may_fit });
  const card = cardsFor(view, asked);
  const placeName = asked.position ? words.text('place.near_you') : place?.name.text;
  return page(view, KIND, {
    title: words.text('results.tab'),
    ...(asked.place === undefined ? {} : { place: asked.place }),
    same: isPrivate(asked)
      ? { path: '/search', carry: askedFields(asked) }
      : { path: listPath(asked) },
    main: html`<h1>${title}</h1>
<div class="asked"><p>${askedLine(view, asked, placeName)}</p>${changeButton(view, asked)}</div>
${answer.understoodNeeds.length && asked.text ? html`<p class="order">${words.say('results.understood', { needs: words.list(answer.understoodNeeds.map((need) => needLabel(view, need))) })}</p>` : ''}
${guesses(view, answer, asked)}
${shown.length ? html`<p class="order">${words.say(place || asked.position ? 'results.order' : 'results.order_no_place')}${radius(view, answer, place)}</p>` : ''}
${fits === 0 ? withoutList(view, answer, asked) : ''}
${cards(group('fits'), card, html`<h2 class="vh">${words.say('results.fits')}</h2>`)}
${cards(group('may_fit'), card, html`<h2>${words.say('results.may_fit', { count: may_fit })}</h2><p class="order">${words.say('results.may_fit_text')}</p>`)}
${foldedCards(view, group('close'), card, close, shown.length === group('close').length)}
${shown.length ? '' : nothing(view, data)}
${paging(view, answer, asked)}
${shown.length && data.shareable ? html`<p class="s"><a class="line" href="/${words.language.code}${listPath(sharedQuestion(answer, asked))}">${words.say('results.share')}</a></p>` : ''}
${shown.length && data.paper ? html`<p class="s noprint"><a class="line" href="${data.paper}">${words.say('cards.paper')} (PDF)</a></p>` : ''}`,
  });
}

/** The question with a need in place of the words in which it was asked, for a link that can be passed on. */
function sharedQuestion(answer: FinderAnswer, asked: Asked): Asked {
  const need = asked.need ?? answer.understoodNeeds[0];
  return {
    speak: [],
    must: [],
    ...(need ? { need } : {}),
    ...(asked.place === undefined ? {} : { place: asked.place }),
  };
}

/** What the words may have meant: her own words, and a button for each need that asks for it instead. */
function guesses(view: View, answer: FinderAnswer, asked: Asked): RawHtml | string {
  const { words } = view;
  const { text, after: _, ...rest } = asked;
  const needs = answer.guessedNeeds ?? answer.closeNeeds ?? [];
  if (!needs.length || text === undefined) return '';
  return html`<p class="order">${words.say('results.did_you_mean', { text })}</p><div class="chips">${needs.map(
    (need) =>
      html`<form method="post" action="/${words.language.code}/search">${hidden(askedFields({ ...rest, need }))}<button class="b2">${needLabel(view, need)}</button></form>`,
  )}</div>`;
}

function radius(
  view: View,
  { radiusM }: FinderAnswer,
  place: SitePlace | undefined,
): RawHtml | string {
  if (radiusM === undefined || !place) return '';
  return html` ${view.words.say('results.radius', { distance: distanceText(view.words, radiusM), place: nameHtml(view, place.name) })}`;
}

function changeButton(view: View, asked: Asked): RawHtml {
  const { words } = view;
  const address = `/${words.language.code}/find/${asked.need ?? 'any'}`;
  const label = words.say('results.change');
  if (!isPrivate(asked)) return html`<a href="${address}${placeQuery(asked.place)}">${label}</a>`;
  return html`<form method="post" action="${address}">${hidden(askedFields(asked))}<button class="link">${label}</button></form>`;
}

function cards(shown: readonly Shown[], card: Card, heading: RawHtml): RawHtml | string {
  return shown.length
    ? html`${heading}${shown.map(({ item, listing }) => card(item, listing))}`
    : '';
}

function foldedCards(
  view: View,
  shown: readonly Shown[],
  card: Card,
  count: number,
  alone: boolean,
): RawHtml | string {
  if (!shown.length) return '';
  return html`<details${alone ? html` open` : ''}><summary>${icon('chev')}<h2>${view.words.say('results.close', { count })}</h2></summary>${shown.map(({ item, listing }) => card(item, listing))}</details>`;
}

function withoutList(view: View, answer: FinderAnswer, asked: Asked): RawHtml | string {
  const { words } = view;
  const useful = answer.without.filter(({ fits }) => fits > 0).slice(0, 4);
  if (!useful.length) return '';
  return html`<p class="gap"><b>${words.say('results.without_title')}</b></p><div class="chips">${useful.map(
    ({ wish, fits }) =>
      html`<form method="post" action="/${words.language.code}/search">${hidden(askedFields(withoutWish(asked, wish)))}<button class="b2">${words.say('results.without', { wish: wishText(view, wish, asked), count: fits })}</button></form>`,
  )}</div>`;
}

function nothing(view: View, { asked, place }: ResultsPage): RawHtml {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const { place: _, position: __, ...elsewhere } = asked;
  return html`<p class="gap">${words.say('results.none_at_all')}</p><p class="gap">${words.say('results.none_hint')}</p><div class="chips">${
    place || asked.position
      ? html`<form method="post" action="${lang}/search">${hidden(askedFields(elsewhere))}<button class="b">${words.say('results.wider')}</button></form>`
      : ''
  }<a class="b2" href="${lang}/${placeQuery(asked.place)}">${icon('house')}${words.say('home.question')}</a></div>`;
}

function paging(view: View, answer: FinderAnswer, asked: Asked): RawHtml | string {
  const { words } = view;
  const form = (label: string, after: string | undefined): RawHtml => {
    const { after: _, ...first } = asked;
    return html`<form class="gap" method="post" action="/${words.language.code}/search">${hidden(askedFields(after === undefined ? first : { ...first, after }))}<button class="b2">${words.say(label)}</button></form>`;
  };
  return html`${answer.more ? form('results.more', answer.more) : ''}${asked.after ? form('results.first', undefined) : ''}`;
}
