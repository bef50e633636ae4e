/** The result card (chapter 70, section 3, pattern 4): its parts in the one order in which they may stand. */
import { PAPER_FACTS } from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import { compilePattern, openState } from '../finder/hours.ts';
import type { FinderItem, Wish } from '../finder/query.ts';
import { html, type RawHtml } from '../http/html.ts';
import { agoText, distanceText, walkMinutes, wallClock } from '../languages/dates.ts';
import type { Value, Words } from '../languages/messages.ts';
import { askedPapers, shortWarnings } from '../directory/what-is-asked.ts';
import type { Asked } from './asked.ts';
import { type Door, doorOf } from './door.ts';
import { icon, type IconName } from './icons.ts';
import { isOwnLanguage, nameHtml } from './local-text.ts';
import type { View } from './page.ts';
import { isMark, isTimeless, reasonKey, reasonText } from './reasons.ts';
import { askText, wishedFact, wishText } from './wishes.ts';

export const CARD_SYMBOLS: readonly IconName[] = [
  'open',
  'soon',
  'closed',
  'unsure',
  'yes',
  'no',
  'unknown',
  'warn',
  'walk',
  'pin',
  'bag',
  'nopaper',
  'call',
  'keep',
  'interpreter',
];

/** Warnings that the door or the "checked" line already says. */
const SAID_ELSEWHERE = new Set(['overdue', 'holiday_unsure', 'closes_soon', 'area_only']);
const MOST_MARKS = 6;
const WALK_LIMIT_M = 5000;

/** Days for which a page asks when a place opens. */
const DAYS_AHEAD = 62;

/** The door of a listing: from the finder's answer, else from its own hours. */
export function listingDoor(view: View, listing: Listing, open = listing.open): Door {
  const state = open ?? openState(compilePattern(listing.pattern, view.now, DAYS_AHEAD), view.now);
  return doorOf(
    view,
    state,
    listing.pattern.zone,
    listing.freshness === 'fresh',
    listing.phones.length > 0,
  );
}

/** What a place without a reading of somebody's wishes warns of: in a row of a list that may hold nothing but words. */
export function warningLines({ words }: View, listing: Listing): RawHtml[] {
  return shortWarnings(listing).map(
    (warning) =>
      html`<span class="row w">${icon('warn')}<span>${words.say(`warning.${warning}`)}</span></span>`,
  );
}

/** The way there is told of what has a place: the finder measures to the middle of the town for a telephone line, too. */
const wayThere = ({ place }: Listing, distanceM?: number): number | undefined =>
  place ? distanceM : undefined;

/** Distance, about how long on foot, the stop; or the area alone. Nobody is told to walk to a telephone line. */
export function wayLine(view: View, listing: Listing, measuredM?: number): RawHtml | undefined {
  const { words } = view;
  const { place } = listing;
  const distanceM = wayThere(listing, measuredM);
  const items: Value[] = [];
  if (place?.areaOnly && place.area)
    return words.say('way.area_only', { area: nameHtml(view, place.area) });
  if (distanceM !== undefined) {
    const distance = distanceText(words, distanceM);
    items.push(
      distanceM <= WALK_LIMIT_M
        ? words.say('way.walk', { distance, minutes: walkMinutes(distanceM) })
        : words.say('way.far', { distance }),
    );
  } else if (place?.address?.[0]) {
    items.push(html`<bdi>${place.address[0]}</bdi>`);
    if (place.area) items.push(nameHtml(view, place.area));
  } else if (place?.area) {
    items.push(words.say('way.in', { area: nameHtml(view, place.area) }));
  }
  if (!items.length && !place?.transport)
    return listing.remote ? words.say('way.phone_only') : undefined;
  const transport = place?.transport && nameHtml(view, place.transport);
  return html`${words.list(items)}${items.length && transport ? html`<br>` : ''}${transport}`;
}

