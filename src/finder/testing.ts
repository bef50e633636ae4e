/**
 * Seeded random records and questions, for tests and the bench (chapter 10, section 3.8): places
 * around towns of very different size, facts that are half unknown, shared hours, words by frequency.
 */
import { withCheckDigit } from '../directory/damm.ts';
import { DOC_CODES, FACT_CODES, type FactCode, FACTS } from '../directory/fact-codes.ts';
import { NEED_CODES, needBranch } from '../directory/needs.ts';
import { dayNumber, weekdayOf } from './calendar.ts';
import type { NeedLabels } from './need-labels.ts';
import type { FinderQuery } from './query.ts';
import type { FinderRecord } from './record.ts';
import type { Pattern, ScheduleRule, Weekday, Zone } from './schedule.ts';
import { LANGUAGE_MODES } from './set-names.ts';

/** Sunday 22 November 2026, 15:30 UTC. */
export const TEST_NOW = Date.UTC(2026, 10, 22, 15, 30);
export const TEST_DAY = Math.floor(TEST_NOW / 86_400_000);

/** A generator of numbers from 0 to 1, always the same for a seed (mulberry32, T. Ettinger, 2017). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type WorldSize = {
  records: number;
  towns?: number;
  patterns?: number;
  vocabulary?: number;
  /** Towns also at the date line and in the far north. */
  edges?: boolean;
};

export type World = {
  records: () => Generator<FinderRecord>;
  query: () => FinderQuery;
  /** Questions with every field, for comparing with the oracle. */
  wildQuery: () => FinderQuery;
  record: (number: number) => FinderRecord;
};

const LANGUAGES = ['ar', 'fa', 'ti', 'en', 'fr', 'es', 'so', 'ur', 'ps', 'bn', 'tr', 'uk'].concat(
  Array.from(
    { length: 28 },
    (_, i) => `q${String.fromCharCode(97 + (i % 26))}${i > 25 ? 'x' : 'a'}`,
  ),
);
const LEAVES = NEED_CODES.filter((code) => code !== needBranch(code));
const WEEKDAYS: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** The facts that the bench's records speak of. */
const WISHED_FACTS: readonly FactCode[] = FACT_CODES.slice(0, 36).filter((_, i) => i % 3 !== 2);

/** Transitions by the rule of the European Union, at 01:00 UTC of the last Sundays of March and October. */
function europeanZone(name: string, winter: number): Zone {
  const at: number[] = [dayNumber(2025, 1, 1) * 1440];
  const offset: number[] = [winter];
  for (let year = 2025; year < 2029; year++) {
    for (const [month, summer] of [
      [3, 60],
      [10, 0],
    ] as const) {
      const last = dayNumber(year, month, 31);
      at.push((last - ((weekdayOf(last) + 1) % 7)) * 1440 + 60);
      offset.push(winter + summer);
    }
  }
  return { name, at, offset };
}

export const TEST_ZONES: readonly Zone[] = [
  europeanZone('Europe/Berlin', 60),
  europeanZone('Europe/Athens', 120),
  { name: 'Pacific/Fiji', at: [dayNumber(2025, 1, 1) * 1440], offset: [720] },
];

/** Position in a list of `length`, the first far more often than the last (Zipf). */
function zipf(random: () => number, length: number): number {
  return Math.min(length - 1, Math.floor(length ** random()) - 1);
}

export function makeWorld(seed: number, size: WorldSize): World {
  const setup = seeded(seed);
  const vocabulary = makeWords(setup, size.vocabulary ?? 60_000);
  const towns = makeTowns(setup, size.towns ?? 400, size.edges === true);
  const patterns = makePatterns(setup, size.patterns ?? 20_000);
  const questions = seeded(seed + 1);
  const wild = seeded(seed + 2);

  const record = (number: number): FinderRecord =>
    makeRecord(seeded(seed * 1_000_003 + number), number, { vocabulary, towns, patterns });

  function* records(): Generator<FinderRecord> {
    for (let number = 0; number < size.records; number++) yield record(number);
  }
  return {
    records,
    record,
    query: () => makeQuery(questions, towns, vocabulary),
    wildQuery: () => makeWildQuery(wild, towns, vocabulary),
  };
}

type Town = { lat: number; lon: number; spread: number };
type Stock = {
  vocabulary: readonly string[];
  towns: readonly Town[];
  patterns: readonly Pattern[];
};

function makeWords(random: () => number, count: number): string[] {
  const parts = [
    'ka',
    'lo',
    'mi',
    'ser',
    'dan',
    'tu',
    've',
    'nor',
    'ash',
    'bel',
    'qui',
    'po',
    'ra',
    'zen',
    'fi',
  ];
  const words = new Set<string>();
  while (words.size < count) {
    const length = 2 + Math.floor(random() * 4);
    words.add(Array.from({ length }, () => pick(random, parts)).join(''));
  }
  return [...words];
}

