import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openField, sealField } from './envelope.ts';
import { dataKeyName, organisationKey, unwrap, wrap } from './hierarchy.ts';

const place = { column: 'ident.name.sealed', rowId: '1' };

test('with every key of one organisation and the whole database, no field of another opens', () => {
  const epochKey = randomBytes(32);
  const [a, b] = [1, 2].map(() => ({ org: randomUUID(), secret: randomBytes(32) })) as [
    Tenant,
    Tenant,
  ];
  const fields = Array.from({ length: 200 }, () => {
    const row = { epoch: 4, org: b.org, ref: randomBytes(16), store: 'ident', version: 1 };
    const key = randomBytes(32);
    const wrapped = wrap(organisationKey(epochKey, b.secret, b.org, 4), dataKeyName(row), key);
    return { row, wrapped, sealed: sealField(key, 1, place, Buffer.from('Amina')) };
  });
  // The epoch's key, all secrets of A, under every name that A could try.
  const tries = [a.org, b.org].map((org) => organisationKey(epochKey, a.secret, org, 4));
  let open = 0;
  for (const { row, wrapped, sealed } of fields)
    for (const wrapping of tries)
      for (const name of [dataKeyName(row), dataKeyName({ ...row, org: a.org })]) {
        const key = unwrap(wrapping, name, wrapped);
        if (key && openField(key, place, sealed)) open++;
      }
  expect(open).toBe(0);
  // The control: with its own secret every one opens.
  const own = organisationKey(epochKey, b.secret, b.org, 4);
  expect(
    fields.every(({ row, wrapped, sealed }) => {
      const key = unwrap(own, dataKeyName(row), wrapped);
      return key && openField(key, place, sealed)?.toString() === 'Amina';
    }),
  ).toBe(true);
});
type Tenant = { org: string; secret: Buffer };

test('losing either half loses the key: another epoch, another secret, another organisation', () => {
  const [epochKey, secret, org] = [randomBytes(32), randomBytes(32), randomUUID()];
  const key = organisationKey(epochKey, secret, org, 1);
  for (const other of [
    organisationKey(randomBytes(32), secret, org, 1),
    organisationKey(epochKey, randomBytes(32), org, 1),
    organisationKey(epochKey, secret, randomUUID(), 1),
    organisationKey(epochKey, secret, org, 2),
  ])
    expect(other).not.toEqual(key);
  expect(organisationKey(epochKey, secret, org, 1)).toEqual(key);
});

test('a wrapped key cannot be passed off as another row’s', () => {
  const wrapping = randomBytes(32);
  const row = { epoch: 1, org: randomUUID(), ref: randomBytes(16), store: 'ident', version: 1 };
  const wrapped = wrap(wrapping, dataKeyName(row), randomBytes(32));
  expect(unwrap(wrapping, dataKeyName(row), wrapped)).toHaveLength(32);
  for (const other of [
    { ...row, epoch: 2 },
    { ...row, org: randomUUID() },
    { ...row, ref: randomBytes(16) },
    { ...row, store: 'health' },
    { ...row, version: 2 },
  ])
    expect(unwrap(wrapping, dataKeyName(other), wrapped)).toBeUndefined();
  expect(unwrap(wrapping, dataKeyName(row), wrapped.subarray(1))).toBeUndefined();
});
