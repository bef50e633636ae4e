/** From words to the nearest place that fits, and to the ones after it (INFO-05; chapter 10, section 3.5). */
import type { NeedCode } from '../../directory/needs.ts';
import { LONGEST_TEXT } from '../../finder/check-query.ts';
import type { UnderstoodText } from '../../finder/index.ts';
import type { FinderItem, FinderQuery } from '../../finder/query.ts';
import type { ChannelHouse } from '../house.ts';
import { answerLines, detailLines } from '../listing-lines.ts';
import type { Phrases } from '../phrases.ts';
import { cheapest } from './cheapest.ts';
import { fitLines, type Line } from './fit.ts';
import { pagesOf } from './pages.ts';
import type { Session, Somewhere } from './session.ts';

const MOST_KEPT = 10;
const MOST_OFFERED = 6;
/** Needs that are offered to somebody who named only a place. */
const FIRST_NEEDS: readonly NeedCode[] = ['food', 'shelter', 'health', 'water', 'law', 'family'];

type Heard = {
  needs: readonly NeedCode[];
  guesses: readonly NeedCode[];
  place?: Somewhere;
  /** Words that are neither a need nor a place. */
  isLeft: boolean;
};

/** Needs and a place in the words, as the finder reads them; what names a need exactly comes first. */
function hear({ finding }: ChannelHouse, text: string, lang: string): Heard {
  const understood = finding.understand(text.slice(0, LONGEST_TEXT), lang);
  const { needs, guesses } = understood;
  const exact = restOf(understood, ({ isGuess }) => !isGuess);
  const safe = restOf(understood, () => true);
  const place =
    whereIs(finding, needs.length > 0 ? exact : safe, lang) ??
    (needs.length > 0 && safe !== exact ? whereIs(finding, safe, lang) : undefined);
  return {
    needs,
    guesses: place && needs.length > 0 ? [] : guesses,
    ...(place ? { place } : {}),
    isLeft: exact !== '' && !place,
  };
}

/** The words outside those spans, joined. */
function restOf(
  { words, spans }: UnderstoodText,
  isTaken: (span: UnderstoodText['spans'][number]) => boolean,
): string {
  const mask = spans.filter(isTaken).reduce((bits, span) => bits | span.mask, 0);
  return words
    .filter((_, at) => (mask & (1 << at)) === 0)
    .map(({ forms }) => forms[0] ?? '')
    .join(' ');
}

export function whereIs(
  finding: ChannelHouse['finding'],
  text: string,
  lang: string,
): Somewhere | undefined {
  if (!text) return undefined;
  const [found] = finding.places(text, lang);
  if (found) return found;
  const code = /(?:^|\s)(\d{3,8})(?:\s|$)/.exec(text)?.[1];
  return code === undefined ? undefined : finding.postalCode(code);
}

/** The answer to words in a known language. */
export function seek(
  house: ChannelHouse,
  session: Session,
  phrases: Phrases,
  text: string,
): string {
  const { lang } = phrases;
  const heard = hear(house, text, lang);
  const { waiting } = session;
  if (heard.place) session.place = heard.place;
  if (heard.needs.length > 0) {
    if (heard.place || (session.place && !heard.isLeft))
      return nearest(house, session, phrases, heard.needs, heard.place === undefined);
    return askPlace(session, phrases, heard.needs, heard.isLeft);
  }
  if (waiting?.kind === 'place') {
    const place = heard.place ?? whereIs(house.finding, text.toLowerCase(), lang);
    if (!place) return askPlace(session, phrases, waiting.needs, true);
    session.place = place;
    return nearest(house, session, phrases, waiting.needs, false);
  }
  if (heard.guesses.length > 0) return offerNeeds(session, phrases, heard.guesses, 'did_you_mean');
  const byText = house.finding.find(queryOf(house, session, phrases, [], text));
  const hits = byText.items.filter(({ reasons }) =>
    reasons.some(({ code }) => code === 'text_match'),
  );
  if (hits.length > 0) return show(house, session, phrases, hits, [], false);
  if (heard.place) return offerNeeds(session, phrases, FIRST_NEEDS, 'ussd.need');
  const close = byText.closeNeeds ?? [];
  if (close.length > 0) return offerNeeds(session, phrases, close, 'did_you_mean');
  return fitLines([{ text: phrases.say('none'), rank: 0 }, ...helpLine(house, phrases)]).text;
}

function queryOf(
  { now }: ChannelHouse,
  { place }: Session,
  { spoken }: Phrases,
  needs: readonly NeedCode[],
  text?: string,
): FinderQuery {
  return {
    now: now(),
    lang: spoken.language.tag,
    needs,
    limit: MOST_KEPT,
    ...(place ? { place: { lat: place.lat, lon: place.lon } } : {}),
    ...(text ? { text: text.slice(0, LONGEST_TEXT) } : {}),
  };
}

