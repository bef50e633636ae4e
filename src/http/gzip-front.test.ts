import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GzipFront } from './gzip-front.ts';

const text = fc.string({ unit: 'binary', maxLength: 400 }).map((part) => part.replace(/\0/g, ''));
const long = fc.tuple(text, fc.nat(200)).map(([part, times]) => part.repeat(times));

test('a page behind a shared front unpacks to front and page', () => {
  fc.assert(
    fc.property(long, long, (front, rest) => {
      const packed = new GzipFront(front).pack(rest);
      expect(gunzipSync(packed).equals(Buffer.from(front + rest))).toBe(true);
    }),
  );
});

test('a gap takes any text of its length, again and again', () => {
  fc.assert(
    fc.property(
      long,
      long,
      long,
      fc.array(fc.stringMatching(/^[ -~]{36}$/), { minLength: 1, maxLength: 3 }),
      (front, before, after, fillings) => {
        const page = new GzipFront(front).packAround(before, 36, after);
        for (const filling of fillings) {
          const whole = Buffer.from(front + before + filling + after);
          expect(gunzipSync(page(filling)).equals(whole)).toBe(true);
        }
      },
    ),
  );
  expect(() => new GzipFront('').packAround('', 36, '')('short')).toThrow(RangeError);
});

test('what follows is packed against the front', () => {
  const front = Array.from({ length: 300 }, (_, n) => `rule-${String((n * 7919) % 1000)}`).join();
  const alone = new GzipFront(front).pack('').length;
  expect(new GzipFront(front).pack(front).length - alone).toBeLessThan(40);
});