/** The promise box: "Bring", "Not asked"; dashed when the papers are not known. */
export function promiseBox(
  view: View,
  listing: Listing,
  { bring, notAsked }: Pick<FinderItem, 'bring' | 'notAsked'>,
): RawHtml {
  const { words } = view;
  const noPapers = PAPER_FACTS.every((fact) => notAsked.includes(fact));
  const named = noPapers
    ? notAsked.filter(
        (fact) => !(PAPER_FACTS as readonly string[]).includes(fact) || fact === 'asks_address',
      )
    : notAsked;
  const list = words.list([
    ...(noPapers ? [words.text('notasked.papers')] : []),
    ...named.map((fact) => words.text(`notasked.${fact}`)),
  ]);
  const papers =
    bring === 'nothing'
      ? []
      : [...new Set([...(bring === 'unknown' ? [] : bring), ...askedPapers(listing)])];
  const unknown = bring !== 'nothing' && !papers.length;
  if (unknown && !notAsked.length) {
    return html`<div class="promise q2"><p class="row">${icon('unknown')}<span>${words.say('card.papers_unknown')}</span></p></div>`;
  }
  const brought =
    bring === 'nothing'
      ? words.say('card.bring_nothing')
      : unknown
        ? words.say('card.bring_unknown')
        : words.say('card.bring', { list: documentList(view, listing, papers) });
  return html`<div class="promise"><p class="row">${icon(unknown ? 'unknown' : 'bag')}<span>${brought}</span></p>${
    list.html
      ? html`<p class="row">${icon('nopaper')}<span>${words.say('card.not_asked', { list })}</span></p>`
      : ''
  }</div>`;
}

function documentList(view: View, listing: Listing, codes: readonly string[]): RawHtml {
  const { words } = view;
  const own = new Map(listing.documents.map((document) => [document.doc as string, document]));
  return words.list(
    codes.map((code) => {
      const document = own.get(code);
      // A text of the place's own in a language that the page is not in says less than our word for its kind.
      const text =
        document?.text && (code === 'other' || isOwnLanguage(view, document.text.lang))
          ? document.text
          : undefined;
      const name: Value = text ? nameHtml(view, text) : words.text(`doc.${code}`);
      return document?.level === 'helpful' ? words.say('doc.helpful', { doc: name }) : name;
    }),
  );
}

/** "Checked 3 days ago by the clinic", or that nobody vouches for it any more. */
export function checkedLine(view: View, listing: Listing): RawHtml {
  const { words } = view;
  if (listing.checkedOn === undefined || listing.checkedOn === 0)
    return html`<p class="seen old">${words.say('card.checked_never')}</p>`;
  const when = agoText(words, listing.checkedOn, wallClock(view.now, listing.pattern.zone).day);
  if (listing.freshness !== 'fresh')
    return html`<p class="seen old">${words.say('card.overdue', { when })}</p>`;
  const who = listing.checkedBy && nameHtml(view, listing.checkedBy);
  const authority = listing.confirmedBy && nameHtml(view, listing.confirmedBy);
  if (who && authority)
    return html`<p class="seen">${words.say('card.checked_confirmed', { when, who, authority })}</p>`;
  return html`<p class="seen">${who ? words.say('card.checked_by', { when, who }) : words.say('card.checked', { when })}</p>`;
}

/** `tel:` address of a number as written. */
export function telephone(number: string): string {
  return `tel:${number.replace(/[^\d+*#,;]/g, '')}`;
}

/** Makes the cards of one list: what is said of a wish or a reason is put into words once for all of them. */
export function cardsFor(
  view: View,
  asked: Asked,
): (item: FinderItem, listing: Listing) => RawHtml {
  const said = new Map<string, RawHtml>();
  const once = (key: string, say: () => RawHtml): RawHtml => {
    let line = said.get(key);
    if (!line) said.set(key, (line = say()));
    return line;
  };
  return (item, listing) => placeCard(view, item, listing, asked, once);
}

type Once = (key: string, say: () => RawHtml) => RawHtml;

function placeCard(
  view: View,
  item: FinderItem,
  listing: Listing,
  asked: Asked,
  once: Once,
): RawHtml {
  const { top, bottom } = sameForAll(view, item, listing);
  const distanceM = wayThere(listing, item.distanceM);
  const way = wayLine(view, listing, distanceM);
  return html`${top}${
    way
      ? html`<p class="row way">${icon(distanceM !== undefined && distanceM <= WALK_LIMIT_M ? 'walk' : listing.place ? 'pin' : 'call')}<span>${way}</span></p>`
      : ''
  }${whyList(view, item, listing, asked, once)}${
    item.group === 'may_fit' && item.unknown.length
      ? once(`ask ${item.unknown.join()}`, () => askRow(view, item.unknown, asked))
      : ''
  }${bottom}`;
}

