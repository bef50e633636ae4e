/** Forms of cards as the shapes of the guidance room, and back. Pure. */
import { daysAfter } from '../languages/days.ts';
import { Type } from 'typebox';
import { segmentsOf } from '../channels/index.ts';
import {
  ANSWER_DAYS,
  type AUDIO_MIMES,
  type Card,
  CARD_KINDS,
  type CardFacts,
  type CardFilter,
  type CardKind,
  type CardWords,
  printCode,
  type Topic,
  TOPICS,
} from '../guidance/index.ts';
import { isNeedCode } from '../directory/needs.ts';
import { Problem } from '../http/problem.ts';
import type { Words } from '../languages/messages.ts';
import { listOf } from './forms.ts';
import { dayOf, maybeDayOf } from './typed-day.ts';

/** A day as it was typed; `daysRead` reads it. */
const DAY = Type.String({ maxLength: 40 });
const MAYBE_DAY = Type.Optional(DAY);
const NAME = Type.String({ minLength: 2, maxLength: 120 });
const MAYBE_NAME = Type.Optional(Type.String({ maxLength: 120 }));
const TICK = Type.Optional(Type.Literal('yes'));

export const FACT_FIELDS = {
  topic: Type.Union(TOPICS.map((topic) => Type.Literal(topic))),
  kind: Type.Union(CARD_KINDS.map((kind) => Type.Literal(kind))),
  source_lang: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}$' })),
  need: Type.Optional(Type.String({ maxLength: 60 })),
  services: Type.Optional(Type.String({ maxLength: 120 })),
  publisher: NAME,
  owner_role: NAME,
  source: NAME,
  source_dated: MAYBE_DAY,
  source_url: Type.Optional(Type.String({ maxLength: 300 })),
  confirmed_by: MAYBE_NAME,
  confirmed_on: MAYBE_DAY,
  checked_on: DAY,
  review_by: DAY,
  expires_on: MAYBE_DAY,
  safety: TICK,
  essential: TICK,
};

/** The rumour that a new card answers. */
export const OF_RUMOUR = { rumour: Type.Optional(Type.String({ format: 'uuid' })) };

/** What a card that answers a rumour begins with. @param today `YYYY-MM-DD` */
export function answerTo(rumour: string, lang: string | undefined, today: string) {
  const end = daysAfter(today, ANSWER_DAYS);
  return {
    rumour,
    topic: 'information',
    kind: 'rumour_answer',
    checked_on: today,
    review_by: end,
    expires_on: end,
    ...(lang ? { source_lang: lang } : {}),
  };
}

export type FactsGiven = {
  topic: Topic;
  kind: CardKind;
  source_lang?: string;
  need?: string;
  services?: string;
  publisher: string;
  owner_role: string;
  source: string;
  source_dated?: string;
  source_url?: string;
  confirmed_by?: string;
  confirmed_on?: string;
  checked_on: string;
  review_by: string;
  expires_on?: string;
  safety?: 'yes';
  essential?: 'yes';
};

/** The same with its days as YYYY-MM-DD; an empty field is none. @throws Problem that says what was typed and how a day is written */
export function daysRead<T extends FactsGiven>(words: Words, given: T): T {
  const { source_dated, confirmed_on, checked_on, review_by, expires_on, ...rest } = given;
  const maybe = { source_dated, confirmed_on, expires_on };
  return {
    ...rest,
    checked_on: dayOf(words, 'checked_on', checked_on),
    review_by: dayOf(words, 'review_by', review_by),
    ...Object.fromEntries(
      Object.entries(maybe).flatMap(([name, typed]) => {
        const day = maybeDayOf(words, name, typed);
        return day ? [[name, day]] : [];
      }),
    ),
  } as T;
}

