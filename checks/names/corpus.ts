/**
 * Made-up people of twelve naming cultures in nine scripts, who come once or twice: what is written at
 * each visit is spelt anew by whoever sits at the desk. Same seed, same people. The halves share no stem.
 *
 * How fair is it? Harsher than life: script or romanisation is drawn anew at each visit, whereas most people are
 * written twice by one team at one tablet; one name in nine has a slip on top; a year is off in 18 of 100, by two
 * in 6, which years that people know are not; rare names are short made-up syllables, nearer to each other than
 * real ones; one new person in nine is somebody's brother, sister or twin. Milder than life: who comes again
 * never leaves out the first name and never gives another one; spellings follow tables, so both halves share
 * their habits, though no name; a family is here at most two people; nobody is asked through a third language.
 * So the figures rank matchers and bound what to hope for; what a desk sees has to be counted at a desk.
 * `cultures/unseen.ts` shows how much the tables flatter: rules that nothing here was made with.
 */
import { type Random, seeded } from '../../bench/hours/random.ts';
import type { AgeBand } from '../../src/people/name-evidence.ts';
import { ARABIC } from './cultures/arabic.ts';
import { BENGALI } from './cultures/bengali.ts';
import { BURMESE } from './cultures/burmese.ts';
import { any, type Bearer, type Culture, type Half, type Role } from './cultures/culture.ts';
import { ERITREAN } from './cultures/eritrean.ts';
import { GEORGIAN } from './cultures/georgian.ts';
import { HEBREW } from './cultures/hebrew.ts';
import { HINDI } from './cultures/hindi.ts';
import { PERSIAN } from './cultures/persian.ts';
import { SOMALI } from './cultures/somali.ts';
import { SPANISH } from './cultures/spanish.ts';
import { UKRAINIAN } from './cultures/ukrainian.ts';
import { WEST_AFRICAN } from './cultures/west-african.ts';
import { mistyped, vowelsDropped } from './slips.ts';

export const CULTURES: readonly Culture[] = [
  ARABIC,
  PERSIAN,
  UKRAINIAN,
  ERITREAN,
  BENGALI,
  SPANISH,
  WEST_AFRICAN,
  SOMALI,
  HINDI,
  BURMESE,
  GEORGIAN,
  HEBREW,
];

export type Visit = {
  name: string;
  /** The script of the name, for the tables. */
  hand: string;
  /** Which of the bearer's names were written, in order: what a reader of all spellings would know. */
  stems: readonly string[];
  birthYear?: number;
  ageBand?: AgeBand;
  phoneDigest?: string;
};
type Person = { culture: Culture; bearer: Bearer; year: number; phone?: string };
export type Held = { subject: string; culture: string; visit: Visit };
export type World = {
  pool: Held[];
  /** People of the pool at their second visit. */
  returning: Held[];
  /** People who were never here, some of them brothers, sisters or twins of somebody who was. */
  fresh: { kind: 'stranger' | 'sibling' | 'twin'; culture: string; visit: Visit }[];
};

/** `always`: each visit has a year; `never`: the second has none; `often`: 15 in 100 of all visits lack it. */
export type Years = 'always' | 'often' | 'never';
export type WorldSize = { people: number; returning: number; fresh: number };

const THIS_YEAR = 2026;
const SCRIPTS = [
  'Latin',
  'Arabic',
  'Cyrillic',
  'Ethiopic',
  'Bengali',
  'Devanagari',
  'Myanmar',
  'Georgian',
  'Hebrew',
  'Armenian',
  'Tamil',
];

/** @param among one camp of one culture, by its id, or other cultures; absent: the twelve, by their shares */
export function makeWorld(
  seed: number,
  half: Half,
  size: WorldSize,
  years: Years,
  among: string | readonly Culture[] = CULTURES,
): World {
  const random = seeded(seed);
  const cultures = typeof among === 'string' ? CULTURES.filter(({ id }) => id === among) : among;
  const people: Person[] = [];
  for (let at = 0; at < size.people; at++) people.push(person(random, cultures, half, people));
  const pool = people.map(
    (one, at): Held => ({
      subject: `person-${at}`,
      culture: one.culture.id,
      visit: visit(one, random, years === 'often' && random.chance(0.15)),
    }),
  );
  const noYear = (): boolean => years === 'never' || (years === 'often' && random.chance(0.15));
  const returning = Array.from({ length: size.returning }, (): Held => {
    const at = random.whole(0, people.length - 1);
    const one = people[at] as Person;
    const off = random.chance(0.18) ? any(random, [-2, -1, -1, 1, 1, 2]) : 0;
    const phone = one.phone !== undefined && random.chance(0.65) ? { phone: one.phone } : {};
    const again: Person = {
      culture: one.culture,
      bearer: one.bearer,
      year: one.year + off,
      ...phone,
    };
    return {
      subject: `person-${at}`,
      culture: one.culture.id,
      visit: visit(again, random, noYear()),
    };
  });
  const fresh = Array.from({ length: size.fresh }, () => {
    const kin = any(random, people);
    const chance = random.whole(1, 100);
    const kind = chance === 1 ? 'twin' : chance <= 12 ? 'sibling' : 'stranger';
    const one =
      kind === 'stranger'
        ? person(random, cultures, half, people)
        : sibling(kin, kind, random, half);
    return { kind, culture: one.culture.id, visit: visit(one, random, noYear()) } as const;
  });
  return { pool, returning, fresh };
}