/** The nearest place for needs; anywhere when no place is known. */
export function nearest(
  house: ChannelHouse,
  session: Session,
  phrases: Phrases,
  needs: readonly NeedCode[],
  isPlaceRemembered: boolean,
): string {
  const { items } = house.finding.find(queryOf(house, session, phrases, needs));
  // Known not to fit: never sent as an answer.
  const fitting = items.filter(({ group }) => group !== 'close');
  if (fitting.length > 0) return show(house, session, phrases, fitting, needs, isPlaceRemembered);
  delete session.waiting;
  return fitLines([{ text: phrases.say('none'), rank: 0 }, ...helpLine(house, phrases)]).text;
}

function helpLine({ emergency }: ChannelHouse, phrases: Phrases): Line[] {
  return emergency ? [{ text: phrases.say('emergency', { phone: emergency }), rank: 1 }] : [];
}

function show(
  house: ChannelHouse,
  session: Session,
  phrases: Phrases,
  items: readonly FinderItem[],
  needs: readonly NeedCode[],
  isPlaceRemembered: boolean,
): string {
  session.shown = { codes: items.map(({ code }) => code), at: 0, needs };
  const head =
    isPlaceRemembered && session.place?.name
      ? [
          `${needs.map((need) => phrases.spoken.needs[need] ?? '').join(', ')} (${session.place.name}):`,
        ]
      : [];
  return shownNow(house, session, phrases, items[0], head);
}

/** The place after the one that was sent. */
export function next(house: ChannelHouse, session: Session, phrases: Phrases): string | undefined {
  const { shown } = session;
  const code = shown?.codes[shown.at + 1];
  if (!shown || code === undefined) return undefined;
  session.shown = { ...shown, at: shown.at + 1 };
  const { items } = house.finding.find(queryOf(house, session, phrases, shown.needs));
  return shownNow(
    house,
    session,
    phrases,
    items.find((item) => item.code === code),
    [],
  );
}

function shownNow(
  house: ChannelHouse,
  session: Session,
  phrases: Phrases,
  item: FinderItem | undefined,
  head: readonly string[],
): string {
  const { shown } = session;
  const code = shown?.codes[shown.at] ?? '';
  const [listing] = house.finding.listings([code], phrases.spoken.language.tag);
  if (!shown || !listing) return phrases.say('none');
  session.rest = [];
  session.waiting = { kind: 'shown' };
  const isLast = shown.at + 1 >= shown.codes.length;
  const said = item ?? {
    group: 'fits' as const,
    open: listing.open ?? { state: 'unknown' },
    warnings: [],
  };
  return fitLines([
    ...head.map((text) => ({ text, rank: 0 })),
    ...answerLines(phrases, listing, said, house.now()),
    { text: phrases.say(isLast ? 'more' : 'more_next', { code }), rank: 0 },
  ]).text;
}

/** All that is known of a listing, in as many messages as it takes; nothing when no listing has the number. */
export function details(
  house: ChannelHouse,
  session: Session,
  phrases: Phrases,
  code: string,
): string | undefined {
  const [listing] = house.finding.listings([code], phrases.spoken.language.tag);
  if (!listing) return undefined;
  const lines = detailLines(phrases, listing, house.now()).map(({ text }) => text);
  return firstOf(session, phrases, lines);
}

/** The first message of a longer text; the others wait for "more". */
export function firstOf(session: Session, phrases: Phrases, lines: readonly string[]): string {
  const word = phrases.words('more')[0] ?? 'more';
  const [page = '', ...rest] = pagesOf(lines, phrases.say('more', { code: word.toUpperCase() }));
  session.rest = rest;
  return page;
}

export function askPlace(
  session: Session,
  phrases: Phrases,
  needs: readonly NeedCode[],
  isUnknown: boolean,
): string {
  session.waiting = { kind: 'place', needs };
  const need = phrases.spoken.needs[needs[0] ?? ''] ?? '';
  return fitLines([
    ...(isUnknown ? [{ text: phrases.say('place_unknown'), rank: 0 }] : []),
    { text: phrases.say('where', { need }), rank: 0 },
  ]).text;
}

function offerNeeds(
  session: Session,
  phrases: Phrases,
  needs: readonly NeedCode[],
  title: 'did_you_mean' | 'ussd.need',
): string {
  const options = needs.slice(0, MOST_OFFERED);
  session.waiting = { kind: 'need', options };
  return cheapest(
    fitLines([
      { text: phrases.say(title), rank: 0 },
      ...options.map((need, at) => ({
        text: `${at + 1} ${phrases.spoken.needs[need] ?? need}`,
        rank: at + 1,
      })),
    ]).text,
  );
}
