import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart, TOO_FAR } from './name-distance.ts';
import { nameOf, NearParts, type Near } from './name-near.ts';
import { type NamePart, partOf } from './name-parts.ts';
import { idOfSound } from './name-sounds.ts';

/** A pool that compares with every part. */
function poolOf(): {
  near: NearParts;
  held: Map<number, NamePart>;
  search: (part: NamePart) => Near[];
} {
  const held = new Map<number, NamePart>();
  const search = (part: NamePart): Near[] =>
    [...held].flatMap(([number, other]) => {
      const distance = apart(part, other);
      return distance === TOO_FAR ? [] : [{ number, part: other, distance }];
    });
  return {
    held,
    search,
    near: new NearParts({ search, has: ({ number, part }) => held.get(number) === part }),
  };
}
const sorted = (near: readonly Near[]): (readonly [number, number])[] =>
  near
    .map(({ number, distance }) => [number, distance] as const)
    .toSorted(([one], [other]) => one - other);

const words = [
  'mahmud',
  'muhamad',
  'mhmd',
  'hamid',
  'ahmad',
  'sara',
  'zara',
  'sarah',
  'tesfai',
  'tasfay',
  'hmd',
  'omar',
];
const parts = words.map((word) =>
  partOf(Uint8Array.from(word, idOfSound), /[aeiou]/.test(word) ? 'full' : 'abjad'),
);
const step = fc.record({
  what: fc.constantFrom('ask', 'ask', 'come', 'go'),
  which: fc.nat({ max: parts.length - 1 }),
});

it('remembers what a new search would find, whoever came and went between', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { near, held, search } = poolOf();
      const numbers = new Map<number, number>();
      const free: number[] = [];
      for (const { what, which } of steps) {
        const part = parts[which] as NamePart;
        const number = numbers.get(which);
        if (what === 'come' && number === undefined) {
          const given = free.pop() ?? held.size + free.length;
          held.set(given, part);
          numbers.set(which, given);
          near.added(nameOf(part), part, given);
        } else if (what === 'go' && number !== undefined) {
          held.delete(number);
          numbers.delete(which);
          free.push(number);
          near.removed(nameOf(part));
        } else if (what === 'ask')
          expect(sorted(near.of(part, number !== undefined))).toEqual(sorted(search(part)));
      }
      for (const [which, part] of parts.entries())
        expect(sorted(near.of(part, numbers.has(which)))).toEqual(sorted(search(part)));
    }),
    { numRuns: 500 },
  );
});

it('forgets when many come at once, and asks anew', () => {
  const { near, held, search } = poolOf();
  const asked = parts[0] as NamePart;
  expect(near.of(asked, false)).toEqual([]);
  for (let number = 0; number < 300; number++) {
    const part = partOf(Uint8Array.from(`mahmud${'rlnkt'.charAt(number % 5)}`, idOfSound), 'full');
    held.set(number, part);
    near.added(`${nameOf(part)}${number}`, part, number);
  }
  expect(sorted(near.of(asked, false))).toEqual(sorted(search(asked)));
});