function person(
  random: Random,
  cultures: readonly Culture[],
  half: Half,
  others: readonly Person[],
): Person {
  const culture = byShare(random, cultures);
  const child = random.chance(0.3);
  const exact = child
    ? random.whole(2009, 2025)
    : Math.round((random.whole(1948, 2008) + random.whole(1975, 2008)) / 2);
  const year = !child && random.chance(0.12) ? Math.round(exact / 5) * 5 : exact;
  const one: Person = { culture, bearer: culture.make(random, half), year };
  const neighbour = others.at(-1);
  if (random.chance(0.45)) {
    one.phone = random.chance(0.03)
      ? 'house'
      : random.chance(0.3) && neighbour?.phone !== undefined
        ? neighbour.phone
        : `phone-${random.whole(1, 999_999_999)}`;
  }
  return one;
}

function sibling(kin: Person, kind: 'sibling' | 'twin', random: Random, half: Half): Person {
  const bearer = kin.culture.sibling(kin.bearer, random, half);
  const year =
    kind === 'twin'
      ? kin.year
      : kin.year + any(random, [-6, -5, -4, -3, -3, -2, -2, -1, 1, 2, 2, 3, 3, 4, 5, 6]);
  const phone = kin.phone !== undefined && random.chance(0.5) ? { phone: kin.phone } : {};
  return { culture: kin.culture, bearer, year, ...phone };
}

function byShare(random: Random, cultures: readonly Culture[]): Culture {
  const all = cultures.reduce((sum, { share }) => sum + share, 0);
  let left = random.whole(0, all * 1000 - 1) / 1000;
  for (const culture of cultures) {
    left -= culture.share;
    if (left < 0) return culture;
  }
  return cultures.at(-1) as Culture;
}

const bandOf = (age: number): AgeBand =>
  age < 5 ? '0-4' : age < 12 ? '5-11' : age < 18 ? '12-17' : age < 60 ? '18-59' : '60+';

function visit(one: Person, random: Random, noYear: boolean): Visit {
  const style = any(random, one.culture.styles);
  const { name, stems } = nameAt(one, style, random);
  const hand =
    SCRIPTS.find((script) => new RegExp(`\\p{Script=${script}}`, 'u').test(name)) ?? 'none';
  const written: Visit = { name, hand, stems };
  if (!noYear) written.birthYear = one.year;
  if (random.chance(0.9)) written.ageBand = bandOf(THIS_YEAR - one.year);
  if (one.phone !== undefined && random.chance(0.9)) written.phoneDigest = one.phone;
  return written;
}

function nameAt(
  { culture, bearer }: Person,
  style: string,
  random: Random,
): { name: string; stems: readonly string[] } {
  const spell = (stems: readonly string[], role: Role): string[] =>
    stems.map((stem) => culture.spell(stem, style, random, role));
  const [first = ''] = bearer.given;
  const nick = culture.short?.[first];
  const given = nick !== undefined && random.chance(0.07) ? [any(random, nick)] : bearer.given;
  const middle = bearer.middle.filter(() => !random.chance(0.28));
  const dropFamily = bearer.family.length > 0 && middle.length > 0 && random.chance(0.08);
  const parts = [
    spell(given, 'given'),
    spell(middle, 'middle'),
    dropFamily ? [] : spell(bearer.family, 'family'),
  ];
  if (random.chance(0.1) && culture.id !== 'burmese') parts.unshift(parts.pop() as string[]);
  const list = parts.flat();
  if (random.chance(0.09)) {
    const at = random.whole(0, list.length - 1);
    list[at] = mistyped(list[at] as string, random);
  }
  const text = list.join(culture.between?.(style) ?? ' ');
  const stems = [...bearer.given, ...middle, ...(dropFamily ? [] : bearer.family)];
  if (random.chance(0.02)) return { name: vowelsDropped(text), stems };
  return { name: random.chance(0.05) ? text.toUpperCase() : text, stems };
}
