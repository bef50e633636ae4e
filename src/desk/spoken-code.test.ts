import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpokenCode, spokenCode, spokenGroups } from './spoken-code.ts';

const values = fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 10, maxLength: 10 });
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('a code is read back however it is written', () => {
  fc.assert(
    fc.property(values, (given) => {
      const code = spokenCode(given);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{11}$/);
      expect(readSpokenCode(spokenGroups(code).toLowerCase())).toBe(code);
      expect(readSpokenCode(code.replace(/0/g, 'o').replace(/1/g, 'l'))).toBe(code);
    }),
  );
});

test('every single wrong sign is found', () => {
  fc.assert(
    fc.property(values, fc.nat(10), fc.nat(31), (given, at, other) => {
      const code = spokenCode(given);
      const wrong = code.slice(0, at) + (SIGNS[other] ?? '') + code.slice(at + 1);
      expect(readSpokenCode(wrong)).toBe(wrong === code ? code : undefined);
    }),
  );
});

test('two neighbours changed about are found', () => {
  fc.assert(
    fc.property(values, fc.nat(9), (given, at) => {
      const code = spokenCode(given);
      const [a = '', b = ''] = [code[at], code[at + 1]];
      const wrong = code.slice(0, at) + b + a + code.slice(at + 2);
      expect(readSpokenCode(wrong)).toBe(wrong === code ? code : undefined);
    }),
  );
});

test('other lengths and values are no code', () => {
  expect(readSpokenCode('')).toBeUndefined();
  expect(readSpokenCode('0000000000')).toBeUndefined();
  expect(() => spokenCode([32, 0, 0, 0, 0, 0, 0, 0, 0, 0])).toThrow(RangeError);
});
