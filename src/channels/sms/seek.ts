/** From words to the nearest place that fits, and to the ones after it (INFO-05; chapter 10, section 3.5). */
import type { NeedCode } from '../../directory/needs.ts';
import { LONGEST_TEXT } from '../../finder/check-query.ts';
import type { UnderstoodText } from '../../finder/index.ts';
import type { FinderItem, FinderQuery } from '../../finder/query.ts';
import { queryWords } from '../../finder/words.ts';
import type { ChannelHouse } from '../house.ts';
import { answerLines, detailLines } from '../listing-lines.ts';
import type { Phrases } from '../phrases.ts';
import { cheapest } from './cheapest.ts';
import { fitAnswer, fitLines, type Line } from './fit.ts';
import { pagesOf } from './pages.ts';
import { TWO_SEGMENTS } from './room.ts';
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
  left: readonly string[];
};

/** Needs and a place in the words, as the finder reads them; what names a need exactly comes first. */
function hear({ finding }: ChannelHouse, text: string, lang: string): Heard {
  const understood = finding.understand(text.slice(0, LONGEST_TEXT), lang);
  const { needs, guesses } = understood;
  const unnamed = wordsOutside(understood, ({ isGuess }) => !isGuess);
  const found = placeIn(finding, unnamed, lang);
  const isTaken = found !== undefined && found.left.length < unnamed.length;
  // A word that may be a need written badly is a place only beside a need that is beyond doubt.
  const asGuess = needs.length === 0 && guesses.length > 0;
  const safe = asGuess
    ? placeIn(
        finding,
        wordsOutside(understood, () => true),
        lang,
      )
    : found;
  return {
    needs,
    guesses: needs.length > 0 && isTaken ? [] : guesses,
    ...(safe ? { place: safe.place } : {}),
    left: safe?.left ?? unnamed,
  };
}

/** The words outside those spans, in their main spelling. */
function wordsOutside(
  { words, spans }: UnderstoodText,
  isInside: (span: UnderstoodText['spans'][number]) => boolean,
): string[] {
  const mask = spans.filter(isInside).reduce((bits, span) => bits | span.mask, 0);
  return words
    .filter((_, at) => (mask & (1 << at)) === 0)
    .map(({ forms }) => forms[0] ?? '')
    .filter(Boolean);
}

const SHORTEST_PLACE = 4;

/** The longest run of words that a place is called by, of two the later, and the words around it. */
function placeIn(
  finding: ChannelHouse['finding'],
  words: readonly string[],
  lang: string,
): { place: Somewhere; left: string[] } | undefined {
  for (let length = words.length; length > 0; length--) {
    for (let from = words.length - length; from >= 0; from--) {
      const run = words.slice(from, from + length).join(' ');
      if (run.length < SHORTEST_PLACE && words.length > 1) continue;
      const place = whereIs(finding, run, lang);
      if (place) return { place, left: [...words.slice(0, from), ...words.slice(from + length)] };
    }
  }
  return undefined;
}

/** A place by its name, else by a postal code. */
export function whereIs(
  finding: ChannelHouse['finding'],
  text: string,
  lang: string,
): Somewhere | undefined {
  const name = text.trim();
  if (!name) return undefined;
  return /^\d{3,8}$/.test(name) ? finding.postalCode(name) : finding.places(name, lang)[0];
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
    if (heard.place || (session.place && heard.left.length === 0))
      return nearest(house, session, phrases, heard.needs, heard.place === undefined);
    return askPlace(session, phrases, heard.needs, heard.left.length > 0);
  }
  if (waiting?.kind === 'place') {
    if (!heard.place) return askPlace(session, phrases, waiting.needs, true);
    return nearest(house, session, phrases, waiting.needs, false);
  }
  if (heard.guesses.length > 0) return offerNeeds(session, phrases, heard.guesses, 'did_you_mean');
  const named = heard.left.length > 0 ? calledSo(house, session, phrases, heard.left) : [];
  if (named.length > 0) return show(house, session, phrases, named, [], false);
  if (heard.place) return offerNeeds(session, phrases, FIRST_NEEDS, 'ussd.need');
  const close = house.finding.find(queryOf(house, session, phrases, [], text)).closeNeeds ?? [];
  if (close.length > 0) return offerNeeds(session, phrases, close, 'did_you_mean');
  return fitLines([{ text: phrases.say('none'), rank: 0 }, ...helpLine(house, phrases)]).text;
}

/** Services with all of these words in their name: a word of an address or a description is no answer. */
function calledSo(
  house: ChannelHouse,
  session: Session,
  phrases: Phrases,
  words: readonly string[],
): FinderItem[] {
  const { tag } = phrases.spoken.language;
  const { items } = house.finding.find(queryOf(house, session, phrases, [], words.join(' ')));
  const names = house.finding.listings(
    items.map(({ code }) => code),
    tag,
  );
  const hasAll = (name: string, lang: string): boolean => {
    const said = queryWords(name, lang).flatMap(({ forms }) => forms);
    return words.every((word) => said.some((form) => form.startsWith(word)));
  };
  const called = new Set(
    names.filter(({ name }) => hasAll(name.text, name.lang)).map(({ code }) => code),
  );
  return items.filter(({ code, group }) => group !== 'close' && called.has(code));
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
  // A place that the new answer does not hold: nobody knows any more whether it fits.
  const said = item ?? {
    group: 'may_fit' as const,
    open: listing.open ?? { state: 'unknown' },
    warnings: [],
  };
  const lines = answerLines(phrases, listing, said, house.now());
  const { text } = fitAnswer(
    [
      ...head.map((title) => ({ text: title, rank: 6 })),
      ...lines,
      { text: phrases.say(isLast ? 'more' : 'more_next', { code }), least: code, rank: 0 },
    ],
    phrases.say('ask_first'),
  );
  if (TWO_SEGMENTS.fits(text)) return text;
  // What warns of a place is never left out: it stands first, and the rest in a second message.
  const byRank = lines.toSorted((a, b) => a.rank - b.rank);
  return firstOf(
    session,
    phrases,
    byRank.map((line) => line.short ?? line.text),
  );
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
  session.told = code;
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