function makeTowns(random: () => number, count: number, edges: boolean): Town[] {
  const odd: Town[] = edges
    ? [
        { lat: -17.5, lon: 179.98, spread: 0.2 },
        { lat: 78.2, lon: 15.6, spread: 0.3 },
        { lat: 0.01, lon: -0.02, spread: 0.1 },
        { lat: 89.9, lon: 20, spread: 0.1 },
      ]
    : [];
  return Array.from(
    { length: count },
    (_, i) =>
      odd[i] ?? {
        lat: 47 + random() * 8,
        lon: 6 + random() * 9,
        spread: 0.015 + 0.1 / Math.sqrt(i + 1),
      },
  );
}

function makePatterns(random: () => number, count: number): Pattern[] {
  return Array.from({ length: count }, (_, i) => {
    const zone = TEST_ZONES[zipf(random, TEST_ZONES.length)] as Zone;
    const holidays = [TEST_DAY + (i % 5)];
    const holidayRule = pick(random, ['open', 'closed', 'own_hours', 'unknown'] as const);
    if (i % 11 === 10) return { zone, rules: [], holidayRule, holidays };
    return { zone, rules: makeRules(random), holidayRule, holidays };
  });
}

function makeRules(random: () => number): ScheduleRule[] {
  const byday = WEEKDAYS.filter((_, i) => random() < (i < 5 ? 0.8 : 0.3)).map((day) => ({ day }));
  if (byday.length === 0) byday.push({ day: 'MO' });
  const weekly = { effect: 'open', freq: 'WEEKLY', byday } as const;
  if (random() < 0.1) return [{ ...weekly, opens: 22 * 60, closes: 7 * 60 }];
  const opens = 15 * Math.floor(random() * 48 + 24);
  const closes = Math.min(1440, opens + 15 * Math.floor(random() * 40 + 4));
  if (random() < 0.8 || closes - opens < 240) return [{ ...weekly, opens, closes }];
  const lunch = opens + 120;
  return [
    { ...weekly, opens, closes: lunch },
    { ...weekly, opens: lunch + 60, closes },
  ];
}

