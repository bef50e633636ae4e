/** A QR code (ISO/IEC 18004) of text in its alphanumeric mode, which is what slips are written in, as inline SVG. */
import { dataModules, drawSymbol, type Symbol } from './qr-symbol.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Check bytes of each block, and number of blocks, by version at level L (ISO/IEC 18004, table 9). */
const CHECK = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26,
  28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const BLOCKS = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15,
  16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
];

const capacity = (version: number): number =>
  Math.floor(dataModules(version) / 8) - (CHECK[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0);
const countBits = (version: number): number => (version < 10 ? 9 : version < 27 ? 11 : 13);

/** @throws RangeError for text with other characters, or longer than the largest symbol holds (4,296). */
export function qrSymbol(text: string): Symbol {
  const values = Array.from(text, (character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) throw new RangeError('a character that the alphanumeric mode has not');
  const length = Math.floor(values.length / 2) * 11 + (values.length % 2) * 6;
  let version = 1;
  while (version <= 40 && 4 + countBits(version) + length > capacity(version) * 8) version++;
  if (version > 40) throw new RangeError('longer than a QR code can hold');
  return drawSymbol(version, withChecks(version, bytesOf(version, values)));
}

function bytesOf(version: number, values: readonly number[]): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >>> i) & 1);
  };
  put(2, 4);
  put(values.length, countBits(version));
  for (let i = 0; i + 1 < values.length; i += 2)
    put((values[i] ?? 0) * 45 + (values[i + 1] ?? 0), 11);
  if (values.length % 2) put(values.at(-1) ?? 0, 6);
  const bytes = new Uint8Array(capacity(version));
  put(0, Math.min(4, bytes.length * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  bits.forEach((bit, i) => {
    bytes[i >>> 3] = (bytes[i >>> 3] ?? 0) | (bit << (7 - (i & 7)));
  });
  for (let at = bits.length / 8, pad = 0xec; at < bytes.length; at++, pad ^= 0xec ^ 0x11)
    bytes[at] = pad;
  return bytes;
}

/** Product in GF(256) modulo x⁸ + x⁴ + x³ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> i) & 1) * a;
  }
  return product;
}

function generatorOf(degree: number): Uint8Array {
  const generator = new Uint8Array(degree);
  generator[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2))
    for (let j = 0; j < degree; j++)
      generator[j] = times(generator[j] ?? 0, root) ^ (generator[j + 1] ?? 0);
  return generator;
}

/** Reed–Solomon check bytes for each block, and all blocks woven into one another. */
function withChecks(version: number, data: Uint8Array): Uint8Array {
  const [blocks, checks] = [BLOCKS[version - 1] ?? 1, CHECK[version - 1] ?? 0];
  const all = Math.floor(dataModules(version) / 8);
  const short = Math.floor(all / blocks) - checks;
  const shortBlocks = blocks - (all % blocks);
  const generator = generatorOf(checks);
  const parts: { bytes: Uint8Array; check: Uint8Array }[] = [];
  for (let i = 0, at = 0; i < blocks; i++) {
    const bytes = data.subarray(at, (at += short + Number(i >= shortBlocks)));
    const check = new Uint8Array(checks);
    for (const byte of bytes) {
      const factor = byte ^ (check[0] ?? 0);
      check.copyWithin(0, 1);
      check[checks - 1] = 0;
      generator.forEach((one, j) => {
        check[j] = (check[j] ?? 0) ^ times(one, factor);
      });
    }
    parts.push({ bytes, check });
  }
  const woven: number[] = [];
  for (let i = 0; i <= short; i++)
    for (const { bytes } of parts) if (i < bytes.length) woven.push(bytes[i] ?? 0);
  for (let i = 0; i < checks; i++) for (const { check } of parts) woven.push(check[i] ?? 0);
  return Uint8Array.from(woven);
}

const QUIET = 4;

/** The code as SVG, black on white in every theme, at most as wide as a small phone. Nothing in it comes from outside. */
export function qrSvg(text: string): string {
  const { size, dark } = qrSymbol(text);
  let path = '';
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (!dark[y * size + x]) continue;
      const from = x;
      while (x + 1 < size && dark[y * size + x + 1]) x++;
      path += `M${from} ${y}h${x - from + 1}`;
    }
  const box = size + 2 * QUIET;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-QUIET} ${-QUIET - 0.5} ${box} ${box}" width="320" height="320" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M${-QUIET} ${-QUIET - 0.5}h${box}v${box}h${-box}z"/><path stroke="#000" d="${path}"/></svg>`;
}
