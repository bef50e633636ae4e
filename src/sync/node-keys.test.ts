import { createHash } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import { expect, test } from 'vitest';
import { codeDigest } from '../firewall/index.ts';
import { intakeKeys } from './node-keys.ts';

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
