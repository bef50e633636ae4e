import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apart, MOST_APART } from './name-distance.ts';
import { partOf } from './name-parts.ts';
import { JOINS, SOUNDS, SYMBOLS } from './name-sounds.ts';
import { SoundTrie } from './name-trie.ts';

const few = Array.from('hmdskxtn', (sound) => SOUNDS.indexOf(sound)).concat(
  Array.from("aiuWY'ngtsX", (sound) => SOUNDS.indexOf(sound)),
);
const sounds = fc.array(fc.constantFrom(...few), { minLength: 1, maxLength: 9 });
const any = fc.array(fc.nat({ max: SOUNDS.length }), { minLength: 1, maxLength: 9 });

it.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])('finds what measuring every part would find (sparse: %s, asked sparse: %s)', (held, asked) => {
  const script = (sparse: boolean): 'abjad' | 'full' => (sparse ? 'abjad' : 'full');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(sounds, any), { minLength: 1, maxLength: 60, selector: String }),
      fc.oneof(sounds, any),
      fc.constantFrom(MOST_APART, 20, 6, 0),
      (rows, row, most) => {
        const parts = rows.map((ids) => partOf(Uint8Array.from(ids), script(held)));
        const part = partOf(Uint8Array.from(row), script(asked));
        const trie = new SoundTrie(held);
        for (const [number, one] of parts.entries()) trie.set(one, number);
        trie.delete(parts[0] as (typeof parts)[0]);
        const found = new Map<number, number>();
        trie.search(part, (number, distance) => found.set(number, distance), most);
        const expected = new Map(
          parts
            .map((one, number) => [number, apart(part, one)] as const)
            .filter(([number, distance]) => number > 0 && distance <= most),
        );
        expect(new Map([...found].toSorted())).toEqual(new Map([...expected].toSorted()));
      },
    ),
    { numRuns: 300 },
  );
});

it('finds every pair of sounds that is written for one, whichever side has the two', () => {
  const around = Array.from('mtn', (sound) => SOUNDS.indexOf(sound));
  for (const join of JOINS.keys()) {
    const [one, second] = [join % SYMBOLS, Math.floor(join / SYMBOLS) % SYMBOLS];
    const first = Math.floor(join / SYMBOLS / SYMBOLS);
    const [short, long] = [[one], [first, second]].map((ids) =>
      partOf(Uint8Array.from([...around, ...ids, ...around]), 'full'),
    ) as [ReturnType<typeof partOf>, ReturnType<typeof partOf>];
    for (const [held, asked] of [[short, long] as const, [long, short] as const]) {
      const trie = new SoundTrie(false);
      trie.set(held, 7);
      const found: number[] = [];
      trie.search(asked, (_, distance) => found.push(distance));
      expect(found).toEqual([apart(asked, held)]);
    }
  }
});

it('keeps no more than what is there needs, whoever came and went', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(sounds, { minLength: 4, maxLength: 60, selector: String }),
      fc.array(fc.nat(), { maxLength: 80 }),
      (rows, turns) => {
        const parts = rows.map((ids) => partOf(Uint8Array.from(ids), 'full'));
        const trie = new SoundTrie(false);
        const here = new Set<number>();
        for (const turn of turns) {
          const at = turn % parts.length;
          const part = parts[at] as (typeof parts)[0];
          if (here.delete(at)) trie.delete(part);
          else {
            here.add(at);
            trie.set(part, at);
          }
        }
        const begun = new Set([...here].flatMap((at) => beginnings(rows[at] ?? [])));
        expect(trie.size).toBe(begun.size);
        const asked = parts[0] as (typeof parts)[0];
        const found = new Set<number>();
        trie.search(asked, (number) => found.add(number));
        const alike = [...here].filter(
          (at) => apart(asked, parts[at] as (typeof parts)[0]) <= MOST_APART,
        );
        expect(found).toEqual(new Set(alike));
      },
    ),
    { numRuns: 300 },
  );
});

const beginnings = (ids: readonly number[]): string[] =>
  ids.map((_, at) => ids.slice(0, at + 1).join());
