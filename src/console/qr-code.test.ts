import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { qrModules, qrSvg } from './qr-code.ts';

const text = (length: number): string =>
  'otpauth://totp/Wayhouse:amira?secret='.padEnd(length, 'JBSWY3DP').slice(0, length);
const drawn = (length: number): string =>
  qrModules(text(length))
    .map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))
    .join('\n');

describe('codes for the app', () => {
  // Each of these was read back by an independent reader (zbar) when it was written down.
  it.each([
    [12, '6708360473c9105c'],
    [90, 'ce7be920ee4a5a2d'],
    [130, '48081c840a9faf5b'],
    [200, '95886a32d389a2e2'],
  ])('of %i bytes is the code that a reader read', (length, hash) => {
    expect(createHash('sha256').update(drawn(length)).digest('hex').slice(0, 16)).toBe(hash);
  });

  it('grow from 21 to 57 modules, and say when a text is too long', () => {
    expect(qrModules('a').length).toBe(21);
    expect(qrModules(text(213)).length).toBe(57);
    expect(() => qrModules(text(214))).toThrow(RangeError);
  });

  it('carry the quiet edge of four modules', () => {
    const { path, size } = qrSvg('a', 'label');
    expect(size).toBe(29);
    expect(path.startsWith('M4 4h1v1h-1z')).toBe(true);
  });
});
