import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decrypt, encrypt } from './forms.ts';
import chacha from './fixtures/wycheproof-chacha20-poly1305.json' with { type: 'json' };
import aes from './fixtures/wycheproof-aes-256-gcm.json' with { type: 'json' };
import hkdf from './fixtures/wycheproof-hkdf-sha-256.json' with { type: 'json' };
import hmac from './fixtures/wycheproof-hmac-sha-256.json' with { type: 'json' };
import { derive } from './hierarchy.ts';
import { keyOfSeed } from './sign.ts';
import { paddedStates } from './ticket.ts';
import { createPublicKey, sign } from 'node:crypto';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

test.each([
  ['AES-256-GCM', 1, aes.tests, 66],
  ['ChaCha20-Poly1305', 2, chacha.tests, 316],
] as const)(
  '%s agrees with every Wycheproof vector, and opens none that is invalid',
  (_name, form, tests, count) => {
    expect(tests.length).toBe(count);
    for (const { tcId, key, iv, aad, msg, ct, tag, result } of tests) {
      const plain = decrypt(hex(key), hex(iv), hex(aad), hex(ct), hex(tag), form);
      expect([tcId, plain?.toString('hex')]).toEqual([tcId, result === 'valid' ? msg : undefined]);
      if (result !== 'valid') continue;
      const made = encrypt(hex(key), hex(iv), hex(aad), hex(msg), form);
      expect([made.sealed.toString('hex'), made.tag.toString('hex')]).toEqual([ct, tag]);
    }
  },
);

test('HKDF-SHA-256 agrees with every Wycheproof vector', () => {
  expect(hkdf.tests.length).toBe(86);
  for (const { tcId, ikm, salt, info, size, okm, result } of hkdf.tests) {
    const run = (): string => derive(hex(ikm), hex(info), size, hex(salt)).toString('hex');
    if (result === 'valid') expect([tcId, run()]).toEqual([tcId, okm]);
    else expect(run, String(tcId)).toThrow();
  }
});

test('the padded states give the HMAC-SHA-256 of every Wycheproof vector with SHA-256 alone', () => {
  const sha256 = (...parts: Buffer[]): Buffer => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const fitting = hmac.tests.filter(({ key }) => hex(key).length <= 64);
  expect(fitting.length).toBeGreaterThan(60);
  for (const { tcId, key, msg, tag, result } of fitting) {
    const { ki, ko } = paddedStates(hex(key));
    const mac = sha256(ko, sha256(ki, hex(msg))).toString('hex');
    expect([tcId, mac === tag]).toEqual([tcId, result === 'valid']);
  }
});

test('a seed gives the Ed25519 key and signature of RFC 8032, section 7.1, test 2', () => {
  const seed = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
  const key = keyOfSeed(seed);
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  expect(Buffer.from(x ?? '', 'base64url').toString('hex')).toBe(
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  );
  expect(sign(null, hex('72'), key).toString('hex')).toBe(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
});
