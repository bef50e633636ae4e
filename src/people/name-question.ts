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

type Row = Map<number, number>;
/** Rows instead of those of the parts that they replace. */
type Rewriting = { without: readonly number[]; rows: readonly Row[] };

export class Question {
  readonly #rows: Row[];
  readonly #rewritings: Rewriting[] = [];

  constructor({ parts }: NameSketch, index: PartIndex, people: number) {
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
        const row = index.likenesses(joinParts(part, next), people);
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

  /** @returns evidence, in points, that the bearer of these parts bears the name asked for */
  evidence(parts: readonly number[]): number {
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
