import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GzipFrame } from './gzip-frame.ts';

const text = fc.string({ unit: 'binary', maxLength: 400 }).map((part) => part.replace(/\0/g, ''));
const long = fc.tuple(text, fc.nat(200)).map(([part, times]) => part.repeat(times));

test('a page in a shared frame unpacks to front, middle and back', () => {
  fc.assert(
    fc.property(long, fc.array(long, { minLength: 1, maxLength: 3 }), long, (front, all, back) => {
      const frame = new GzipFrame(front, back);
      for (const middle of all)
        expect(gunzipSync(frame.pack(middle)).equals(Buffer.from(front + middle + back))).toBe(
          true,
        );
    }),
  );
});

test('a gap takes any text of its length, again and again', () => {
  fc.assert(
    fc.property(
      fc.tuple(long, long, long, long),
      fc.array(fc.stringMatching(/^[ -~]{36}$/), { minLength: 1, maxLength: 3 }),
      ([front, before, after, back], fillings) => {
        const page = new GzipFrame(front, back).packAround(before, 36, after);
        for (const filling of fillings) {
          const whole = Buffer.from(front + before + filling + after + back);
          expect(gunzipSync(page(filling)).equals(whole)).toBe(true);
        }
      },
    ),
  );
  expect(() => new GzipFrame('', '').packAround('', 36, '')('short')).toThrow(RangeError);
});

test('what follows a gap is packed against what stands before it', () => {
  const rules = Array.from({ length: 300 }, (_, n) => `rule-${String((n * 7919) % 1000)}`).join();
  const frame = new GzipFrame('', '');
  const gap = 'x'.repeat(36);
  const once = frame.packAround(rules, 36, '')(gap).length;
  expect(frame.packAround(rules, 36, rules)(gap).length - once).toBeLessThan(40);
});
