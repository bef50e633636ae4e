/** One-time codes of an app on the phone (TOTP, RFC 6238), and recovery codes for the day it is lost. */
import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { secretHash } from './may-issue.ts';

const STEP = 30;

const totp = (secret: Buffer, label: string): TOTP =>
  new TOTP({
    issuer: 'Wayhouse',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: STEP,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });

/** A new shared secret: 20 bytes, as the apps expect. */
export const newFactorSecret = (): Buffer => randomBytes(20);

/** What the app reads, as a link or a QR code, and the secret to type by hand. */
export function factorSetUp(secret: Buffer, label: string): { uri: string; typed: string } {
  const form = totp(secret, label);
  return { uri: form.toString(), typed: form.secret.base32.replace(/(.{4})(?=.)/g, '$1 ') };
}

/**
 * The step that a code belongs to, one step either side of now; each step is good once.
 * @param last the step that was used last @returns undefined when the code is wrong or was used.
 */
export function factorStep(
  secret: Buffer,
  code: string,
  last: number,
  now: number,
): number | undefined {
  const digits = code.replace(/\s/g, '');
  if (!/^[0-9]{6}$/.test(digits)) return undefined;
  const delta = totp(secret, '').validate({ token: digits, timestamp: now, window: 1 });
  if (delta === null) return undefined;
  const step = Math.floor(now / 1000 / STEP) + delta;
  return step > last ? step : undefined;
}

const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

/** Ten codes to print and keep; only their hashes are stored. */
export function newRecoveryCodes(): { code: string; hash: Buffer }[] {
  return Array.from({ length: 10 }, () => {
    const signs = Array.from({ length: 15 }, () => LETTERS[sign()] ?? '2').join('');
    const code = signs.replace(/(.{5})(?=.)/g, '$1-');
    return { code, hash: recoveryHash(code) };
  });
}

function sign(): number {
  // Even over the letters: bytes beyond the last whole round are thrown away.
  for (;;) {
    const [byte = 255] = randomBytes(1);
    if (byte < LETTERS.length * Math.floor(256 / LETTERS.length)) return byte % LETTERS.length;
  }
}

/** What is kept of a recovery code; spaces, hyphens and case do not matter. */
export const recoveryHash = (code: string): Buffer =>
  secretHash(`recovery|${code.toLowerCase().replace(/[^0-9a-z]/g, '')}`);
