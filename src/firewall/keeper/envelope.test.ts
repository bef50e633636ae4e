import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENVELOPE_OVERHEAD, formOf, keyVersionOf, openField, sealField } from './envelope.ts';
import { type Form, WRITABLE } from './forms.ts';
import { unwrap, wrap } from './hierarchy.ts';

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

const anyForm = fc.constantFrom(...WRITABLE);

test('every form seals and opens, says which it is, and opens as no other', () => {
  fc.assert(
    fc.property(
      anyForm,
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 65_535 }),
      fc.integer({ min: 0, max: 255 }),
      (form, bytes, version, other) => {
        const key = randomBytes(32);
        const plain = Buffer.from(bytes);
        const sealed = sealField(key, version, place, plain, form);
        expect([formOf(sealed), keyVersionOf(sealed)]).toEqual([form, version]);
        expect(sealed.length).toBe(plain.length + ENVELOPE_OVERHEAD);
        expect(openField(key, place, sealed)).toEqual(plain);
        expect(openField(key, place, sealed, form)).toEqual(plain);
        for (const one of WRITABLE)
          if (one !== form) expect(openField(key, place, sealed, one)).toBeUndefined();
        const renamed = Buffer.from(sealed);
        renamed[0] = other;
        if (other !== form) expect(openField(key, place, renamed)).toBeUndefined();
      },
    ),
  );
});

test('a key wrapped in any form unwraps under its name alone, and never as of another form', () => {
  fc.assert(
    fc.property(
      anyForm,
      fc.string({ minLength: 1 }),
      fc.integer({ min: 0, max: 61 * 8 }),
      (form, name, bit) => {
        const [under, plain] = [randomBytes(32), randomBytes(32)];
        const wrapped = wrap(under, `dek|${name}`, plain, form);
        expect(wrapped).toHaveLength(form === 1 ? 60 : 61);
        expect(unwrap(under, `dek|${name}`, wrapped)).toEqual(plain);
        expect(unwrap(under, `${form}|dek|${name}`, wrapped)).toBeUndefined();
        const body = wrapped.subarray(wrapped.length - 60);
        for (const other of WRITABLE) {
          if (other === form) continue;
          const renamed = other === 1 ? body : Buffer.concat([Buffer.of(other), body]);
          expect(unwrap(under, `dek|${name}`, renamed)).toBeUndefined();
        }
        const turned = Buffer.from(wrapped);
        const at = (bit >> 3) % wrapped.length;
        turned[at] = (turned[at] as number) ^ (1 << (bit & 7));
        expect(unwrap(under, `dek|${name}`, turned)).toBeUndefined();
      },
    ),
  );
});

test('the same value sealed twice shows nothing in common', () => {
  const key = randomBytes(32);
  const [a, b] = [1, 2].map(() => sealField(key, 1, place, Buffer.from('Amina')));
  expect(a?.subarray(3)).not.toEqual(b?.subarray(3));
});

test.each(WRITABLE)(
  '10,000 mutants of form %i never open: moved, cut, lengthened, with a bit turned, under another key',
  (form: Form) => {
    const key = randomBytes(32);
    const plain = Buffer.from('آمنة, +962 7 9000 0000');
    const sealed = sealField(key, 7, place, plain, form);
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
      (n) =>
        openField(key, { ...place, rowId: place.rowId.slice(0, -4) + String(1000 + n) }, sealed),
      (n) => openField(key, { ...place, column: `ident.person.name${n}` }, sealed),
      () => openField(randomBytes(32), place, sealed),
      () => openField(key, place, sealField(randomBytes(32), 7, place, plain, form)),
      (n) => {
        // Two envelopes of the same place, spliced: head of one, tail of the other.
        const other = sealField(key, 7, place, Buffer.from('x'.repeat(plain.length)), form);
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
  },
);

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