/** What fits, what nobody knows and what speaks against it. */
function whyList(
  view: View,
  item: FinderItem,
  listing: Listing,
  asked: Asked,
  once: Once,
): RawHtml | string {
  const { words } = view;
  const { against } = item;
  const zone = listing.pattern.zone;
  const lines: RawHtml[] = [];
  if (against) {
    lines.push(
      once(
        `against ${against}`,
        () =>
          html`<li class="u w">${icon('no')}${words.say('results.against', { wish: wishText(view, against, asked) })}</li>`,
      ),
    );
  }
  for (const reason of item.reasons.filter(isMark).slice(0, MOST_MARKS)) {
    const say = (): RawHtml => html`<li>${icon('yes')}${reasonText(view, reason, zone)}</li>`;
    lines.push(isTimeless(reason) ? once(reasonKey(reason), say) : say());
  }
  for (const wish of item.unknown) {
    lines.push(
      once(
        `unknown ${wish}`,
        () =>
          html`<li class="u">${icon('unknown')}${words.say('mark.unknown', { thing: wishedFact(view, wish, asked) })}</li>`,
      ),
    );
  }
  for (const warning of item.warnings) {
    if (SAID_ELSEWHERE.has(warning)) continue;
    lines.push(
      once(
        `warning ${warning}`,
        () => html`<li class="w">${icon('warn')}${words.say(`warning.${warning}`)}</li>`,
      ),
    );
  }
  return lines.length
    ? html`<ul class="why" aria-label="${words.text('results.why')}">${lines}</ul>`
    : '';
}

/** The parts of a card that no question changes. */
type SameForAll = { top: RawHtml; bottom: RawHtml };
/** What the finder says of a place whatever was asked. Its distance is not among it: that tells where somebody stands. */
type Said = Pick<FinderItem, 'open' | 'bring' | 'notAsked'>;
type Kept = SameForAll & { words: Words; minute: number; said: Said };

/**
 * Kept with the listing that they show, which is one listing in one language: they go when it goes. They
 * are made again in another minute, and when the finder says anything else of the place.
 */
const kept = new WeakMap<Listing, Kept>();
const MINUTE_MS = 60_000;

function sameForAll(view: View, item: FinderItem, listing: Listing): SameForAll {
  const minute = Math.floor(view.now / MINUTE_MS);
  const known = kept.get(listing);
  if (known?.minute === minute && known.words === view.words && saysTheSame(known.said, item))
    return known;
  const { words } = view;
  const door = listingDoor(view, listing, item.open);
  const address = `/${words.language.code}/s/${listing.code}`;
  const phone = listing.phones.find(({ kind }) => kind === 'voice');
  const parts: Kept = {
    top: html`<article class="card ${door.lintel}"><div class="in"><h3><a href="${address}">${nameHtml(view, listing.name)}</a></h3><p class="row state">${icon(door.icon)}<span>${door.sentence}</span></p>`,
    bottom: html`${promiseBox(view, listing, item)}${checkedLine(view, listing)}</div>${actions(view, listing, address, phone?.number)}</article>`,
    words,
    minute,
    said: { open: item.open, bring: item.bring, notAsked: item.notAsked },
  };
  kept.set(listing, parts);
  return parts;
}

/** True when door, papers and what is not asked are the same. */
function saysTheSame(a: Said, b: Said): boolean {
  return (
    a.open.state === b.open.state &&
    a.open.changes === b.open.changes &&
    a.open.next === b.open.next &&
    isSameList(a.bring, b.bring) &&
    isSameList(a.notAsked, b.notAsked)
  );
}

function isSameList(a: string | readonly string[], b: string | readonly string[]): boolean {
  return a === b || (a.length === b.length && String(a) === String(b));
}

function askRow(view: View, unknown: readonly Wish[], asked: Asked): RawHtml {
  const questions = unknown.slice(0, 3).map((wish) => askText(view, wish, asked));
  return html`<p class="row gap2">${icon('interpreter')}<span>${view.words.say('card.ask', { list: html`${questions.map((question) => html`${question} `)}` })}</span></p>`;
}

function actions(
  view: View,
  listing: Listing,
  address: string,
  phone: string | undefined,
): RawHtml {
  const { words } = view;
  const of = html`<span class="vh"> ${nameHtml(view, listing.name)}</span>`;
  return html`<div class="acts">${phone ? html`<a href="${telephone(phone)}">${icon('call')}${words.say('card.call')}${of}</a>` : ''}${
    listing.place && !listing.place.areaOnly
      ? html`<a href="${address}#way">${icon('pin')}${words.say('card.way')}${of}</a>`
      : ''
  }<a href="/${words.language.code}/print/${listing.code}" data-keep>${icon('keep')}${words.say('card.keep')}${of}</a></div>`;
}