/** The facts that a form gives. @throws Problem that names the field and says what was expected */
export function factsOf(given: FactsGiven, territory: string): CardFacts {
  const services = listOf(given.services);
  const wrong = (field: string, expected: string): Problem =>
    new Problem('bad_input', { field, errors: [{ field, expected }] });
  if (!services.every((code) => /^\d{4,9}$/.test(code)))
    throw wrong('services', 'numbers of services, with spaces between them');
  if (given.need && !isNeedCode(given.need)) throw wrong('need', 'a need of the list');
  if (Boolean(given.confirmed_by) !== Boolean(given.confirmed_on))
    throw wrong(
      given.confirmed_by ? 'confirmed_on' : 'confirmed_by',
      'who confirmed it and when, both or neither',
    );
  if (given.review_by < given.checked_on) throw wrong('review_by', 'a day after the check');
  if (given.source_url && !/^https:\/\/[^\s]+$/.test(given.source_url))
    throw wrong('source_url', 'an address that begins with https://');
  if (given.kind === 'rumour_answer' && !given.expires_on)
    throw wrong(
      'expires_on',
      'a day at most thirty days after the check: an answer to a rumour ends',
    );
  const grave = given.kind === 'safety' || given.kind === 'emergency';
  return {
    territory,
    topic: given.topic,
    kind: given.kind,
    safety: grave || given.safety === 'yes',
    essential: given.essential === 'yes',
    ownerRole: given.owner_role,
    publisher: given.publisher,
    sourceLang: given.source_lang ?? 'en',
    sources: [
      {
        name: given.source,
        ...(given.source_url ? { url: given.source_url } : {}),
        ...(given.source_dated ? { dated: given.source_dated } : {}),
      },
    ],
    ...(given.confirmed_by && given.confirmed_on
      ? { confirmedBy: given.confirmed_by, confirmedOn: given.confirmed_on }
      : {}),
    checkedOn: given.checked_on,
    reviewBy: given.review_by,
    ...(given.expires_on ? { expiresOn: given.expires_on } : {}),
    needs: given.need ? [given.need] : [],
    services,
  };
}

export type WordsGiven = {
  question: string;
  answer: string;
  nextStep: string;
  action: CardWords['action'];
  target?: string;
  child?: string;
  alt?: string;
  change?: 'typo' | 'meaning';
  after: number;
};

/** The words that a form gives; empty fields are none. */
export function wordsOf(given: WordsGiven): CardWords {
  const { question, answer, nextStep, action, target, child, alt } = given;
  return {
    question: question.trim(),
    answer: answer.trim(),
    nextStep: nextStep.trim(),
    action,
    ...(target?.trim() ? { target: target.trim() } : {}),
    ...(child?.trim() ? { child: child.trim() } : {}),
    ...(alt?.trim() ? { alt: alt.trim() } : {}),
  };
}

const STATES = ['waiting', 'older', 'overdue', 'withdrawn'] as const;

/** The filter in an address; what is not understood is left out. */
export function filterOf(query: unknown): CardFilter {
  const given =
    typeof query === 'object' && query !== null ? (query as Record<string, unknown>) : {};
  const topic = TOPICS.find((one) => one === given['topic']);
  const state = STATES.find((one) => one === given['state']);
  const text = typeof given['text'] === 'string' ? given['text'].trim().slice(0, 60) : '';
  const after = Number(given['after']);
  return {
    ...(topic ? { topic } : {}),
    ...(state ? { state } : {}),
    ...(text ? { text } : {}),
    ...(Number.isSafeInteger(after) && after > 0 ? { after } : {}),
  };
}

export type Preview = { name: 'web' | 'sms' | 'voice' | 'child'; note?: string; text: string };

/** The same words as each channel gives them, before they are given out. */
export function previewsOf(
  w: Words,
  card: Card,
  words: CardWords,
  lang: string,
  version: number,
): Preview[] {
  const whole = [words.question, words.answer, words.nextStep].join('\n');
  const code = printCode({ card: card.code, lang, version }).replaceAll('-', ' ');
  const message = `${words.answer} ${words.nextStep} [${code}]`;
  const { count, encoding } = segmentsOf(message);
  return [
    { name: 'web', text: whole },
    { name: 'sms', note: w.text('cards.segments', { n: count, encoding }), text: message },
    { name: 'voice', text: whole.replace(/\d{3,}/g, (digits) => [...digits].join(' ')) },
    ...(words.child ? [{ name: 'child' as const, text: words.child }] : []),
  ];
}

type AudioMime = (typeof AUDIO_MIMES)[number];
const STARTS: readonly (readonly [AudioMime, readonly number[]])[] = [
  ['audio/ogg', [0x4f, 0x67, 0x67, 0x53]],
  ['audio/mpeg', [0x49, 0x44, 0x33]],
  ['audio/mpeg', [0xff, 0xfb]],
  ['audio/mpeg', [0xff, 0xf3]],
  ['audio/wav', [0x52, 0x49, 0x46, 0x46]],
];

/** What a sound is by its own first bytes, since browsers call the same file by several names; nothing when it is none of ours. */
export function audioMimeOf(content: Buffer): AudioMime | undefined {
  if (content.subarray(4, 8).toString('latin1') === 'ftyp') return 'audio/mp4';
  return STARTS.find(([, start]) => start.every((byte, at) => content[at] === byte))?.[0];
}
