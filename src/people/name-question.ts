/**
 * A name asked of a pool: each part, parts written together, parts taken apart and other forms, with
 * what every part of the pool says about them. Made once a question, read once a candidate.
 */
import { bestPairing, POINTS } from './name-align.ts';
import { otherForms } from './name-frequent.ts';
import type { PartIndex } from './name-index.ts';
import { joinParts, type NamePart, partOf } from './name-parts.ts';
import type { NameSketch } from './name-sketch.ts';

const OTHER_FORM = 2 * POINTS;
const NEAR_FORM = 8;
const NEAR_PIECE = 14;
/** Writing two parts as one, or one as two. */
const REJOINED = POINTS / 2;
/** What a name written together or apart may add at most, as far as it is looked for. */
export const REJOINED_AT_MOST = 10 * POINTS;
const NOTHING = -1_000_000;
/** Stands for two parts of the pool as one. */
const AS_ONE = -1;

type Row = Map<number, number>;
/** Rows instead of those of the parts that they replace. */
type Rewriting = { without: readonly number[]; rows: readonly Row[] };

export class Question {
  readonly #parts: readonly NamePart[];
  readonly #index: PartIndex;
  readonly #people: number;
  readonly #rows: Row[];
  readonly #rewritings: Rewriting[] = [];

  constructor({ parts }: NameSketch, index: PartIndex, people: number) {
    this.#parts = parts;
    this.#index = index;
    this.#people = people;
    this.#rows = parts.map((part) => {
      const row = index.likenesses(part, people);
      for (const form of otherForms(part.sounds)) {
        const alike = index.likeByKey(partOf(form, 'full'), people, NEAR_FORM);
        for (const [number, points] of alike) raise(row, number, points - OTHER_FORM);
      }
      return row;
    });
    for (const [at, part] of parts.entries()) {
      const next = parts[at + 1];
      if (next !== undefined && part.sounds.length > 1 && next.sounds.length > 1) {
        const row = index.likeByKey(joinParts(part, next), people, NEAR_PIECE);
        if (row.size > 0) this.#rewritings.push({ without: [at, at + 1], rows: [row] });
      }
      for (const [head, tail] of pieces(part)) {
        const first = index.likeByKey(head, people, NEAR_PIECE);
        if (first.size === 0) continue;
        const second = index.likeByKey(tail, people, NEAR_PIECE);
        if (second.size > 0) this.#rewritings.push({ without: [at], rows: [first, second] });
      }
    }
  }

  /** Calls back once for each part of the pool that a row knows, with what it says at most. */
  eachLikeness(tell: (part: number, points: number, row: number) => void): void {
    let at = 0;
    for (const row of this.#rows) {
      for (const [part, points] of row) tell(part, points, at);
      at++;
    }
    for (const { rows } of this.#rewritings) {
      for (const row of rows) {
        for (const [part, points] of row) tell(part, points, at);
        at++;
      }
    }
  }

  /**
   * @param edge no need to look for more than what can reach it
   * @returns evidence, in points, that the bearer of these parts bears the name asked for
   */
  evidence(parts: readonly number[], edge: number): number {
    const best = this.#asWritten(parts);
    if (best >= edge || best < edge - REJOINED_AT_MOST) return best;
    const more = this.#parts.length - parts.length;
    return more === 0 ? best : Math.max(best, more > 0 ? this.#asOne(parts) : this.#asTwo(parts));
  }

  /** Two parts that were asked for stand as one in the pool: every row as it is, and one for the two. */
  #asOne(parts: readonly number[]): number {
    let best = NOTHING;
    for (let at = 0; at + 1 < this.#parts.length; at++) {
      const [one, other] = [this.#parts[at] as NamePart, this.#parts[at + 1] as NamePart];
      const row: Row = new Map();
      for (const part of parts) raise(row, part, this.#index.asOne(one, other, part, this.#people));
      if (row.size === 0) continue;
      const rest = this.#rows.filter((_, place) => place !== at && place !== at + 1);
      best = Math.max(best, pairing([...rest, row], parts) - REJOINED);
    }
    return best;
  }

  /** One part that was asked for stands as two in the pool. */
  #asTwo(parts: readonly number[]): number {
    let best = NOTHING;
    for (let at = 0; at + 1 < parts.length; at++) {
      const [first, second] = [parts[at] as number, parts[at + 1] as number];
      const rest = parts.filter((_, place) => place !== at && place !== at + 1);
      const rows = this.#rows.map((row, place): Row => {
        const worth = this.#index.asTwo(
          this.#parts[place] as NamePart,
          first,
          second,
          this.#people,
        );
        return worth > 0 ? new Map([...row, [AS_ONE, worth]]) : row;
      });
      if (!rows.some((row) => row.has(AS_ONE))) continue;
      best = Math.max(best, pairing(rows, [...rest, AS_ONE]) - REJOINED);
    }
    return best;
  }

  #asWritten(parts: readonly number[]): number {
    let best = pairing(this.#rows, parts);
    for (const { without, rows } of this.#rewritings) {
      if (!rows.every((row) => parts.some((part) => row.has(part)))) continue;
      const rest = this.#rows.filter((_, at) => !without.includes(at));
      best = Math.max(best, pairing([...rest, ...rows], parts) - REJOINED);
    }
    return best;
  }
}

function pairing(rows: readonly Row[], parts: readonly number[]): number {
  const worth: number[] = [];
  for (const row of rows) for (const part of parts) worth.push(row.get(part) ?? 0);
  return bestPairing(worth, rows.length, parts.length);
}

function raise(row: Row, number: number, points: number): void {
  if (points > (row.get(number) ?? 0)) row.set(number, points);
}

/** Ways to take a long part apart, each piece with at least two sounds. */
function pieces(part: NamePart): [NamePart, NamePart][] {
  if (part.sounds.length < 6 || part.weight < 70) return [];
  const ways: [NamePart, NamePart][] = [];
  for (let at = 2; at <= part.sounds.length - 2; at++) {
    const head = partOf(part.sounds.slice(0, at), part.script);
    const tail = partOf(part.sounds.slice(at), part.script);
    if (head.weight >= 25 && tail.weight >= 25) ways.push([head, tail]);
  }
  return ways;
}
