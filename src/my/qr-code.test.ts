import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { qrSvg, qrSymbol } from './qr-code.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
/** The texts of the check with an outside reader: zbarimg 0.23 read the symbol of each. */
const textOf = (length: number): string => {
  let text = 'W';
  for (let i = 1; i < length; i++) text += ALPHABET[(i * 7 + i * i * 3 + length) % 45] ?? '';
  return text.trimEnd().padEnd(length, 'Z');
};

it('draws the symbols that an outside reader read', () => {
  const drawn = [1, 17, 60, 300, 800, 1400, 4296].map((length) => {
    const { size, dark } = qrSymbol(textOf(length));
    return `${length} ${size} ${createHash('sha256').update(dark).digest('hex').slice(0, 16)}`;
  });
  expect(drawn).toEqual(GOLDEN);
});

it('refuses what the mode has not, or no symbol holds', () => {
  expect(() => qrSymbol('small')).toThrow(RangeError);
  expect(() => qrSymbol('A'.repeat(4297))).toThrow(RangeError);
});

it('is black on white whatever the theme, and carries no text', () => {
  const svg = qrSvg('WHL1:ABC');
  expect(svg).toMatch(
    /^<svg [^>]*><path fill="#fff" d="[^"]+"\/><path stroke="#000" d="[Mh\d -]+"\/><\/svg>$/,
  );
});

/** Length of the text, modules a side, hash of the modules. */
const GOLDEN: readonly string[] = [
  '1 21 dbc6a163d1885d2c',
  '17 21 fe04fcfcb29fd101',
  '60 29 9231144763b9ad23',
  '300 53 99c04e6681e717d7',
  '800 81 dc6fc08f60350b13',
  '1400 105 7cbed7172166a372',
  '4296 177 dd96a20193e281d8',
];
