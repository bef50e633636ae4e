/** Keeps the best few of many in fixed arrays: a heap whose top is the worst entry that is kept. */

export type Kept = { key: number; code: number; layer: number; id: number };

export class Best {
  readonly #most: number;
  readonly #key: Float64Array;
  readonly #code: Uint32Array;
  readonly #layer: Uint16Array;
  readonly #id: Uint32Array;
  readonly #afterKey: number;
  readonly #afterCode: number;
  count = 0;

  /** Entries up to and with (`afterKey`, `afterCode`) were shown before and are left out. */
  constructor(most: number, afterKey = -1, afterCode = 0) {
    this.#most = most;
    this.#key = new Float64Array(most);
    this.#code = new Uint32Array(most);
    this.#layer = new Uint16Array(most);
    this.#id = new Uint32Array(most);
    this.#afterKey = afterKey;
    this.#afterCode = afterCode;
  }

  /** An entry with a larger key cannot come in any more. */
  get worst(): number {
    return this.count < this.#most ? Number.POSITIVE_INFINITY : (this.#key[0] as number);
  }

  /** Offers an entry; of equal keys the smaller code is better. */
  offer(key: number, code: number, layer: number, id: number): void {
    if (key < this.#afterKey || (key === this.#afterKey && code <= this.#afterCode)) return;
    let slot: number;
    if (this.count < this.#most) slot = this.#slotFromBottom(key, code);
    else if (this.#isWorse(0, key, code)) slot = this.#slotFromTop(key, code);
    else return;
    this.#key[slot] = key;
    this.#code[slot] = code;
    this.#layer[slot] = layer;
    this.#id[slot] = id;
  }

  /** What was kept, best first. */
  sorted(): Kept[] {
    return Array.from({ length: this.count }, (_, i) => ({
      key: this.#key[i] as number,
      code: this.#code[i] as number,
      layer: this.#layer[i] as number,
      id: this.#id[i] as number,
    })).sort((a, b) => a.key - b.key || a.code - b.code);
  }

  /** Whether the entry in `slot` is worse than (`key`, `code`). */
  #isWorse(slot: number, key: number, code: number): boolean {
    const other = this.#key[slot] as number;
    return other > key || (other === key && (this.#code[slot] as number) > code);
  }

  /** Lets better parents sink into a new slot at the bottom, and returns the slot that came free. */
  #slotFromBottom(key: number, code: number): number {
    let slot = this.count++;
    while (slot > 0) {
      const parent = (slot - 1) >>> 1;
      if (this.#isWorse(parent, key, code)) break;
      this.#move(parent, slot);
      slot = parent;
    }
    return slot;
  }

  /** Drops the top, lets worse children rise, and returns the slot that came free. */
  #slotFromTop(key: number, code: number): number {
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= this.count) return slot;
      const right = child + 1;
      if (
        right < this.count &&
        this.#isWorse(right, this.#key[child] as number, this.#code[child] as number)
      ) {
        child = right;
      }
      if (!this.#isWorse(child, key, code)) return slot;
      this.#move(child, slot);
      slot = child;
    }
  }

  #move(from: number, to: number): void {
    this.#key[to] = this.#key[from] as number;
    this.#code[to] = this.#code[from] as number;
    this.#layer[to] = this.#layer[from] as number;
    this.#id[to] = this.#id[from] as number;
  }
}
