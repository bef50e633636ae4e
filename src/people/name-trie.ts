/**
 * All parts of a pool in a tree of sounds, so that parts that begin alike are measured together and a
 * whole branch is left as soon as it cannot resemble what is asked for. Gives what `apart` would give for
 * each part one by one (the test compares them), for some hundredth of the work.
 */
import { boundFor, scaled } from './name-distance.ts';
import type { NamePart } from './name-parts.ts';
import { firstRow, NO_SOUND, nextRow } from './name-rows.ts';
import { JOINS_AFTER, OMITTED, OMITTED_BY_ABJAD, SYMBOLS } from './name-sounds.ts';

const NONE = -1;
const DEEPEST = 25;

export class SoundTrie {
  readonly #sparse: boolean;
  /** By node: its sound, first child, next sibling, part that ends here, weight of the heaviest below. */
  readonly #sound: number[] = [0];
  readonly #child: number[] = [NONE];
  readonly #next: number[] = [NONE];
  readonly #part: number[] = [NONE];
  readonly #weight: number[] = [0];
  readonly #heaviest: number[] = [0];
  readonly #rows = Array.from({ length: DEEPEST }, () => new Int32Array(DEEPEST));
  readonly #path = new Uint8Array(DEEPEST);
  readonly #least = new Int32Array(DEEPEST);
  /** 1 for the sounds of the part that is asked for: only these can have been swapped. */
  readonly #asked = new Uint8Array(SYMBOLS);

  /** @param sparse whether its parts leave vowels out: a tree holds one kind only */
  constructor(sparse: boolean) {
    this.#sparse = sparse;
  }

  set(part: NamePart, number: number): void {
    let node = 0;
    for (const sound of part.sounds) {
      this.#heaviest[node] = Math.max(this.#heaviest[node] as number, part.weight);
      node = this.#find(node, sound) ?? this.#grow(node, sound);
    }
    this.#heaviest[node] = Math.max(this.#heaviest[node] as number, part.weight);
    this.#weight[node] = part.weight;
    this.#part[node] = number;
  }

  delete(part: NamePart): void {
    let node: number | undefined = 0;
    for (const sound of part.sounds)
      node = node === undefined ? undefined : this.#find(node, sound);
    if (node !== undefined) this.#part[node] = NONE;
  }

  #find(node: number, sound: number): number | undefined {
    let child = this.#child[node] as number;
    while (child !== NONE && this.#sound[child] !== sound) child = this.#next[child] as number;
    return child === NONE ? undefined : child;
  }

  #grow(node: number, sound: number): number {
    const child = this.#sound.length;
    this.#sound.push(sound);
    this.#next.push(this.#child[node] as number);
    this.#child.push(NONE);
    this.#part.push(NONE);
    this.#weight.push(0);
    this.#heaviest.push(0);
    this.#child[node] = child;
    return child;
  }

  /** Calls back with every part that resembles this one, and how far apart they are (see `apart`). */
  search(part: NamePart, tell: (number: number, distance: number) => void): void {
    const first = this.#rows[0] as Int32Array;
    const left = this.#sparse && !part.sparse ? OMITTED_BY_ABJAD : OMITTED;
    firstRow(part.sounds, left, first);
    this.#least[0] = 0;
    this.#asked.fill(0);
    for (const sound of part.sounds) this.#asked[sound] = 1;
    this.#walk(0, 0, part, left, tell);
  }

  #walk(
    node: number,
    depth: number,
    part: NamePart,
    left: Uint8Array,
    tell: (number: number, distance: number) => void,
  ): void {
    const { sounds } = part;
    const deeper = depth + 1;
    const here = this.#rows[deeper] as Int32Array;
    const above = this.#rows[depth] as Int32Array;
    const before = this.#rows[depth > 0 ? depth - 1 : 0] as Int32Array;
    const added = part.sparse && !this.#sparse ? OMITTED_BY_ABJAD : OMITTED;
    const w = depth > 0 ? (this.#path[depth - 1] as number) : NO_SOUND;
    for (
      let child = this.#child[node] as number;
      child !== NONE;
      child = this.#next[child] as number
    ) {
      const x = this.#sound[child] as number;
      const extra = added[x] as number;
      const least = nextRow(x, w, extra, sounds, left, before, above, here);
      const number = this.#part[child] as number;
      const all = here[sounds.length] as number;
      if (number !== NONE && all <= boundFor(part.weight, this.#weight[child] as number)) {
        tell(number, scaled(all, part.weight, this.#weight[child] as number));
      }
      const most = boundFor(part.weight, this.#heaviest[child] as number);
      // A swap or a join reaches over one sound, so the row before may still lead back.
      const leadsBack =
        (this.#asked[x] === 1 || JOINS_AFTER[x] === 1) && (this.#least[depth] as number) <= most;
      if (this.#child[child] !== NONE && (least <= most || leadsBack)) {
        this.#path[depth] = x;
        this.#least[deeper] = least;
        this.#walk(child, deeper, part, left, tell);
      }
    }
  }

  /** Every part that begins with a sound for which `wanted` holds. */
  beginning(wanted: (sound: number) => boolean, tell: (number: number) => void): void {
    const all = (node: number): void => {
      const number = this.#part[node] as number;
      if (number !== NONE) tell(number);
      for (
        let child = this.#child[node] as number;
        child !== NONE;
        child = this.#next[child] as number
      )
        all(child);
    };
    for (
      let child = this.#child[0] as number;
      child !== NONE;
      child = this.#next[child] as number
    ) {
      if (wanted(this.#sound[child] as number)) all(child);
    }
  }
}
