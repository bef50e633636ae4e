/**
 * A name asked of a pool: each part, parts written together, parts taken apart and other forms, with
 * what every part of the pool says about them. Made once a question, read once a candidate.
 */
import { bestPairing, NOTHING, noWorth, POINTS } from './name-align.ts';
import { hardlyAlike } from './name-distance.ts';
import { otherForms } from './name-frequent.ts';
import type { PartIndex } from './name-index.ts';
import { isInitial, joinParts, type NamePart, partOf } from './name-parts.ts';
import type { NameSketch } from './name-sketch.ts';
import { WEIGHTS } from './name-weights.ts';

const NEAR_FORM = 8;
const NEAR_PIECE = 14;
/** What a name written together or apart may add at most, beyond what was seen of its pieces. */
export const REJOINED_AT_MOST = 6 * POINTS;

type Row = Map<number, number>;

export class Question {
  readonly #parts: readonly NamePart[];
  readonly #index: PartIndex;
  readonly #people: number;
  readonly #rows: Row[];
  /** What parts written together or taken apart are like: only who may be meant, not how much it says. */
  readonly #pieces: Row[] = [];
  /** Each part and the next one as one. */
  readonly #together: (NamePart | undefined)[];
  readonly #worth = noWorth();
  readonly #told = new Map<readonly number[], number>();

  constructor({ parts }: NameSketch, index: PartIndex, people: number) {
    this.#parts = parts;
    this.#index = index;
    this.#people = people;
    this.#rows = parts.map((part) => {
      const row = index.likenesses(part, people);
      for (const form of otherForms(part)) {
        const alike = index.likeByKey(partOf(form, 'full'), people, NEAR_FORM);
        for (const [number, points] of alike) raise(row, number, points - WEIGHTS.otherForm);
      }
      return row;
    });
    this.#together = parts.map((part, at) => {
      const next = parts[at + 1];
      if (next === undefined || part.sounds.length < 2 || next.sounds.length < 2) return undefined;
      return joinParts(part, next);
    });
    for (const whole of this.#together)
      if (whole !== undefined) this.#pieces.push(index.likeByKey(whole, people, NEAR_PIECE));
    for (const part of parts) {
      for (const [head, tail] of pieces(part)) {
        const first = index.likeByKey(head, people, NEAR_PIECE);
        if (first.size === 0) continue;
        const second = index.likeByKey(tail, people, NEAR_PIECE);
        if (second.size > 0) this.#pieces.push(first, second);
      }
    }
  }

  /** Calls back for each part of the pool that a row knows, with what it says at most. */
  eachLikeness(tell: (part: number, points: number) => void): void {
    for (const rows of [this.#rows, this.#pieces])
      for (const row of rows) for (const [part, points] of row) tell(part, points);
  }

  /** @returns evidence, in points, that the bearer of these parts bears the name asked for; the same list is weighed once */
  evidence(parts: readonly number[]): number {
    const told = this.#told.get(parts) ?? this.#weigh(parts);
    this.#told.set(parts, told);
    return told;
  }

  #weigh(parts: readonly number[]): number {
    const worth = this.#worth;
    worth.rows = this.#parts.length;
    worth.columns = parts.length;
    for (const [row, asked] of this.#parts.entries()) {
      const known = this.#rows[row] as Row;
      const whole = this.#together[row];
      for (const [column, part] of parts.entries()) {
        const at = row * parts.length + column;
        worth.one[at] = known.get(part) ?? this.#mistaken(asked, part);
        worth.joined[at] = whole === undefined ? NOTHING : this.#asOne(whole, part);
        const then = parts[column + 1];
        worth.apart[at] = then === undefined ? NOTHING : this.#asTwo(asked, part, then);
      }
    }
    return bestPairing(worth, WEIGHTS);
  }

  #mistaken(asked: NamePart, number: number): number {
    const held = this.#index.partOf(number);
    if (isInitial(asked) || isInitial(held)) return NOTHING;
    const share = hardlyAlike(asked, held);
    return share === undefined
      ? NOTHING
      : -Math.round(WEIGHTS.mistaken + WEIGHTS.mistakenMore * share);
  }

  #asOne(whole: NamePart, number: number): number {
    const points = this.#index.asOne(whole, number, this.#people);
    return points > 0 ? points - WEIGHTS.rejoined : NOTHING;
  }

  #asTwo(asked: NamePart, first: number, second: number): number {
    const points = this.#index.asTwo(asked, first, second, this.#people);
    return points > 0 ? points - WEIGHTS.rejoined : NOTHING;
  }
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
