import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { descendWithUnits, packed, type UnitsDescent } from './descend-units.ts';
import { descend, type Descent, type Example, sumUp, toChances } from './descend.ts';
import { random } from './random.ts';
import { rounded } from './rounded.ts';
import { MOST, MOST_OF_TWO, readInTwos, writtenInTwos } from './signs.ts';
import { slotOf, TraitList } from './traits.ts';
import { feel, inSteps, type Units } from './units.ts';

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

describe('units', () => {
  const DESCENT_OF_UNITS: UnitsDescent = {
    slots: 16,
    rounds: 60,
    seed: 1,
    least: 1,
    decay: 1e-6,
    hidden: 0,
    units: 8,
    bits: 4,
  };
  const felt = (slot: number) => ({ slot, size: 0.7, felt: true });
  /** One of two, but not both: no sum of weights can say it. */
  const EITHER = [
    { traits: [felt(0), felt(2)], is: 0 },
    { traits: [felt(1), felt(2)], is: 1 },
    { traits: [felt(0), felt(3)], is: 1 },
    { traits: [felt(1), felt(3)], is: 0 },
  ] as const;
  const either = Array.from({ length: 40 }, () =>
    EITHER.map(({ traits, is }) => packed(traits, { is, weight: 1 })),
  ).flat();

  test('learn what traits mean together and none of them alone, and keep it in few steps', () => {
    const { weights, bias, units } = descendWithUnits(either, DESCENT_OF_UNITS);
    for (const { traits, is } of EITHER) {
      const alone = traits.reduce((sum, { slot, size }) => sum + (weights[slot] ?? 0) * size, 0);
      for (const kept of [units, inSteps(units, MOST_OF_TWO)]) {
        const sum = (bias[0] ?? 0) + alone + feel(kept, traits).sum;
        expect(sum > 0 ? 1 : 0).toBe(is);
      }
    }
  });

  test('learn the same from the same examples, with hidden traits too', () => {
    const half = { ...DESCENT_OF_UNITS, hidden: 0.5, rounds: 3 };
    expect(descendWithUnits(either, half)).toEqual(descendWithUnits(either, half));
    const rare = packed([felt(9)], { is: 1, weight: 1 });
    const { weights } = descendWithUnits([...either, rare], { ...half, least: 2 });
    expect(weights[9]).toBe(0);
  });

  const units = fc
    .record({
      vectors: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 12, maxLength: 12 }),
      out: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }),
    })
    .map(({ vectors, out }): Units => {
      const all = Int8Array.from(vectors);
      const bias = new Float64Array(3);
      return { count: 3, bits: 2, vectors: all, step: 0.5, bias, out: Float64Array.from(out) };
    });
  const traits = fc.array(
    fc.record({ slot: fc.nat(63), size: fc.constantFrom(0.25, 0.5, 1), felt: fc.boolean() }),
  );

  test('say what each trait has of the answer, and nothing of one that is not felt', () => {
    fc.assert(
      fc.property(units, traits, (some, all) => {
        const { sum, shares } = feel(some, all);
        expect(shares.reduce((total, one) => total + one, 0)).toBeCloseTo(sum, 9);
        for (const [i, one] of all.entries()) if (!one.felt) expect(shares[i]).toBe(0);
        expect(
          feel(
            some,
            all.filter((one) => one.felt),
          ).sum,
        ).toBe(sum);
      }),
    );
  });

  test('are written two numbers a sign, and read as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -MOST_OF_TWO, max: MOST_OF_TWO })), (numbers) => {
        const all = Int8Array.from(numbers);
        const signs = writtenInTwos(all);
        expect(signs.length).toBe(Math.ceil(all.length / 2));
        expect(readInTwos(signs, all.length)).toEqual(all);
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.nat(50), (signs, many) => {
        const all = readInTwos(signs, many);
        expect(all.length).toBe(many);
        expect(all.every((one) => Math.abs(one) <= MOST_OF_TWO)).toBe(true);
      }),
    );
  });
});
