/**
 * A part as it is looked for in a tree of sounds: what its row of the edit distance needs, laid out once for thousands of rows.
 * Pure.
 */
import type { NamePart } from './name-parts.ts';
import { LONGEST_ROW } from './name-rows.ts';
import { BEGINS_JOIN, COST, JOINS, OMITTED, OMITTED_BY_ABJAD, SYMBOLS } from './name-sounds.ts';

/** The three sounds of a join, by their numbers. */
const joins = [...JOINS].map(([join, cost]) => ({
  first: Math.floor(join / SYMBOLS / SYMBOLS),
  second: Math.floor(join / SYMBOLS) % SYMBOLS,
  one: join % SYMBOLS,
  cost,
}));

export class Asked {
  #part: NamePart | undefined;
  /** What leaving a sound of the part out costs, by the sound; and a sound of the tree. */
  left: Uint8Array = OMITTED;
  added: Uint8Array = OMITTED;
  /** `left` by the place in the part, from 1. */
  readonly omitted = new Uint8Array(LONGEST_ROW);
  /** By a sound of the tree, `LONGEST_ROW` numbers each: what taking it for each sound of the part costs, from place 1. */
  readonly costs = new Uint8Array(SYMBOLS * LONGEST_ROW);
  /** 1 for the sounds of the part: only these can have been swapped. */
  readonly has = new Uint8Array(SYMBOLS);
  /** By a sound of the tree: what it costs at least, whatever stands beside it. */
  readonly least = new Uint8Array(SYMBOLS);
  /** 1 where two sounds stand one after the other in the part. */
  readonly #follow = new Uint8Array(SYMBOLS * SYMBOLS);
  /** 1 for a sound that two sounds of the part may have been written for. */
  readonly #joined = new Uint8Array(SYMBOLS);

  get part(): NamePart {
    if (this.#part === undefined) throw new Error('No part is asked for');
    return this.#part;
  }

  /** Makes it the one for this part, in a tree whose parts leave vowels out or do not. */
  ask(part: NamePart, sparse: boolean): void {
    this.#mark(0);
    this.#part = part;
    this.left = sparse && !part.sparse ? OMITTED_BY_ABJAD : OMITTED;
    this.added = part.sparse && !sparse ? OMITTED_BY_ABJAD : OMITTED;
    this.#mark(1);
    this.#layOut();
  }

  /** Whether `previous` and `sound` in the tree make neither a swap nor a join with what the part has. */
  isPlain(previous: number, sound: number): boolean {
    if (this.#joined[sound] === 1) return false;
    return (
      previous < 0 ||
      (this.#follow[sound * SYMBOLS + previous] === 0 &&
        BEGINS_JOIN[previous * SYMBOLS + sound] === 0)
    );
  }

  #mark(flag: 0 | 1): void {
    const sounds = this.#part?.sounds ?? [];
    for (const [at, sound] of sounds.entries()) {
      this.has[sound] = flag;
      const before = sounds[at - 1];
      if (before !== undefined) this.#follow[before * SYMBOLS + sound] = flag;
    }
  }

  /** Of two sounds that are written for one the second counts nothing, so that a sum never says more than the whole way costs. */
  #layOut(): void {
    const { least, added } = this;
    const { sounds } = this.part;
    least.set(added);
    for (let j = 1; j <= sounds.length; j++) {
      const y = sounds[j - 1] as number;
      this.omitted[j] = this.left[y] as number;
      for (let x = 0; x < SYMBOLS; x++) {
        const cost = COST[x * SYMBOLS + y] as number;
        this.costs[x * LONGEST_ROW + j] = cost;
        if (cost < (least[x] as number)) least[x] = cost;
      }
    }
    this.#joined.fill(0);
    for (const { first, second, one, cost } of joins) {
      if (this.has[one] === 1) {
        least[first] = Math.min(least[first] as number, cost);
        least[second] = 0;
      }
      if (this.#follow[first * SYMBOLS + second] === 1) {
        least[one] = Math.min(least[one] as number, cost);
        this.#joined[one] = 1;
      }
    }
  }
}
