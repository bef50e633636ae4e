import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPack, encodePack } from '../../finder/index.ts';
import { checkPack } from './pack-check.ts';

const { subtle } = globalThis.crypto;
const ours = generateKeyPairSync('ed25519');
const publicKey = keyText(ours.publicKey);

function keyText(key: KeyObject): string {
  return String(key.export({ format: 'jwk' }).x);
}

/** @param key nothing: not signed */
function packFile(key: KeyObject | null = ours.privateKey): Uint8Array<ArrayBuffer> {
  const pack = buildPack([], { now: 1_763_800_000_000, territory: 'XW', labels: {}, places: [] });
  return Uint8Array.from(
    encodePack(pack, key ? { sign: (header) => sign(null, header, key) } : {}),
  );
}

test('a pack with our signature is ours', async () => {
  expect(await checkPack(packFile(), publicKey, subtle)).toBe('ours');
});

test('a pack without a signature, or with that of another, is refused', async () => {
  const other = generateKeyPairSync('ed25519');
  expect(await checkPack(packFile(null), publicKey, subtle)).toBe('bad');
  expect(await checkPack(packFile(other.privateKey), publicKey, subtle)).toBe('bad');
  expect(await checkPack(packFile(), keyText(other.publicKey), subtle)).toBe('bad');
  expect(await checkPack(packFile(), 'no key', subtle)).toBe('bad');
});

test('a change of any one bit of what is used, or a cut, is refused', async () => {
  const file = packFile();
  const used = usedBytes(file);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...used), fc.nat(7), async (at, bit) => {
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      expect(await checkPack(changed, publicKey, subtle)).toBe('bad');
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 16), async (length) => {
      expect(await checkPack(file.slice(0, length), publicKey, subtle)).toBe('bad');
    }),
  );
});

/** Magic, lengths, header, signature and sections; not the spare bytes between them. */
function usedBytes(file: Uint8Array): number[] {
  const view = new DataView(file.buffer);
  const end = 16 + view.getUint32(4, true) + view.getUint32(8, true);
  const start = Math.ceil(end / 8) * 8;
  const header = JSON.parse(
    new TextDecoder().decode(file.subarray(16, 16 + view.getUint32(4, true))),
  ) as { sections: { offset: number; length: number }[] };
  const used = [...Array(12).keys(), ...Array.from({ length: end - 16 }, (_, n) => 16 + n)];
  for (const { offset, length } of header.sections)
    for (let n = 0; n < length; n++) used.push(start + offset + n);
  return used;
}

test('a browser without Ed25519 says so, and still refuses what is damaged', async () => {
  const old: SubtleCrypto = Object.create(subtle, {
    digest: { value: (name: string, bytes: BufferSource) => subtle.digest(name, bytes) },
    importKey: { value: () => Promise.reject(new DOMException('unknown', 'NotSupportedError')) },
  }) as SubtleCrypto;
  expect(await checkPack(packFile(), publicKey, old)).toBe('unchecked');
  expect(await checkPack(packFile(), undefined, subtle)).toBe('unchecked');
  const damaged = packFile();
  const last = usedBytes(damaged).at(-1) ?? 0;
  damaged[last] = (damaged[last] ?? 0) ^ 1;
  expect(await checkPack(damaged, publicKey, old)).toBe('bad');
});
