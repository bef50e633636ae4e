/**
 * Which parts of a pool resemble a part, remembered: names are shared, so most parts that are asked for are borne by somebody, and a
 * circle that measures itself asks for its own. What is remembered is what a new search would find (the test compares them). Pure.
 */
import { apart, TOO_FAR } from './name-distance.ts';
import type { NamePart } from './name-parts.ts';

/** A part of the pool and how far it is from the part asked for (`apart`). */
export type Near = { readonly number: number; readonly part: NamePart; readonly distance: number };
export type Pool = {
  /** What the pool holds that resembles a part, itself included. */
  search(part: NamePart): Near[];
  /** Whether this very part still has this number. */
  has(near: Near): boolean;
};

/** Remembered though nobody bears them; each costs a comparison whenever a part comes in. */
const MOST_STRANGERS = 64;
/** When more parts than this come in at once a circle is being read, and it is cheaper to forget. */
const MOST_WAITING = 100;
/** Likenesses held in all, so that a pool of 100,000 people stays within some 50 MB of them. */
const MOST_HELD = 1_000_000;

type Remembered = { readonly part: NamePart; near: Near[] };

/** What a part is called: the same for the same sounds, written with and without vowels apart. */
export const nameOf = (part: NamePart): string =>
  (part.sparse ? '~' : '') + String.fromCharCode(...part.sounds.map((sound) => sound + 64));

export class NearParts {
  readonly #pool: Pool;
  /** By the name of the part: those that somebody bears, and a few that were only asked for. */
  readonly #borne = new Map<string, Remembered>();
  readonly #strangers = new Map<string, Remembered>();
  readonly #waiting = new Map<string, Pick<Near, 'number' | 'part'>>();
  #held = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The pool has a part that it had not. */
  added(name: string, part: NamePart, number: number): void {
    if (this.#borne.size + this.#strangers.size === 0) return;
    this.#waiting.set(name, { number, part });
    if (this.#waiting.size > MOST_WAITING) this.#forget();
  }

  /** Nobody of the pool bears it any more. */
  removed(name: string): void {
    this.#waiting.delete(name);
    this.#held -= this.#borne.get(name)?.near.length ?? 0;
    this.#borne.delete(name);
  }

  /** @param isBorne whether somebody of the pool bears this part */
  of(part: NamePart, isBorne: boolean): readonly Near[] {
    this.#catchUp();
    const name = nameOf(part);
    const found = this.#borne.get(name) ?? this.#strangers.get(name);
    if (found === undefined) return this.#remember(name, part, isBorne).near;
    if (!found.near.every((one) => this.#pool.has(one))) {
      const still = found.near.filter((one) => this.#pool.has(one));
      this.#held -= found.near.length - still.length;
      found.near = still;
    }
    return found.near;
  }

  #remember(name: string, part: NamePart, isBorne: boolean): Remembered {
    if (this.#held > MOST_HELD) this.#forget();
    const made = { part, near: this.#pool.search(part) };
    this.#held += made.near.length;
    (isBorne ? this.#borne : this.#strangers).set(name, made);
    if (this.#strangers.size > MOST_STRANGERS) {
      const [[oldest, { near }] = ['', made]] = this.#strangers;
      this.#held -= near.length;
      this.#strangers.delete(oldest);
    }
    return made;
  }

  /** Parts that came in take their place beside those they resemble; one just asked for has its own likenesses already. */
  #catchUp(): void {
    for (const [name, { number, part }] of this.#waiting) {
      for (const stranger of this.#strangers.values())
        this.#put(stranger, { number, part, distance: apart(stranger.part, part) });
      const asked = this.#strangers.get(name);
      if (asked) {
        this.#strangers.delete(name);
        this.#borne.set(name, asked);
      }
      const { near } = asked ?? this.#remember(name, part, true);
      for (const { part: other, distance } of near) {
        const beside = this.#borne.get(nameOf(other));
        if (beside) this.#put(beside, { number, part, distance });
      }
    }
    this.#waiting.clear();
  }

  #put({ near }: Remembered, one: Near): void {
    if (one.distance === TOO_FAR) return;
    if (near.some(({ number, part }) => number === one.number && part === one.part)) return;
    near.push(one);
    this.#held++;
  }

  #forget(): void {
    this.#borne.clear();
    this.#strangers.clear();
    this.#waiting.clear();
    this.#held = 0;
  }
}
