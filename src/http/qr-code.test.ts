import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { qrPath, qrSvg } from './qr-code.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const textOf = (length: number): string => {
  let text = 'W';
  for (let i = 1; i < length; i++) text += ALPHABET[(i * 7 + i * i * 3 + length) % 45] ?? '';
  return text.trimEnd().padEnd(length, 'Z');
};
const APP =
  'otpauth://totp/Wayhouse:amira?issuer=Wayhouse&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30';

// Each of these was read back by an independent reader (zbarimg 0.23) when it was written down.
it.each([
  ['1 signs', textOf(1), 'L', '4f3090d15d028eb0'],
  ['17 signs', textOf(17), 'L', '6349088372f02ed9'],
  ['300 signs', textOf(300), 'L', 'cceb35854160a336'],
  ['800 signs', textOf(800), 'L', '1e75c8ba6747f165'],
  ['1300 signs', textOf(1300), 'L', '2a31adbe9b290800'],
  ['4296 signs', textOf(4296), 'L', '64689291ad8401ed'],
  ['an app', APP, 'M', '7cb675ec8d8f2e22'],
] as const)('draws the code of %s that an outside reader read', (_name, text, level, hash) => {
  expect(createHash('sha256').update(qrPath(text, level).path).digest('hex').slice(0, 16)).toBe(
    hash,
  );
});

it('keeps a slip of 1,300 signs within a symbol that a phone reads, and refuses what none holds', () => {
  expect(qrPath(textOf(1300), 'L').size).toBeLessThanOrEqual(125);
  expect(() => qrPath(textOf(4297), 'L')).toThrow(RangeError);
});

it('is black on white whatever the theme, with a quiet edge of four, and carries no text', () => {
  const svg = qrSvg('WHL1:ABC', 'L');
  expect(svg).toMatch(/^<svg [^>]*><path fill="#fff" d="[^"]+"\/><path d="[Mhvz\d -]+"\/><\/svg>$/);
  expect(qrPath('WHL1:ABC', 'L').path.startsWith('M4 4h7')).toBe(true);
});
