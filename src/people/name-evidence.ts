/** What a year of birth, an age band and a telephone add to a name, in points (`name-align.ts`). */
import { POINTS } from './name-align.ts';

export const AGE_BANDS = ['0-4', '5-11', '12-17', '18-59', '60+', 'unknown'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** Years further apart than this are different people. */
export const MOST_YEARS_APART = 2;
/** How often the same person gives the same year again, one off, two off. */
const SAME_YEAR = [0.76, 0.16, 0.06] as const;
const SAME_BAND = 0.9;
const NEXT_BAND = 0.08;
const OTHER_BAND = -7 * POINTS;
/** One telephone for a whole house is normal: beyond this many people it says nothing. */
export const MOST_BEHIND_ONE_PHONE = 50;
const PHONE_AT_MOST = 6 * POINTS;
export const YEAR_AT_MOST = 7 * POINTS;

/** How many people of the pool were born in each year or are in each band. */
export class Tally<Key> {
  readonly #counts = new Map<Key, number>();
  #all = 0;

  add(key: Key, change: 1 | -1): void {
    this.#all += change;
    const count = (this.#counts.get(key) ?? 0) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }

  count(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  /** @param usual what is assumed while few are known */
  share(key: Key, usual: number): number {
    return (this.count(key) + 20 * usual) / (this.#all + 20);
  }
}

const bits = (ratio: number): number => Math.round(Math.log2(ratio) * POINTS);

/** @returns points, or undefined when the years exclude each other */
export function yearPoints(one: number, other: number, years: Tally<number>): number | undefined {
  const off = Math.abs(one - other);
  const same = SAME_YEAR[off];
  if (same === undefined) return undefined;
  const usual = 1 / 60;
  const share =
    off === 0
      ? years.share(one, usual)
      : years.share(one - off, usual) + years.share(one + off, usual);
  return Math.min(YEAR_AT_MOST, bits(same / share));
}

export function bandPoints(one: AgeBand, other: AgeBand, bands: Tally<AgeBand>): number {
  if (one === 'unknown' || other === 'unknown') return 0;
  if (one === other) return bits(SAME_BAND / bands.share(one, 0.2));
  const apart = Math.abs(AGE_BANDS.indexOf(one) - AGE_BANDS.indexOf(other));
  return apart === 1 ? bits(NEXT_BAND / bands.share(other, 0.2)) : OTHER_BAND;
}

/** Children are compared by their own name and year, never by a parent's telephone. */
export const isChild = (band: AgeBand | undefined): boolean =>
  band === '0-4' || band === '5-11' || band === '12-17';

/** @param sharing people of the pool with this telephone */
export function phonePoints(sharing: number, people: number): number {
  if (sharing === 0 || sharing > MOST_BEHIND_ONE_PHONE) return 0;
  return Math.min(PHONE_AT_MOST, bits(Math.max(1, people / (4 * sharing))));
}
