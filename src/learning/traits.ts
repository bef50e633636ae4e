/** What a learned reader sees of a text, as numbered slots with a size. Pure. */

export type Trait = {
  slot: number;
  size: number;
  /** The words that it comes from, by their number. */
  at: readonly number[];
  /** Whether units beside the weights feel it too (`units.ts`). */
  felt: boolean;
};

/** FNV-1a over UTF-16 units, mixed once more and cut to `bits`. */
export function slotOf(text: string, bits: number): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
  }
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  value ^= value >>> 12;
  return value & ((1 << bits) - 1);
}

/** Traits by their slots; those that fall into one slot are added up. */
export class TraitList {
  readonly #bits: number;
  readonly #found = new Map<number, Trait>();

  /** @param bits two to this power of slots */
  constructor(bits: number) {
    this.#bits = bits;
  }

  put(name: string, size: number, at: readonly number[], felt = false): void {
    const slot = slotOf(name, this.#bits);
    const before = this.#found.get(slot);
    if (before) before.size += size;
    else this.#found.set(slot, { slot, size, at, felt });
  }

  /** All of them, made so that the sum of their squares is 1. */
  finish(): Trait[] {
    const traits = [...this.#found.values()];
    const length = Math.sqrt(traits.reduce((sum, { size }) => sum + size * size, 0)) || 1;
    for (const trait of traits) trait.size /= length;
    return traits;
  }
}
