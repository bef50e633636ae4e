import { parseLeaf } from './leaf.ts';

/** All that later leaves are held against: the newest minute, and the last number of each producer. */
export type RulesState = { minute: string; counts: [producer: number, n: number][] };

/**
 * What must hold from leaf to leaf: each in its form, minutes never going back, each producer's numbers dense
 * from 1. The log's own leaves (producer 0) carry their place in the log as their number.
 */
export class LeafRules {
  #counts = new Map<number, number>();
  #minute = '';

  /** Goes on after leaves that were taken before: what `state` gave then. */
  static from({ minute, counts }: RulesState): LeafRules {
    const rules = new LeafRules();
    rules.#minute = minute;
    rules.#counts = new Map(counts);
    return rules;
  }

  get state(): RulesState {
    return { minute: this.#minute, counts: [...this.#counts] };
  }

  get producers(): number {
    return this.#counts.size;
  }
  /** Minute of the newest leaf, '' before the first. */
  get minute(): string {
    return this.#minute;
  }

  /** Takes the leaf at `index`; says what is wrong with it, in one sentence, or nothing. */
  take(index: number, bytes: Buffer): string | undefined {
    const leaf = parseLeaf(bytes);
    if (!leaf) return 'is not in the form of a leaf';
    if (leaf.t < this.#minute) return `is of ${leaf.t}, the one before it of ${this.#minute}`;
    this.#minute = leaf.t;
    const expected = leaf.producer === 0 ? index : (this.#counts.get(leaf.producer) ?? 0) + 1;
    if (leaf.n !== expected)
      return `has number ${leaf.n} of producer ${leaf.producer} where ${expected} should come`;
    this.#counts.set(leaf.producer, leaf.n);
    return undefined;
  }
}
