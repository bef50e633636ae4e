/** Scripts made of what is published: a card, an answer of the finder, and a card for two voices on the radio. Pure. */
import type { Listing } from '../../directory/listing.ts';
import type { FinderItem } from '../../finder/query.ts';
import type { PublishedCard } from '../../guidance/index.ts';
import { dateWords } from '../card-lines.ts';
import { answerLines } from '../listing-lines.ts';
import { asciiDigits } from '../../languages/dates.ts';
import type { Phrases } from '../phrases.ts';
import { secondsOf } from './reading-speed.ts';
import { plainScript, type Spoken, voiceScript, type VoiceScript } from './script.ts';

/** What of a published card is read aloud. */
export type SpokenCard = {
  card: Pick<PublishedCard['card'], 'code'>;
  publication: Pick<PublishedCard['publication'], 'words'>;
};

/**
 * Question, answer, next step, and the number by which it is found again.
 * @param lead what is said before all else: that a computer reads
 */
export function cardScript(
  phrases: Phrases,
  { card, publication }: SpokenCard,
  lead = '',
): VoiceScript {
  const { question, answer, nextStep, target = '' } = publication.words;
  // A number that was said twice already is not said four times.
  const isSaid = [answer, nextStep].some((text) => digitsOf(text).includes(digitsOf(target)));
  const phone = /^\+?[\d\s().-]{3,}$/.test(target) && !isSaid ? target : '';
  return voiceScript(phrases, [
    { text: lead, rank: 0 },
    { text: question, rank: 1 },
    { text: answer, rank: 0 },
    { text: nextStep, rank: 0 },
    { text: phone, rank: 0 },
    { text: phrases.say('voice.code', { code: String(card.code) }), rank: 2 },
  ]);
}

const digitsOf = (text: string): string => asciiDigits(text).replaceAll(/[^\d]/g, '');

/** The nearest place, in the lines of the SMS; what warns stays. */
export function answerScript(
  phrases: Phrases,
  listing: Listing,
  item: Pick<FinderItem, 'group' | 'open' | 'warnings' | 'distanceM'>,
  now: number,
): VoiceScript {
  return voiceScript(phrases, [
    ...answerLines(phrases, listing, item, now).map(({ text, rank }): Spoken => ({ text, rank })),
    { text: phrases.say('voice.code', { code: listing.code }), rank: 1 },
  ]);
}

export type RadioScript = {
  /** Turn by turn: voice A asks, voice B answers. */
  turns: readonly { voice: 'A' | 'B'; text: string }[];
  seconds: number;
  fits: boolean;
};

const PAUSE = 0.7;

/**
 * The same card on the radio, for 30 or 60 seconds and two voices, with the day on which it was true and when to ask
 * again. In 60 seconds the answer and the next step are said a second time, since nobody can hear a radio again.
 */
export function radioScript(
  phrases: Phrases,
  { card, publication }: PublishedCard,
  length: 30 | 60,
  now: number,
): RadioScript {
  const { question, answer, nextStep } = publication.words;
  const date = dateWords(phrases, card.checkedOn, now);
  const until = dateWords(phrases, card.expiresOn ?? card.reviewBy, now);
  const spelt = (text: string): string =>
    plainScript(phrases, voiceScript(phrases, [{ text, rank: 0 }], Number.POSITIVE_INFINITY))
      .replace(/ ?\/+(?=\n|$)/g, '')
      .replaceAll('\n', ' ')
      .trim();
  type Turn = { voice: 'A' | 'B'; text: string; rank: number };
  const all: Turn[] = [
    { voice: 'A', text: phrases.say('radio.intro'), rank: 3 },
    { voice: 'A', text: question, rank: 0 },
    { voice: 'B', text: spelt(answer), rank: 0 },
    { voice: 'B', text: spelt(nextStep), rank: 0 },
    ...(length === 60
      ? ([
          { voice: 'A', text: phrases.say('voice.again'), rank: 2 },
          { voice: 'B', text: spelt(answer), rank: 2 },
          { voice: 'B', text: spelt(nextStep), rank: 2 },
        ] as const)
      : []),
    { voice: 'A', text: phrases.say('radio.date', { date, until }), rank: 0 },
    { voice: 'A', text: phrases.say('radio.by', { publisher: card.publisher }), rank: 1 },
  ];
  const secondsFor = (turns: readonly Turn[]): number =>
    turns.reduce((sum, { text }) => sum + secondsOf(phrases.lang, text) + PAUSE, 0);
  let turns = all;
  for (let rank = 3; rank > 0 && secondsFor(turns) > length; rank--)
    turns = turns.filter((turn) => turn.rank !== rank);
  const seconds = Math.round(secondsFor(turns) * 10) / 10;
  return {
    turns: turns.map(({ voice, text }) => ({ voice, text })),
    seconds,
    fits: seconds <= length,
  };
}
