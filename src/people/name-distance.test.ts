import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distance, hardlyAlike, TOO_FAR } from './name-distance.ts';
import { type NamePart, partOf } from './name-parts.ts';
import { COST, idOfSound, JOINS, OMITTED, OMITTED_BY_ABJAD, SYMBOLS } from './name-sounds.ts';

const part = (sounds: string, sparse = false): NamePart =>
  partOf(Uint8Array.from(sounds, idOfSound), sparse ? 'abjad' : 'full');

/** The definition, read from the beginnings: the cheapest of all ways to undo the last step. */
function defined(a: NamePart, b: NamePart): number {
  const out = (one: NamePart, other: NamePart): Uint8Array =>
    other.sparse && !one.sparse ? OMITTED_BY_ABJAD : OMITTED;
  const known = new Map<string, number>();
  const from = (i: number, j: number): number => {
    const name = `${i} ${j}`;
    const so = known.get(name);
    if (so !== undefined) return so;
    const [x, w] = [a.sounds[i - 1] ?? -1, a.sounds[i - 2] ?? -1];
    const [y, v] = [b.sounds[j - 1] ?? -1, b.sounds[j - 2] ?? -1];
    const ways = i + j === 0 ? [0] : [];
    if (i > 0) ways.push(from(i - 1, j) + (out(a, b)[x] ?? 0));
    if (j > 0) ways.push(from(i, j - 1) + (out(b, a)[y] ?? 0));
    if (i > 0 && j > 0) ways.push(from(i - 1, j - 1) + (COST[x * SYMBOLS + y] ?? 0));
    if (i > 1 && j > 1 && w === y && v === x && w !== x) ways.push(from(i - 2, j - 2) + 9);
    const two = JOINS.get((v * SYMBOLS + y) * SYMBOLS + x);
    if (i > 0 && j > 1 && two !== undefined) ways.push(from(i - 1, j - 2) + two);
    const one = JOINS.get((w * SYMBOLS + x) * SYMBOLS + y);
    if (i > 1 && j > 0 && one !== undefined) ways.push(from(i - 2, j - 1) + one);
    const least = Math.min(...ways);
    known.set(name, least);
    return least;
  };
  return from(a.sounds.length, b.sounds.length);
}

it('is the cheapest of all ways from one part to the other, or farther than asked', () => {
  const sound = fc.constantFrom(...'mdskhtnaiWY');
  const sounds = fc.array(sound, { minLength: 1, maxLength: 7 }).map((all) => all.join(''));
  fc.assert(
    fc.property(sounds, fc.boolean(), sounds, fc.boolean(), fc.nat(120), (a, as, b, bs, bound) => {
      const [one, other] = [part(a, as), part(b, bs)];
      const right = defined(one, other);
      expect(distance(one, other, bound)).toBe(right > bound ? TOO_FAR : right);
    }),
    { numRuns: 600 },
  );
});

it('knows a slip in a short part from another part', () => {
  expect(hardlyAlike(part('rami'), part('rai'))).toBeCloseTo(20 / 42, 1);
  expect(hardlyAlike(part('rami'), part('jamal'))).toBeUndefined();
});
