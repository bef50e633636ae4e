/**
 * The different parts of names in a pool, who bears them, and which resemble a part that is asked for.
 * A pool of 100,000 people has some tens of thousands of different parts, so each is measured once a
 * question, whoever bears it: exact, no bucket that a spelling could fall out of.
 */
import { POINTS } from './name-align.ts';
import { apart, TOO_FAR } from './name-distance.ts';
import { bitsOf } from './name-frequent.ts';
import { beginsAlike, isInitial, joinParts, type NamePart, soundsAlike } from './name-parts.ts';
import { type Near, nameOf, NearParts } from './name-near.ts';
import { SoundTrie } from './name-trie.ts';
import { WEIGHTS } from './name-weights.ts';

/** Until this many people are known, the built-in table says how common a part is. */
const TRUST = 300;
const INITIAL = 2 * POINTS;
const BUCKETS = 42;

/** Evidence, in points, by the number of the part; what is not in it is no likeness. */
export type Likenesses = ReadonlyMap<number, number>;

export class PartIndex {
  readonly #numbers = new Map<string, number>();
  readonly #parts: (NamePart | undefined)[] = [];
  readonly #bearers: number[][] = [];
  readonly #free: number[] = [];
  readonly #byKey = new Map<string, number[]>();
  readonly #initials = new Set<number>();
  readonly #trees = { sparse: new SoundTrie(true), full: new SoundTrie(false) };
  /** Of parts that are no initials. */
  readonly #near = new NearParts({
    search: (part) => this.#searched(part),
    has: ({ number, part }) => this.#parts[number] === part,
  });

  bearersOf(part: number): readonly number[] {
    return this.#bearers[part] ?? [];
  }

  /** @returns the number of the part, which `likenesses` speaks of */
  add(part: NamePart, person: number): number {
    const name = nameOf(part);
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#parts.length;
      this.#numbers.set(name, number);
      this.#parts[number] = part;
      this.#bearers[number] = [];
      listed(this.#byKey, part.key).push(number);
      this.#treeOf(part).set(part, number);
      if (isInitial(part)) this.#initials.add(number);
      else this.#near.added(name, part, number);
    }
    (this.#bearers[number] as number[]).push(person);
    return number;
  }

  remove(number: number, person: number): void {
    const bearers = this.#bearers[number] ?? [];
    takeOut(bearers, person);
    const part = this.#parts[number];
    if (bearers.length > 0 || part === undefined) return;
    const name = nameOf(part);
    this.#numbers.delete(name);
    this.#near.removed(name);
    this.#parts[number] = undefined;
    if (takeOut(this.#byKey.get(part.key) ?? [], number)) this.#byKey.delete(part.key);
    this.#treeOf(part).delete(part);
    this.#initials.delete(number);
    this.#free.push(number);
  }

  /** For one question this person bears the part no more, though it stays; `show` takes it back. */
  hide(number: number, person: number): void {
    takeOut(this.#bearers[number] ?? [], person);
  }

  show(number: number, person: number): void {
    this.#bearers[number]?.push(person);
  }

  #treeOf(part: NamePart): SoundTrie {
    return part.sparse ? this.#trees.sparse : this.#trees.full;
  }

  /**
   * @param part as asked for
   * @param people in the pool
   * @returns every part of the pool that may be the same, with what that says
   */
  likenesses(part: NamePart, people: number): Map<number, number> {
    if (isInitial(part)) return this.#weighed(this.#beginningLike(part), part, people);
    const near = [...this.#near.of(part, this.#numbers.has(nameOf(part)))];
    for (const number of this.#initials) {
      const initial = this.partOf(number);
      if (beginsAlike(part, initial)) near.push({ number, part: initial, distance: -1 });
    }
    return this.#weighed(near, part, people);
  }

  #beginningLike({ sounds: [asked = 0] }: NamePart): { number: number; distance: number }[] {
    const near: { number: number; distance: number }[] = [];
    for (const tree of [this.#trees.sparse, this.#trees.full]) {
      tree.beginning(
        (sound) => soundsAlike(sound, asked),
        (number) => near.push({ number, distance: -1 }),
      );
    }
    return near;
  }

  #searched(part: NamePart): Near[] {
    const near: Near[] = [];
    const tell = (number: number, distance: number): void => {
      if (!this.#initials.has(number)) near.push({ number, part: this.partOf(number), distance });
    };
    this.#trees.sparse.search(part, tell);
    this.#trees.full.search(part, tell);
    return near;
  }

  /** @throws RangeError for a number that no part has */
  partOf(number: number): NamePart {
    const part = this.#parts[number];
    if (part === undefined) throw new RangeError(`No part has the number ${number}`);
    return part;
  }

  /** What it says that two parts of one name, written as `whole`, are this part of the pool; 0: they are not. */
  asOne(whole: NamePart, number: number, people: number): number {
    return this.#worthOf(whole, this.partOf(number), number, people);
  }

  /** What it says that two parts of somebody in the pool, written as one, are this part. */
  asTwo(part: NamePart, first: number, second: number, people: number): number {
    const [one, other] = [this.partOf(first), this.partOf(second)];
    const long = one.sounds.length + other.sounds.length;
    if (one.sounds.length < 2 || other.sounds.length < 2 || differ(long, part.sounds.length))
      return 0;
    const rarer = this.bearersOf(first).length < this.bearersOf(second).length ? first : second;
    return this.#worthOf(joinParts(one, other), part, rarer, people);
  }

  #worthOf(one: NamePart, other: NamePart, counted: number, people: number): number {
    if (differ(one.sounds.length, other.sounds.length)) return 0;
    const distance = apart(one, other);
    if (distance === TOO_FAR) return 0;
    const expected = TRUST * 2 ** -bitsOf(other.key);
    const share = (this.bearersOf(counted).length + expected) / (people + TRUST);
    return Math.max(
      0,
      Math.round(-Math.log2(Math.min(1, share)) * POINTS - 2 * WEIGHTS.slip * distance),
    );
  }

  /** The same among parts with the same consonants only: for forms of a name and for names taken apart. */
  likeByKey(part: NamePart, people: number, most: number): Map<number, number> {
    const near: { number: number; distance: number }[] = [];
    for (const number of this.#byKey.get(part.key) ?? []) {
      const distance = apart(part, this.#parts[number] as NamePart);
      if (distance <= most) near.push({ number, distance });
    }
    return this.#weighed(near, part, people);
  }

  /** A likeness says as much as it is rare in this pool to be at least as like. */
  #weighed(
    near: readonly { number: number; distance: number }[],
    { key, sparse }: NamePart,
    people: number,
  ): Map<number, number> {
    const within = new Float64Array(BUCKETS);
    for (const { number, distance } of near) {
      if (distance >= 0)
        within[distance] = (within[distance] as number) + this.bearersOf(number).length;
    }
    for (let at = 1; at < BUCKETS; at++)
      within[at] = (within[at] as number) + (within[at - 1] as number);
    const expected = TRUST * 2 ** -bitsOf(key);
    const worth = new Map<number, number>();
    for (const { number, distance } of near) {
      if (distance < 0) {
        worth.set(number, INITIAL);
        continue;
      }
      const share = ((within[distance] as number) + expected) / (people + TRUST);
      const slip = sparse && this.partOf(number).sparse ? WEIGHTS.slipBare : WEIGHTS.slip;
      const points = Math.round(-Math.log2(Math.min(1, share)) * POINTS - slip * distance);
      if (points > 0) worth.set(number, points);
    }
    return worth;
  }
}

const differ = (one: number, other: number): boolean => Math.abs(one - other) > 5;
function listed<Key>(lists: Map<Key, number[]>, key: Key): number[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  return list;
}

/** @returns whether the list is empty now */
function takeOut(list: number[], value: number): boolean {
  const at = list.indexOf(value);
  const last = list.pop();
  if (at >= 0 && at < list.length && last !== undefined) list[at] = last;
  return list.length === 0;
}
