import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase45, toBase45 } from './base45.ts';

it('is that of RFC 9285, sections 4.3 and 4.4', () => {
  for (const [plain, text] of [
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ] as const) {
    expect(toBase45(Buffer.from(plain))).toBe(text);
    expect(String(fromBase45(text))).toBe(plain);
  }
});

it('refuses what no bytes would give (RFC 9285, section 6)', () => {
  for (const text of ['GGW', ':::', 'A', 'ABCD', 'a00', '::', 'BB8_'])
    expect(fromBase45(text), text).toBeUndefined();
  expect(fromBase45('FGW')).toEqual(Buffer.of(255, 255));
});

it('gives all bytes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(fromBase45(toBase45(bytes))).toEqual(Buffer.from(bytes));
    }),
  );
});
