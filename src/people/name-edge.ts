/**
 * From which evidence on a circle proposes somebody, learned from the circle itself (chapter 30, section 1.3): a sample of its
 * people is asked of it as if they were new, so that whoever resembles them most is a wrong prompt. Where everybody shares a few
 * names that evidence is higher, and so is the edge. Pure: the same people give the same edge, whatever order they came in.
 */
import { POINTS } from './name-align.ts';
import { threshold } from './name-thresholds.ts';

/** How far a circle's edges lie above those of the table (`name-thresholds.ts`), in points; below 0: under them. */
export type OwnEdges = { withYear: number; withoutYear: number };

/** New people who may be shown somebody. Under the promise of 2 in 100, because brothers and sisters come who are not held yet. */
export const AIM = 0.013;
/** People asked at most: more would cost more than they tell. */
export const MOST_ASKED = 1_000;
/** Fewer tell nothing. */
export const FEWEST_ASKED = 60;
/** Evidence that is weighed at all; what says less is no likeness. */
export const LEAST_WEIGHED = 20;
/** Above the usual edge by this much are hardly two people: a person held twice, or names that nobody could tell apart. */
const NEAR_CERTAIN = 8 * POINTS;
/** Part of those asked whose likeness makes the tail: a larger one tells more of those who are hardly alike. */
const TAIL = 1 / 16;
/** As many people asked say as much as the table does. */
const TABLE_COUNTS = 40;

/**
 * @returns the edge in points for a circle of this size, never under the table's, which stands for circles of many peoples: a
 * sample that shows less has been lucky
 */
export function edgeOf(people: number, yearKnown: boolean, own: OwnEdges | undefined): number {
  const above = own === undefined ? 0 : yearKnown ? own.withYear : own.withoutYear;
  return threshold(people, yearKnown) + Math.max(0, above);
}

/**
 * Which people a circle asks: always the same ones of the same people, and one more or less changes one of them.
 * @returns at most `MOST_ASKED`, none of fewer than `FEWEST_ASKED`
 */
export function sampleOf(subjects: readonly string[]): string[] {
  if (subjects.length < FEWEST_ASKED) return [];
  const drawn = subjects.map((subject) => ({ subject, lot: lotOf(subject) }));
  drawn.sort((one, other) => one.lot - other.lot || (one.subject < other.subject ? -1 : 1));
  return drawn.slice(0, MOST_ASKED).map(({ subject }) => subject);
}

/** FNV-1a (Fowler, Noll and Vo), stirred once more: an even lot for any text. */
function lotOf(text: string): number {
  let lot = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    lot = Math.imul(lot ^ text.charCodeAt(at), 0x01000193) >>> 0;
  lot = Math.imul(lot ^ (lot >>> 16), 0x85ebca6b) >>> 0;
  return (lot ^ (lot >>> 13)) >>> 0;
}

/**
 * How far above the table the edge has to lie so that `AIM` of new people are shown somebody. The likeness of strangers falls off
 * evenly: each so many points further, half as many reach it. That fall is taken from the upper sixteenth of those asked, so that a
 * dozen people do not decide alone; people held twice stand far above and are left out.
 * @param best of each person asked, the evidence of whoever resembles her most, in points; any order
 * @param usual the table's edge for this circle
 */
export function aboveTable(best: readonly number[], usual: number): number {
  const asked = best.filter((points) => points < usual + NEAR_CERTAIN);
  if (asked.length < FEWEST_ASKED) return 0;
  const sorted = asked.toSorted((one, other) => other - one);
  const from = Math.max(LEAST_WEIGHED, sorted[Math.floor(sorted.length * TAIL)] as number);
  const tail = sorted.filter((points) => points > from);
  if (tail.length <= AIM * asked.length) return weighed(from - usual, asked.length);
  const fall = tail.reduce((sum, points) => sum + points - from, 0) / tail.length;
  const edge = from + fall * Math.log(tail.length / (AIM * asked.length));
  return weighed(edge - usual, asked.length);
}

/** A few people asked are trusted less than the table, many more. */
const weighed = (above: number, asked: number): number =>
  Math.round((above * asked) / (asked + TABLE_COUNTS));
