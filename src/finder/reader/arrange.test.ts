import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kitchen } from '../kitchen.ts';
import { buildPack, type Layer } from '../pack.ts';
import { codeAt } from '../rows.ts';
import { TEST_NOW } from '../testing.ts';
import { MOVED, textBand, type TextHits } from '../text-hits.ts';
import { arrange } from './arrange.ts';

const NEEDS = ['health.doctor', 'food.meal', 'law.advice', 'water.shower'] as const;
const [SOONER, AS_FOUND, LATER] = [1, 2, 3] as const;

/** Records with these needs, all of them found by one of two words. */
function found(offers: readonly (readonly string[])[]): {
  layers: readonly Layer[];
  hits: TextHits;
} {
  const { layers } = buildPack(
    offers.map((needs, n) => kitchen({ code: String(100 + n), needs })),
    { now: TEST_NOW, territory: 'test', labels: {} },
  );
  const count = offers.length;
  const bits = new Uint32Array(Math.ceil(count / 32)).fill(-1);
  return {
    layers,
    hits: { bits, any: new Uint16Array(count).fill(1), name: new Uint16Array(count), full: 3 },
  };
}

test('the ten records that weigh most come first: an independent count agrees', () => {
  fc.assert(
    fc.property(
      fc.array(fc.subarray([...NEEDS]), { minLength: 1, maxLength: 70 }),
      fc.array(fc.integer({ min: 1, max: 1000 }), {
        minLength: NEEDS.length,
        maxLength: NEEDS.length,
      }),
      (offers, chances) => {
        const { layers, hits } = found(offers);
        const likely = NEEDS.map((need, n) => ({ need, weight: (chances[n] as number) / 1000 }));
        arrange(likely, layers, [hits]);
        const weigh = (needs: readonly string[]): number =>
          likely.reduce((sum, { need, weight }) => {
            const several = offers.filter((other) => other.includes(need)).length;
            return needs.includes(need) ? sum + weight / Math.min(10, several) : sum;
          }, 0);
        const order = offers
          .filter((needs) => needs.length > 0)
          .map(weigh)
          .sort((a, b) => b - a);
        const tenth = order[Math.min(9, order.length - 1)] ?? 0;
        const { segment } = layers[0] as Layer;
        for (let id = 0; id < segment.count; id++) {
          const needs = offers[codeAt(segment.rows, id) - 100] as readonly string[];
          const weight = weigh(needs);
          const close = Math.abs(weight - tenth) < 1e-9;
          const band = needs.length === 0 || close ? AS_FOUND : weight > tenth ? SOONER : LATER;
          expect(textBand(hits, id)).toBe(band);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('a name stays first, and a need that few offer has room beside one that many do', () => {
  const { layers, hits } = found([
    ...Array.from({ length: 12 }, () => ['health.doctor']),
    ['law.advice'],
    ['food.meal'],
  ]);
  const { segment } = layers[0] as Layer;
  const idOf = (code: number): number =>
    Array.from({ length: segment.count }, (_, id) => id).find(
      (id) => codeAt(segment.rows, id) === code,
    ) as number;
  hits.name[idOf(113)] = hits.full;
  arrange(
    [
      { need: 'health.doctor', weight: 0.6 },
      { need: 'law.advice', weight: 0.2 },
      { need: 'food.meal', weight: 0.01 },
    ],
    layers,
    [hits],
  );
  expect(textBand(hits, idOf(112))).toBe(SOONER);
  expect(textBand(hits, idOf(100))).toBe(AS_FOUND);
  expect(textBand(hits, idOf(113))).toBe(0);
});

test('whose very name was typed stays first, whichever of its needs is likelier', () => {
  for (const moved of [0, MOVED])
    for (const late of [0, MOVED]) {
      if (moved !== 0 && late !== 0) continue;
      const hits: TextHits = {
        bits: new Uint32Array([1]),
        any: new Uint16Array([3 | late]),
        name: new Uint16Array([3 | moved]),
        full: 3,
      };
      expect(textBand(hits, 0)).toBe(0);
    }
});

test('all words without the need that was named are no name of it', () => {
  const both = 3 | MOVED;
  const hits: TextHits = {
    bits: new Uint32Array([1]),
    any: new Uint16Array([both]),
    name: new Uint16Array([both]),
    full: 3,
  };
  expect(textBand(hits, 0)).toBe(2);
});