function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** About normally distributed, mean 0, deviation 1. */
function bell(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

function near(random: () => number, town: Town): { lat: number; lon: number } {
  const lat = Math.max(-90, Math.min(90, town.lat + bell(random) * town.spread));
  const lon = ((town.lon + bell(random) * town.spread * 1.5 + 540) % 360) - 180;
  return { lat: round5(lat), lon: round5(lon) };
}

function round5(degrees: number): number {
  return Math.round(degrees * 100_000) / 100_000;
}

function sentence(random: () => number, vocabulary: readonly string[], words: number): string {
  let text = vocabulary[zipf(random, vocabulary.length)] as string;
  for (let i = 1; i < words; i++)
    text += ` ${vocabulary[zipf(random, vocabulary.length)] as string}`;
  return text;
}

function makeRecord(random: () => number, number: number, stock: Stock): FinderRecord {
  const kind = random();
  const isRemote = kind < 0.03;
  const hasPosition = kind >= 0.015 && kind < 0.998;
  const checkedDay = TEST_DAY - Math.floor(random() * 120);
  const facts: Partial<Record<FactCode, 1 | 2>> = {};
  for (const code of WISHED_FACTS) {
    if (random() >= 0.5) continue;
    const isFavourable = random() < 0.7;
    facts[code] = isFavourable === (FACTS[code].favourable !== 'no') ? 1 : 2;
  }
  return {
    code: withCheckDigit(String(number + 10)),
    needs: Array.from(
      { length: 1 + Math.floor(random() * 2.5) },
      () => LEAVES[zipf(random, LEAVES.length)] as string,
    ),
    ...(hasPosition
      ? { position: near(random, stock.towns[zipf(random, stock.towns.length)] as Town) }
      : {}),
    ...(random() < 0.03 ? { areaOnly: true } : {}),
    ...(isRemote ? { remote: true } : {}),
    pattern: stock.patterns[Math.floor(random() * stock.patterns.length)] as Pattern,
    facts,
    languages: Array.from({ length: Math.floor(random() * 4) }, () => ({
      lang: LANGUAGES[zipf(random, LANGUAGES.length)] as string,
      mode: LANGUAGE_MODES[zipf(random, 3)] as 'staff',
    })),
    documents:
      random() < 0.2
        ? [{ doc: pick(random, DOC_CODES), level: random() < 0.7 ? 'needed' : 'helpful' }]
        : [],
    ...(random() < 0.2 ? { minAge: pick(random, [0, 5, 12, 14.5, 18, 60]) } : {}),
    ...(random() < 0.1 ? { maxAge: pick(random, [4, 11, 17, 25, 99, 120]) } : {}),
    ...(random() < 0.1 ? { freePlaces: Math.floor(random() * 5) - 1 } : {}),
    checkedDay,
    reviewDay: checkedDay + 90,
    withdrawDay: checkedDay + 119,
    ...(random() < 0.02 ? { beingChecked: true } : {}),
    ...(random() < 0.01 ? { paused: true } : {}),
    texts: [
      {
        lang: 'en',
        name: sentence(random, stock.vocabulary, 3),
        about: sentence(random, stock.vocabulary, 4),
        body: sentence(random, stock.vocabulary, 11),
      },
    ],
  };
}

/** Nobody types the words that stand in every other text. */
const COMMON_WORDS = 50;

/** A question as the bench asks it: 85 % with a place, 60 % a language, 0–3 facts, 50 % a time, 20 % a text. */
function makeQuery(
  random: () => number,
  towns: readonly Town[],
  vocabulary: readonly string[],
): FinderQuery {
  const facts = Math.floor(random() * 4);
  const text = random() < 0.2;
  const rarer = vocabulary.slice(COMMON_WORDS);
  return {
    now: TEST_NOW,
    lang: 'en',
    needs: text && random() < 0.5 ? [] : [LEAVES[zipf(random, LEAVES.length)] as string],
    ...(text ? { text: sentence(random, rarer, 1 + Math.floor(random() * 2)) } : {}),
    ...(random() < 0.85 ? { place: near(random, towns[zipf(random, towns.length)] as Town) } : {}),
    ...(random() < 0.6 ? { languages: [LANGUAGES[zipf(random, LANGUAGES.length)] as string] } : {}),
    ...(facts > 0
      ? { facts: Array.from({ length: facts }, () => pick(random, WISHED_FACTS)) }
      : {}),
    ...(random() < 0.5 ? { time: makeTime(random) } : {}),
  };
}

/** Days and hours as people ask for them: a weekday, weekdays, the weekend or any day; mornings to nights. */
function makeTime(random: () => number): NonNullable<FinderQuery['time']> {
  const kind = random();
  if (kind < 0.5) return { kind: 'now' };
  if (kind < 0.6) return { kind: 'at', t: TEST_NOW + 3_600_000 * Math.floor(random() * 168) };
  if (kind < 0.7) return { kind: 'tonight' };
  const from = 60 * pick(random, [6, 8, 12, 16, 17, 18, 19, 20, 22]);
  const days = pick(random, [0b0011111, 0b1100000, 0b1111111, 1 << Math.floor(random() * 7)]);
  return { kind: 'window', days, from, to: from + 60 * pick(random, [2, 4, 8]) };
}

function makeWildQuery(
  random: () => number,
  towns: readonly Town[],
  vocabulary: readonly string[],
): FinderQuery {
  const some = <T>(chance: number, value: T): T | undefined =>
    random() < chance ? value : undefined;
  const place = some(0.7, near(random, pick(random, towns)));
  const word = vocabulary[zipf(random, Math.min(2_000, vocabulary.length))] as string;
  const all = {
    text: some(
      0.25,
      pick(random, [
        word,
        `${word} ${pick(random, vocabulary)}`,
        word.slice(0, 4),
        misspell(random, word),
        'doctor',
        `doctor ${word}`,
        'docter',
        'free legal advice',
        '!!',
        'zzzzqqqq',
      ]),
    ),
    place,
    maxKm: place && some(0.2, 1 + Math.floor(random() * 60)),
    languages: some(
      0.3,
      Array.from(
        { length: 1 + Math.floor(random() * 2) },
        () => LANGUAGES[zipf(random, LANGUAGES.length)] as string,
      ),
    ),
    papers: some(
      0.25,
      pick(random, [
        'none',
        [],
        ['identity'],
        ['identity', 'address', 'income', 'insurance'],
        ['residence', 'birth_paper'],
      ] as const),
    ),
    free: some(0.2, true as const),
    providerSex: some(0.15, pick(random, ['woman', 'man'] as const)),
    stepFree: some(0.1, true as const),
    childSpace: some(0.1, true as const),
    notReported: some(0.1, true as const),
    noTravelMoney: some(0.15, true as const),
    facts: some(0.2, [pick(random, WISHED_FACTS), pick(random, FACT_CODES)]),
    time: some(0.4, makeTime(random)),
    minorAlone: some(0.1, true as const),
    ageBand: some(0.15, Math.floor(random() * 5) as 0),
    limit: some(0.3, 1 + Math.floor(random() * 40)),
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const needs =
    random() < 0.3
      ? []
      : Array.from(
          { length: 1 + Math.floor(random() * 2) },
          () => NEED_CODES[zipf(random, NEED_CODES.length)] as string,
        );
  return { now: TEST_NOW, lang: 'en', needs, ...given };
}

function misspell(random: () => number, word: string): string {
  const at = Math.floor(random() * word.length);
  return `${word.slice(0, at)}x${word.slice(at + 1)}`;
}

export const TEST_LABELS: NeedLabels = {
  en: {
    'health.doctor': ['Doctor', 'general practitioner', 'see a doctor'],
    'food.meal': ['Meal', 'hot meal', 'food'],
    'law.advice': ['Legal advice', 'lawyer', 'free legal advice'],
    'shelter.night': ['Bed for the night', 'night shelter'],
  },
  es: { 'health.doctor': ['Médico', 'doctora'] },
};
