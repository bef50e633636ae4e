import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENVELOPE_OVERHEAD, keyVersionOf, openField, sealField } from './envelope.ts';

const place = { column: 'ident.person.name', rowId: '0190c1d2-0000-7000-8000-000000000001' };

test('what is sealed opens in its place, whatever its length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 65_535 }),
      (bytes, version) => {
        const key = randomBytes(32);
        const plain = Buffer.from(bytes);
        const sealed = sealField(key, version, place, plain);
        expect(sealed.length).toBe(plain.length + ENVELOPE_OVERHEAD);
        expect(keyVersionOf(sealed)).toBe(version);
        expect(openField(key, place, sealed)).toEqual(plain);
      },
    ),
  );
});

test('the same value sealed twice shows nothing in common', () => {
  const key = randomBytes(32);
  const [a, b] = [1, 2].map(() => sealField(key, 1, place, Buffer.from('Amina')));
  expect(a?.subarray(3)).not.toEqual(b?.subarray(3));
});

test('10,000 mutants never open: moved, cut, lengthened, with a bit turned, under another key', () => {
  const key = randomBytes(32);
  const plain = Buffer.from('آمنة, +962 7 9000 0000');
  const sealed = sealField(key, 7, place, plain);
  expect(openField(key, place, sealed)).toEqual(plain);
  const kinds: ((n: number) => Buffer | undefined)[] = [
    (n) => {
      const bit = n % (sealed.length * 8);
      const copy = Buffer.from(sealed);
      copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
      return openField(key, place, copy);
    },
    (n) => openField(key, place, sealed.subarray(0, n % sealed.length)),
    (n) => openField(key, place, sealed.subarray(1 + (n % (sealed.length - 1)))),
    (n) => openField(key, place, Buffer.concat([sealed, randomBytes(1 + (n % 40))])),
    (n) => openField(key, { ...place, rowId: place.rowId.slice(0, -4) + String(1000 + n) }, sealed),
    (n) => openField(key, { ...place, column: `ident.person.name${n}` }, sealed),
    () => openField(randomBytes(32), place, sealed),
    () => openField(key, place, sealField(randomBytes(32), 7, place, plain)),
    (n) => {
      // Two envelopes of the same place, spliced: head of one, tail of the other.
      const other = sealField(key, 7, place, Buffer.from('x'.repeat(plain.length)));
      const cut = 4 + (n % (sealed.length - 5));
      const spliced = Buffer.concat([other.subarray(0, cut), sealed.subarray(cut)]);
      // Cut so near an end that what differs may be equal by chance, it is no mutant but one of the two.
      if (spliced.equals(sealed) || spliced.equals(other)) return undefined;
      return openField(key, place, spliced);
    },
  ];
  let opened = 0;
  for (let n = 0; n < 10_000; n++) if (kinds[n % kinds.length]?.(n)) opened++;
  expect(opened).toBe(0);
});

test('a place that is no place and a version that is none are refused by name', () => {
  const key = randomBytes(32);
  expect(() => sealField(key, 0, place, Buffer.alloc(1))).toThrow('key version');
  expect(() => sealField(key, 1, { ...place, column: 'name' }, Buffer.alloc(1))).toThrow(
    'schema.table.column',
  );
  expect(() => sealField(key, 1, { ...place, rowId: 'a|b' }, Buffer.alloc(1))).toThrow(
    'id of its row',
  );
});
