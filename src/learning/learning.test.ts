import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { descend, type Descent, type Example, sumUp, toChances } from './descend.ts';
import { random } from './random.ts';
import { rounded } from './rounded.ts';
import { MOST } from './signs.ts';
import { slotOf, TraitList } from './traits.ts';

const DESCENT: Descent = {
  slots: 16,
  questions: 3,
  rounds: 30,
  seed: 1,
  least: 1,
  decay: 1e-6,
  flat: 0,
};
const example = (slot: number, right: number): Example => ({
  traits: [{ slot, size: 1 }],
  is: [0, 1, 2].map((question) => (question === right ? 1 : 0)),
  weight: 1,
});
const EXAMPLES = Array.from({ length: 60 }, (_, i) => example(i % 3, i % 3));

describe('descent', () => {
  test('finds which question each trait answers', () => {
    const learned = descend(EXAMPLES, DESCENT);
    for (const right of [0, 1, 2]) {
      const chances = new Float64Array(3);
      sumUp(chances, learned, [{ slot: right, size: 1 }]);
      toChances(chances);
      expect(chances[right]).toBeGreaterThan(0.9);
      expect(chances.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
    }
  });

  test('finds yes and no of one question', () => {
    const yesNo = EXAMPLES.map(({ traits }, i) => ({
      traits,
      is: [i % 3 === 0 ? 1 : 0],
      weight: 1,
    }));
    const learned = descend(yesNo, { ...DESCENT, questions: 1 });
    const chance = (slot: number): number => {
      const chances = new Float64Array(1);
      sumUp(chances, learned, [{ slot, size: 1 }]);
      toChances(chances);
      return chances[0] as number;
    };
    expect(chance(0)).toBeGreaterThan(0.9);
    expect(chance(1)).toBeLessThan(0.1);
  });

  test('learns the same from the same examples, and nothing of a trait that is too rare', () => {
    expect(descend(EXAMPLES, DESCENT)).toEqual(descend(EXAMPLES, DESCENT));
    const { weights } = descend([...EXAMPLES, example(9, 1)], { ...DESCENT, least: 2 });
    expect(weights.slice(27, 30)).toEqual(new Float64Array(3));
  });
});

test('a file keeps the largest weights only, and their signs', () => {
  const weights = Float64Array.from([0.5, -2, 0.001, 0, 1]);
  const { step, steps } = rounded(weights, 3);
  expect([...steps].map(Math.sign)).toEqual([1, -1, 0, 0, 1]);
  for (const [i, kept] of steps.entries())
    if (kept !== 0) expect(kept * step).toBeCloseTo(weights[i] as number, 1);
  expect(Math.max(...steps.map(Math.abs))).toBe(MOST);
});

test('traits in one slot are added up, and all together have the length 1', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      (names, bits) => {
        const list = new TraitList(bits);
        for (const name of names) list.put(name, 1, [0]);
        const traits = list.finish();
        expect(new Set(traits.map(({ slot }) => slot)).size).toBe(traits.length);
        expect(traits.reduce((sum, { size }) => sum + size * size, 0)).toBeCloseTo(1, 9);
        for (const { slot } of traits) expect(slot).toBeLessThan(2 ** bits);
        expect(slotOf(names[0] as string, bits)).toBe(slotOf(names[0] as string, bits));
      },
    ),
  );
});

test('chance repeats itself and fills its room evenly', () => {
  const next = random(5);
  const drawn = Array.from({ length: 4_000 }, next);
  const again = random(5);
  expect(drawn.map(() => again())).toEqual(drawn);
  for (let part = 0; part < 4; part++)
    expect(drawn.filter((one) => Math.floor(one * 4) === part).length).toBeGreaterThan(900);
});
