/** Answers to the same list question within a second are made once: a change is seen within that second. */
import { compress, type Encoding } from '../../http/packing.ts';

const KEPT_MS = 1_000;
const MOST = 200;

type Kept = {
  madeAt: number;
  body: Promise<string>;
  packed: Map<Encoding, Promise<string | Buffer>>;
};

export class KeptAnswers {
  readonly #kept = new Map<string, Kept>();

  /**
   * The packed answer under `key`, made by `make` unless one was made within the last second.
   * A failure is not kept.
   * @param now ms, of any steady clock
   */
  async answer(
    key: string,
    encoding: Encoding,
    now: number,
    make: () => Promise<string>,
  ): Promise<string | Buffer> {
    let kept = this.#kept.get(key);
    if (!kept || now - kept.madeAt >= KEPT_MS) {
      kept = { madeAt: now, body: make(), packed: new Map() };
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      const mine = kept;
      kept.body.catch(() => {
        if (this.#kept.get(key) === mine) this.#kept.delete(key);
      });
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
    }
    let packed = kept.packed.get(encoding);
    if (!packed) {
      packed = kept.body.then((body) => compress(body, encoding));
      kept.packed.set(encoding, packed);
    }
    return packed;
  }
}
