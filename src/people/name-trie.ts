/**
 * All parts of a pool in a tree of sounds, so that parts that begin alike are measured together and a
 * whole branch is left as soon as it cannot resemble what is asked for. Gives what `apart` would give for
 * each part one by one (the test compares them), for some hundredth of the work.
 */
import { boundFor, MOST_APART, scaled, unscaled } from './name-distance.ts';
import type { NamePart } from './name-parts.ts';
import { Asked } from './name-asked.ts';
import { firstRow, LONGEST_ROW, NO_SOUND, nextRow, plainRow } from './name-rows.ts';
import { JOINS_AFTER } from './name-sounds.ts';

const NONE = -1;
const DEEPEST = LONGEST_ROW;

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

/** What is the same all the way down. */
type Search = {
  readonly bounds: Uint8Array;
  readonly tell: (number: number, distance: number) => void;
};

export class SoundTrie {
  readonly #sparse: boolean;
  #nodes = new Int32Array(FEWEST_NODES * NODE);
  #end = NODE;
  readonly #free: number[] = [];
  readonly #rows = new Int32Array(DEEPEST * LONGEST_ROW);
  /** The same, one by one. */
  readonly #row = Array.from({ length: DEEPEST }, (_, depth) =>
    this.#rows.subarray(depth * LONGEST_ROW, (depth + 1) * LONGEST_ROW),
  );
  readonly #path = new Uint8Array(DEEPEST);
  readonly #least = new Int32Array(DEEPEST);
  readonly #asked = new Asked();

  /** @param sparse whether its parts leave vowels out: a tree holds one kind only */
  constructor(sparse: boolean) {
    this.#sparse = sparse;
    this.#nodes.set(ROOT);
  }

  /** Nodes in use: as many as the parts that are there need, whatever came and went. */
  get size(): number {
    return this.#end / NODE - 1 - this.#free.length;
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
    const path = [0];
    for (const sound of part.sounds) {
      const node = this.#find(path.at(-1) as number, sound);
      if (node === undefined) return;
      path.push(node);
    }
    const nodes = this.#nodes;
    nodes[(path.at(-1) as number) + PART] = NONE;
    for (let node = path.pop() as number; ; node = path.pop() as number) {
      const isBare = nodes[node + PART] === NONE && nodes[node + CHILD] === NONE;
      if (path.length > 0 && isBare) this.#cut(path.at(-1) as number, node);
      else nodes[node + HEAVIEST] = this.#heaviest(node);
      if (path.length === 0) return;
    }
  }

  /** Takes a node without anything below it out, to be used again. */
  #cut(parent: number, node: number): void {
    const nodes = this.#nodes;
    let at = parent + CHILD;
    while (nodes[at] !== node) at = (nodes[at] as number) + NEXT;
    nodes[at] = nodes[node + NEXT] as number;
    this.#free.push(node);
  }

  #heaviest(node: number): number {
    const nodes = this.#nodes;
    let heaviest = nodes[node + PART] === NONE ? 0 : (nodes[node + WEIGHT] as number);
    for (
      let child = nodes[node + CHILD] as number;
      child !== NONE;
      child = nodes[child + NEXT] as number
    )
      heaviest = Math.max(heaviest, nodes[child + HEAVIEST] as number);
    return heaviest;
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
    const child = this.#free.pop() ?? this.#end;
    if (child === this.#end) this.#end += NODE;
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
    const asked = this.#asked;
    asked.ask(part, this.#sparse);
    firstRow(part.sounds, asked.left, this.#row[0] as Int32Array);
    this.#least[0] = 0;
    const heaviest = this.#nodes[HEAVIEST] as number;
    this.#walk(0, 0, 0, { bounds: boundsOf(part.weight, most, heaviest), tell });
  }

  /** @param above what the sounds down to this node cost at least, wherever they stand */
  #walk(node: number, depth: number, above: number, search: Search): void {
    const asked = this.#asked;
    const { sounds, weight } = asked.part;
    const { bounds: most, tell } = search;
    const nodes = this.#nodes;
    const deeper = depth + 1;
    const w = depth > 0 ? (this.#path[depth - 1] as number) : NO_SOUND;
    const leastAbove = this.#least[depth] as number;
    for (
      let child = nodes[node + CHILD] as number;
      child !== NONE;
      child = nodes[child + NEXT] as number
    ) {
      const x = nodes[child + SOUND] as number;
      const farthest = most[nodes[child + HEAVIEST] as number] as number;
      const below = above + (asked.least[x] as number);
      if (below > farthest) continue;
      const least = this.#rowOf(x, w, depth);
      const number = nodes[child + PART] as number;
      if (number !== NONE) {
        const other = nodes[child + WEIGHT] as number;
        const all = this.#rows[deeper * LONGEST_ROW + sounds.length] as number;
        if (all <= (most[other] as number)) tell(number, scaled(all, weight, other));
      }
      if (nodes[child + CHILD] === NONE) continue;
      // A swap or a join reaches over one sound, so the row before may still lead back.
      const leadsBack = (asked.has[x] === 1 || JOINS_AFTER[x] === 1) && leastAbove <= farthest;
      if (least <= farthest || leadsBack) {
        this.#path[depth] = x;
        this.#least[deeper] = least;
        this.#walk(child, deeper, below, search);
      }
    }
  }

  /** Writes the row of the sound `x` after `w`, one below `depth`; @returns the least in it */
  #rowOf(x: number, w: number, depth: number): number {
    const asked = this.#asked;
    const { sounds } = asked.part;
    const { costs, omitted, left } = asked;
    const extra = asked.added[x] as number;
    const at = x * LONGEST_ROW;
    if (asked.isPlain(w, x))
      return plainRow(costs, at, extra, omitted, sounds.length, this.#rows, depth * LONGEST_ROW);
    const before = this.#row[depth > 0 ? depth - 1 : 0] as Int32Array;
    const [above, here] = [this.#row[depth] as Int32Array, this.#row[depth + 1] as Int32Array];
    return nextRow(x, w, extra, sounds, left, before, above, here);
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
