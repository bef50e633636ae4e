import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Best } from './best.ts';
import { LOWER_SPAN, lowerKey, tieOf, upperKey } from './rank.ts';

const entry = fc.record({ key: fc.nat(20), code: fc.nat(1000) });

describe('Best', () => {
  it('keeps what sorting all would put first, after what was shown before', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ code }) => code }),
        fc.integer({ min: 1, max: 12 }),
        fc.option(entry, { nil: undefined }),
        (entries, most, after) => {
          const best = new Best(most, after?.key, after?.code);
          for (const { key, code } of entries) best.offer(key, code, code % 3, code * 2);
          const plain = entries
            .filter(
              ({ key, code }) =>
                after === undefined || key > after.key || (key === after.key && code > after.code),
            )
            .sort((a, b) => a.key - b.key || a.code - b.code)
            .slice(0, most)
            .map(({ key, code }) => ({ key, code, layer: code % 3, id: code * 2 }));
          expect(best.sorted()).toEqual(plain);
        },
      ),
    );
  });

  it('takes anything until it is full, then tells the key that must be beaten', () => {
    const best = new Best(2);
    best.offer(5, 1, 0, 0);
    expect(best.worst).toBe(Number.POSITIVE_INFINITY);
    best.offer(7, 2, 0, 0);
    expect(best.worst).toBe(7);
    best.offer(1, 3, 0, 0);
    expect(best.worst).toBe(5);
  });
});

describe('the ranking key', () => {
  const field = fc.tuple(
    fc.nat(4),
    fc.nat(9),
    fc.nat(2),
    fc.nat(2),
    fc.nat(1),
    fc.nat(3),
    fc.nat(1),
  );

  it('orders by ring, unknown wishes, text, hours, overdue, language, being checked', () => {
    fc.assert(
      fc.property(field, field, (a, b) => {
        const capped = (values: typeof a): number[] =>
          values.map((v, i) => (i === 1 ? Math.min(7, v) : v));
        const first = capped(a).findIndex((value, i) => value !== capped(b)[i]);
        const plain = first < 0 ? 0 : (capped(a)[first] as number) - (capped(b)[first] as number);
        expect(Math.sign(upperKey(...a) - upperKey(...b))).toBe(Math.sign(plain));
      }),
    );
  });

  it('never lets distance or tie outweigh what stands above', () => {
    for (let code = 0; code < 1000; code++) {
      expect(lowerKey(255, tieOf(code, 20_000))).toBeLessThan(LOWER_SPAN);
      expect(upperKey(1, 2, 0, 0, 0, 0, 0) % LOWER_SPAN).toBe(0);
    }
  });

  it('shuffles equals anew every day', () => {
    const codes = Array.from({ length: 200 }, (_, i) => i * 10 + 3);
    const order = (day: number): string =>
      codes
        .slice()
        .sort((a, b) => tieOf(a, day) - tieOf(b, day))
        .join();
    expect(order(20_000)).not.toBe(order(20_001));
    const first = new Set(Array.from({ length: 60 }, (_, i) => order(20_000 + i).split(',')[0]));
    expect(first.size).toBeGreaterThan(25);
  });
});
