import { createHash } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import { expect, test } from 'vitest';
import { codeDigest } from '../firewall/index.ts';
import { isOrderFor } from './wipe-order.ts';
import { intakeKeys, wipeOrders } from './node-keys.ts';

const secret = (seed: string) => (label: string) =>
  createHash('sha256').update(`${seed}|${label}`).digest();

const sealTo = async (recipient: string, text: string) => {
  const writer = new Encrypter();
  writer.addRecipient(recipient);
  return writer.encrypt(text);
};

test('what a device sealed is opened here, for half a year, and nowhere else', async () => {
  let now = Date.parse('2026-11-22T10:00:00Z');
  const here = intakeKeys(secret('a'), () => now);
  const { recipient, key_no } = await here.key();
  expect(recipient).toMatch(/^age1/);
  expect(key_no).toBe(2026 * 12 + 10);
  const sealed = await sealTo(recipient, 'a visit');
  expect((await here.open(sealed))?.toString()).toBe('a visit');
  expect(await intakeKeys(secret('b'), () => now).open(sealed)).toBeNull();
  now = Date.parse('2027-04-01T10:00:00Z');
  expect((await here.key()).recipient).not.toBe(recipient);
  expect((await here.open(sealed))?.toString()).toBe('a visit');
  now = Date.parse('2027-06-01T10:00:00Z');
  expect(await here.open(sealed)).toBeNull();
  expect(await intakeKeys(secret('a'), () => now).open(Buffer.from('noise'))).toBeNull();
});

test('a spoken code is digested under the key of the node, whatever its case; a scanned one by itself', () => {
  const [a, b] = [secret('a'), secret('b')];
  expect(codeDigest(a, 'spoken', 'abcdefghjkm')).toEqual(codeDigest(a, 'spoken', 'ABCDEFGHJKM'));
  expect(codeDigest(a, 'spoken', 'abcdefghjkm')).not.toEqual(
    codeDigest(b, 'spoken', 'abcdefghjkm'),
  );
  expect(codeDigest(a, 'slip', 'x')).toEqual(createHash('sha256').update('x').digest());
});

test('each root gives one key for orders, the same each time; a root of nothing but zeros too', async () => {
  const keyOf = (byte: number) => wipeOrders(() => Buffer.alloc(32, byte));
  const device_id = '018f0000-0000-7000-8000-000000000001';
  for (const byte of [0, 1, 255]) {
    const orders = keyOf(byte);
    expect(keyOf(byte).publicKey).toBe(orders.publicKey);
    const { wipe } = await orders.order(device_id, 7, ['b', 'a']);
    expect(wipe.houses).toEqual(['a', 'b']);
    expect(await isOrderFor(wipe, { device_id, nodeKey: orders.publicKey })).toBe(true);
    expect(await isOrderFor(wipe, { device_id, nodeKey: keyOf(7).publicKey })).toBe(false);
    expect(await isOrderFor(wipe, { device_id, nodeKey: null })).toBe(false);
    // Of other houses than those of which it was signed it is no order; a tablet of before reads it without them.
    const signed = { device_id, nodeKey: orders.publicKey };
    for (const houses of [['a'], [], ['a', 'b', 'c'], ['a b']])
      expect(await isOrderFor({ ...wipe, houses }, signed)).toBe(false);
    const { houses: _, houses_sig: __, ...old } = wipe;
    expect(await isOrderFor(old, signed)).toBe(true);
  }
});
