/**
 * What a naming culture of the made-up people can do. The rules stand on the spoken form and know
 * nothing of the matcher's: each culture writes its own script and its own Latin spellings.
 */
import { type Random, seeded } from '../../../bench/hours/random.ts';

export type Half = 'tuning' | 'test';
export type Role = 'given' | 'middle' | 'family';

/** Stems in the culture's own notation; what is written is made from them at each visit. */
export type Bearer = {
  given: string[];
  /** Father's, grandfather's, second names: what may be left out. */
  middle: string[];
  family: string[];
};

export type Culture = {
  id: string;
  /** Of a mixed pool. */
  share: number;
  /** Hand or romanisation; the first is the culture's own script. */
  styles: readonly [string, ...string[]];
  make(random: Random, half: Half): Bearer;
  /** A brother or sister: another given name, the rest as it must be. */
  sibling(of: Bearer, random: Random, half: Half): Bearer;
  spell(stem: string, style: string, random: Random, role: Role): string;
  /** Short and familiar forms by stem, in the same notation. */
  short?: Readonly<Record<string, readonly string[]>>;
  /** Between the parts, when written in this style; a space where absent. */
  between?: (style: string) => string;
};

/** Every second one of a list in order of frequency: no stem is in both halves. */
export const halfOf = <T>(list: readonly T[], half: Half): T[] =>
  list.filter((_, at) => at % 2 === (half === 'tuning' ? 0 : 1));

/**
 * Rarer names, of which every culture has thousands: two or three syllables of the culture's own, and an
 * ending where it has such. The same list each time.
 */
export function made(syllables: string, count: number, ends = ''): string[] {
  const list = words(syllables);
  const endings = ends === '' ? [''] : words(ends);
  const random = seeded(count + list.length);
  const names = new Set<string>();
  while (names.size < count) {
    const long = random.chance(0.45) ? 3 : 2;
    const stem = Array.from({ length: ends === '' ? long : long - 1 }, () => any(random, list));
    names.add(stem.join('') + any(random, endings));
  }
  return [...names];
}

/** Common ones far more often than rare ones, as with names everywhere. */
export function frequent<T>(random: Random, list: readonly T[], flatness = 4): T {
  let sum = 0;
  for (let at = 0; at < list.length; at++) sum += 1 / (at + flatness);
  let left = (random.whole(0, 999_999) / 1_000_000) * sum;
  for (let at = 0; at < list.length; at++) {
    left -= 1 / (at + flatness);
    if (left <= 0) return list[at] as T;
  }
  return list.at(-1) as T;
}

export const any = <T>(random: Random, list: readonly T[]): T =>
  list[random.whole(0, list.length - 1)] as T;

/** Another one than those that are there already. */
export function otherThan(random: Random, list: readonly string[], not: readonly string[]): string {
  for (let tries = 0; tries < 20; tries++) {
    const one = frequent(random, list);
    if (!not.includes(one)) return one;
  }
  return list.find((one) => !not.includes(one)) ?? (list[0] as string);
}

export const words = (text: string): string[] => text.trim().split(/\s+/);

/** Replaces each sign of a notation by one of its spellings, `|` between them, the usual first. */
export function byRules(
  stem: string,
  rules: ReadonlyMap<string, string>,
  random: Random,
  loose = 0.2,
): string {
  let text = '';
  for (const sign of stem) {
    const ways = rules.get(sign)?.split('|') ?? [sign];
    text += ways.length > 1 && random.chance(loose) ? any(random, ways.slice(1)) : (ways[0] ?? '');
  }
  return text.replace(/^(s)\1/, '$1');
}

export function rules(text: string): ReadonlyMap<string, string> {
  return new Map(
    words(text).map((entry) => {
      const at = entry.indexOf('=', 1);
      return [entry.slice(0, at), entry.slice(at + 1)] as const;
    }),
  );
}

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
