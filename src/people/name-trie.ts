/**
 * All parts of a pool in a tree of sounds, so that parts that begin alike are measured together and a
 * whole branch is left as soon as it cannot resemble what is asked for. Gives what `apart` would give for
 * each part one by one (the test compares them), for some hundredth of the work.
 */
import { boundFor, MOST_APART, scaled, unscaled } from './name-distance.ts';
import type { NamePart } from './name-parts.ts';
import { firstRow, NO_SOUND, nextRow } from './name-rows.ts';
import { JOINS_AFTER, OMITTED, OMITTED_BY_ABJAD, SYMBOLS } from './name-sounds.ts';

const NONE = -1;
const DEEPEST = 25;

/** A node is so many numbers in a row: its sound, first child, next sibling, part that ends here, its weight, the heaviest below. */
const NODE = 6;
const [SOUND, CHILD, NEXT, PART, WEIGHT, HEAVIEST] = [0, 1, 2, 3, 4, 5] as const;
const ROOT = [0, NONE, NONE, NONE, 0, 0];
const FEWEST_NODES = 64;

/** `boundFor` by the two weights, asked for at every node; no farther than `most`, which is measured as `apart` measures. */
const bounds = new Map<number, Uint8Array>();
function boundsOf(weight: number, most: number, upTo: number): Uint8Array {
  const name = weight * 256 + most;
  let known = bounds.get(name);
  if (known === undefined || known.length <= upTo) {
    known = Uint8Array.from({ length: upTo + 1 }, (_, other) =>
      Math.min(boundFor(weight, other), unscaled(most, weight, other)),
    );
    bounds.set(name, known);
  }
  return known;
}

/** What one search looks for; the same all the way down. */
type Search = {
  readonly part: NamePart;
  readonly left: Uint8Array;
  readonly added: Uint8Array;
  readonly bounds: Uint8Array;
  readonly tell: (number: number, distance: number) => void;
};

export class SoundTrie {
  readonly #sparse: boolean;
  #nodes = new Int32Array(FEWEST_NODES * NODE);
  #end = NODE;
  readonly #rows = Array.from({ length: DEEPEST }, () => new Int32Array(DEEPEST));
  readonly #path = new Uint8Array(DEEPEST);
  readonly #least = new Int32Array(DEEPEST);
  /** 1 for the sounds of the part that is asked for: only these can have been swapped. */
  readonly #asked = new Uint8Array(SYMBOLS);

  /** @param sparse whether its parts leave vowels out: a tree holds one kind only */
  constructor(sparse: boolean) {
    this.#sparse = sparse;
    this.#nodes.set(ROOT);
  }

  set(part: NamePart, number: number): void {
    let node = 0;
    for (const sound of part.sounds) {
      this.#reaches(node, part.weight);
      node = this.#find(node, sound) ?? this.#grow(node, sound);
    }
    this.#reaches(node, part.weight);
    this.#nodes[node + WEIGHT] = part.weight;
    this.#nodes[node + PART] = number;
  }

  delete(part: NamePart): void {
    let node: number | undefined = 0;
    for (const sound of part.sounds)
      node = node === undefined ? undefined : this.#find(node, sound);
    if (node !== undefined) this.#nodes[node + PART] = NONE;
  }

  #reaches(node: number, weight: number): void {
    const at = node + HEAVIEST;
    this.#nodes[at] = Math.max(this.#nodes[at] as number, weight);
  }

  #find(node: number, sound: number): number | undefined {
    const nodes = this.#nodes;
    let child = nodes[node + CHILD] as number;
    while (child !== NONE && nodes[child + SOUND] !== sound) child = nodes[child + NEXT] as number;
    return child === NONE ? undefined : child;
  }

  #grow(node: number, sound: number): number {
    const child = this.#end;
    this.#end += NODE;
    if (this.#end > this.#nodes.length) {
      const more = new Int32Array(this.#nodes.length * 2);
      more.set(this.#nodes);
      this.#nodes = more;
    }
    const nodes = this.#nodes;
    nodes.set(ROOT, child);
    nodes[child + SOUND] = sound;
    nodes[child + NEXT] = nodes[node + CHILD] as number;
    nodes[node + CHILD] = child;
    return child;
  }

  /**
   * Calls back with every part that resembles this one, and how far apart they are (see `apart`). The tree must not change meanwhile.
   * @param most the greatest distance that is told
   */
  search(
    part: NamePart,
    tell: (number: number, distance: number) => void,
    most = MOST_APART,
  ): void {
    const left = this.#sparse && !part.sparse ? OMITTED_BY_ABJAD : OMITTED;
    const added = part.sparse && !this.#sparse ? OMITTED_BY_ABJAD : OMITTED;
    firstRow(part.sounds, left, this.#rows[0] as Int32Array);
    this.#least[0] = 0;
    this.#asked.fill(0);
    for (const sound of part.sounds) this.#asked[sound] = 1;
    const heaviest = this.#nodes[HEAVIEST] as number;
    this.#walk(0, 0, { part, left, added, bounds: boundsOf(part.weight, most, heaviest), tell });
  }

  #walk(node: number, depth: number, search: Search): void {
    const { part, left, added, bounds: most, tell } = search;
    const { sounds, weight } = part;
    const nodes = this.#nodes;
    const deeper = depth + 1;
    const here = this.#rows[deeper] as Int32Array;
    const above = this.#rows[depth] as Int32Array;
    const before = this.#rows[depth > 0 ? depth - 1 : 0] as Int32Array;
    const w = depth > 0 ? (this.#path[depth - 1] as number) : NO_SOUND;
    const leastAbove = this.#least[depth] as number;
    for (
      let child = nodes[node + CHILD] as number;
      child !== NONE;
      child = nodes[child + NEXT] as number
    ) {
      const x = nodes[child + SOUND] as number;
      const least = nextRow(x, w, added[x] as number, sounds, left, before, above, here);
      const number = nodes[child + PART] as number;
      if (number !== NONE) {
        const other = nodes[child + WEIGHT] as number;
        const all = here[sounds.length] as number;
        if (all <= (most[other] as number)) tell(number, scaled(all, weight, other));
      }
      if (nodes[child + CHILD] === NONE) continue;
      const farthest = most[nodes[child + HEAVIEST] as number] as number;
      // A swap or a join reaches over one sound, so the row before may still lead back.
      const leadsBack = (this.#asked[x] === 1 || JOINS_AFTER[x] === 1) && leastAbove <= farthest;
      if (least <= farthest || leadsBack) {
        this.#path[depth] = x;
        this.#least[deeper] = least;
        this.#walk(child, deeper, search);
      }
    }
  }

  /** Every part that begins with a sound for which `wanted` holds. */
  beginning(wanted: (sound: number) => boolean, tell: (number: number) => void): void {
    const nodes = this.#nodes;
    const all = (node: number): void => {
      const number = nodes[node + PART] as number;
      if (number !== NONE) tell(number);
      for (
        let child = nodes[node + CHILD] as number;
        child !== NONE;
        child = nodes[child + NEXT] as number
      )
        all(child);
    };
    for (
      let child = nodes[CHILD] as number;
      child !== NONE;
      child = nodes[child + NEXT] as number
    ) {
      if (wanted(nodes[child + SOUND] as number)) all(child);
    }
  }
}
