import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockText, readClock, tick, witness } from './clock.ts';

const anyClock = fc.record({
  ms: fc.integer({ min: 0, max: 2 ** 47 }),
  count: fc.integer({ min: 0, max: 0xffff }),
  device: fc.constantFrom('0000000a', 'ffffffff'),
});

test('the text sorts as the clock does, and can be read back', () => {
  fc.assert(
    fc.property(anyClock, anyClock, (a, b) => {
      expect(readClock(clockText(a))).toEqual(a);
      const order = a.ms - b.ms || a.count - b.count;
      if (order !== 0) expect(clockText(a) < clockText(b)).toBe(order < 0);
    }),
  );
  expect(() => readClock('yesterday')).toThrow(RangeError);
});

test('a clock never goes back, whatever the wall clock does and whoever was heard', () => {
  fc.assert(
    fc.property(anyClock, anyClock, fc.integer({ min: 0, max: 2 ** 47 }), (mine, seen, wall) => {
      const [next, after] = [tick(mine, wall), witness(mine, seen, wall)];
      expect(clockText(next) > clockText(mine)).toBe(true);
      expect(clockText(after).slice(0, 17) > clockText(seen).slice(0, 17)).toBe(true);
      expect(after.device).toBe(mine.device);
    }),
  );
});
