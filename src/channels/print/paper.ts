/**
 * What stands on paper, as texts in reading order: from a card or from places, before anything is measured.
 * Plain data, so that the work can be done in another process. Pure.
 */
import { dateOf, dayOf } from '../../languages/days.ts';
import { type PublishedCard, printCode, type Standing } from '../../guidance/index.ts';
import { dateText } from '../../languages/dates.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import { NotPrintable } from './not-printable.ts';
import type { Voice } from './type/families.ts';
import type { PaperWords } from './words.ts';

export type CardPaper = {
  voice: Voice;
  /** `210-ar-3`. */
  code: string;
  question: string;
  answer: string;
  nextTitle: string;
  nextStep: string;
  /** A number to dial, an address: shown large, from the left. */
  target?: string;
  child?: { title: string; text: string };
  /** "Card 210 ar, v3. Good until 1 August." */
  codeLine: string;
  checkLine: string;
  throwAway: string;
  /** Where the square code leads, in full. */
  link: string;
  linkAlt: string;
  /** What a reader must know first: a machine's draft, a late check. */
  notices: readonly string[];
  saysTitle: string;
  says: readonly string[];
  alsoIn?: string;
  publisher: string;
  /** ISO 8601: when this version was given out. */
  madeAt: string;
  /** "1 of 2" and "2 of 2", for a poster that needs two sheets. */
  pageOf: readonly [string, string];
};

export type CardToPrint = {
  /** The words must have their references filled. */
  shown: PublishedCard & { standing: Standing };
  words: PaperWords;
  /** `https://…` of this house, without a slash at the end. */
  origin: string;
  /** Days since 1970 at the place of the deployment. */
  today: number;
};

/**
 * @throws NotPrintable `not_current` when the card may not be read any more: nobody should carry it
 */
export function cardPaper({ shown, words, origin, today }: CardToPrint): CardPaper {
  const { card, publication, standing, languages } = shown;
  const code = printCode(publication);
  if (standing.state !== 'current' && standing.state !== 'overdue' && standing.state !== 'outdated')
    throw new NotPrintable(
      'not_current',
      `Card ${code} is ${standing.state}: only what is true today is printed.`,
    );
  const on = (iso: string): string => dateText(words, dayOf(iso), today);
  const { question, answer, nextStep, action, target, child } = publication.words;
  const link = `${origin}/p/${code}`;
  const address = link.replace(/^https?:\/\//, '');
  const until = on(
    card.expiresOn !== undefined && card.expiresOn < card.reviewBy ? card.expiresOn : card.reviewBy,
  );
  const others = languages.filter((lang) => lang !== publication.lang);
  return {
    voice: words.voice,
    code,
    question,
    answer,
    nextTitle: words.text('paper.next'),
    nextStep,
    ...(target === undefined ? {} : { target: targetText(target, action, origin) }),
    ...(child === undefined ? {} : { child: { title: words.text('paper.child'), text: child } }),
    codeLine: words.text('paper.code_until', {
      code: `${publication.card} ${publication.lang}`,
      version: String(publication.version),
      date: until,
    }),
    checkLine: words.text('paper.check', { address }),
    throwAway: words.text('paper.throw_away', { date: until }),
    link,
    linkAlt: words.text('paper.qr', { address }),
    notices: [
      ...(publication.machine ? [words.text('paper.machine')] : []),
      ...(standing.state === 'overdue'
        ? [words.text('paper.overdue', { date: on(standing.since) })]
        : []),
      ...(standing.state === 'outdated' ? [words.text('paper.outdated')] : []),
    ],
    saysTitle: words.text('paper.who_says'),
    says: [
      words.text('paper.publisher', { name: card.publisher }),
      ...card.sources.map(({ name, dated }) =>
        dated === undefined ? name : words.text('paper.source_dated', { name, date: on(dated) }),
      ),
      words.text('paper.checked', { date: on(card.checkedOn) }),
      ...(card.confirmedBy !== undefined && card.confirmedOn !== undefined
        ? [words.text('paper.confirmed', { name: card.confirmedBy, date: on(card.confirmedOn) })]
        : []),
    ],
    ...(others.length === 0
      ? {}
      : {
          alsoIn: words.text('paper.also_in', {
            languages: words.list(
              others.map((lang) => (knownLanguage(lang)?.autonym ?? lang).replace(/ /g, '\u00a0')),
            ),
          }),
        }),
    publisher: card.publisher,
    madeAt: publication.issuedAt,
    pageOf: [
      words.text('paper.page', { n: 1, total: 2 }),
      words.text('paper.page', { n: 2, total: 2 }),
    ],
  };
}

/** A number as it is dialled, a path of this site with its host. */
function targetText(target: string, action: string, origin: string): string {
  if (action === 'read' && target.startsWith('/'))
    return `${origin.replace(/^https?:\/\//, '')}${target}`;
  return target;
}

/** One place on a list for the pocket; every text finished, unknown said as "ask first". */
export type ListedPlace = {
  code: string;
  name: string;
  /** BCP 47 of the name, where it is not the list's. */
  nameLang?: string;
  what: string;
  when: string;
  /** Address, then the bus; a line each. */
  way: readonly string[];
  phone: string;
  /** True when `phone` is a number and no sentence. */
  dials: boolean;
};

export type ListPaper = {
  voice: Voice;
  title: string;
  made: string;
  newer: string;
  link: string;
  linkAlt: string;
  places: readonly ListedPlace[];
  none: string;
  /** What else there is at the address. */
  more?: string;
  publisher: string;
  madeAt: string;
};

export type PlacesToPrint = {
  words: PaperWords;
  /** What the point or town is called; never the position itself. */
  place: string;
  places: readonly ListedPlace[];
  /** Where a newer list is, in full. */
  link: string;
  publisher: string;
  today: number;
};

export function listPaper({
  words,
  place,
  places,
  link,
  publisher,
  today,
}: PlacesToPrint): ListPaper {
  const address = link.replace(/^https?:\/\//, '');
  return {
    voice: words.voice,
    title: words.text('list.title', { place }),
    made: words.text('list.made', { date: dateText(words, today, today) }),
    newer: words.text('list.newer', { address }),
    link,
    linkAlt: words.text('paper.qr', { address }),
    places,
    none: words.text('list.none'),
    publisher,
    madeAt: `${dateOf(today)}T00:00:00.000Z`,
  };
}
