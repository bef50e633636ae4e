/** QR codes (ISO/IEC 18004) of short texts as SVG, made on the server: byte mode, level M, versions 1 to 10. Pure. */

type Form = {
  ec: number;
  blocks: readonly (readonly [count: number, data: number])[];
  align: readonly number[];
};
const FORMS: readonly Form[] = [
  { ec: 10, blocks: [[1, 16]], align: [] },
  { ec: 16, blocks: [[1, 28]], align: [6, 18] },
  { ec: 26, blocks: [[1, 44]], align: [6, 22] },
  { ec: 18, blocks: [[2, 32]], align: [6, 26] },
  { ec: 24, blocks: [[2, 43]], align: [6, 30] },
  { ec: 16, blocks: [[4, 27]], align: [6, 34] },
  { ec: 18, blocks: [[4, 31]], align: [6, 22, 38] },
  {
    ec: 22,
    blocks: [
      [2, 38],
      [2, 39],
    ],
    align: [6, 24, 42],
  },
  {
    ec: 22,
    blocks: [
      [3, 36],
      [2, 37],
    ],
    align: [6, 26, 46],
  },
  {
    ec: 26,
    blocks: [
      [4, 43],
      [1, 44],
    ],
    align: [6, 28, 50],
  },
];

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++, x = (x << 1) ^ (x & 128 ? 0x11d : 0)) {
  EXP[i] = EXP[i + 255] = x;
  LOG[x] = i;
}
const times = (a: number, b: number): number =>
  a && b ? (EXP[(LOG[a] ?? 0) + (LOG[b] ?? 0)] ?? 0) : 0;

/** Reed-Solomon check bytes of a block. */
function checks(data: readonly number[], count: number): number[] {
  let generator = [1];
  for (let i = 0; i < count; i++) {
    const next = Array.from({ length: generator.length + 1 }, () => 0);
    generator.forEach((factor, j) => {
      next[j] = (next[j] ?? 0) ^ factor;
      next[j + 1] = (next[j + 1] ?? 0) ^ times(factor, EXP[i] ?? 0);
    });
    generator = next;
  }
  const rest = [...data, ...Array.from({ length: count }, () => 0)];
  for (let i = 0; i < data.length; i++) {
    const lead = rest[i] ?? 0;
    generator.forEach((factor, j) => {
      rest[i + j] = (rest[i + j] ?? 0) ^ times(factor, lead);
    });
  }
  return rest.slice(data.length);
}

function codewords(bytes: Uint8Array, version: number, form: Form): number[] {
  const capacity = form.blocks.reduce((sum, [count, data]) => sum + count * data, 0);
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  push(4, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, capacity * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const data: number[] = [];
  for (let i = 0; i < bits.length; i += 8)
    data.push(bits.slice(i, i + 8).reduce((value, bit) => value * 2 + bit, 0));
  for (let pad = 0xec; data.length < capacity; pad ^= 0xfd) data.push(pad);
  const blocks: number[][] = [];
  for (const [count, size] of form.blocks)
    for (let i = 0; i < count; i++) blocks.push(data.splice(0, size));
  const woven: number[] = [];
  const weave = (parts: readonly number[][]): void => {
    for (let i = 0; i < Math.max(...parts.map(({ length }) => length)); i++)
      for (const part of parts) if (i < part.length) woven.push(part[i] ?? 0);
  };
  weave(blocks);
  weave(blocks.map((block) => checks(block, form.ec)));
  return woven;
}

/** BCH remainder, shifted in behind the value. */
function bch(value: number, generator: number, bits: number): number {
  let rest = value << bits;
  const length = 32 - Math.clz32(generator);
  while (32 - Math.clz32(rest) >= length) rest ^= generator << (32 - Math.clz32(rest) - length);
  return (value << bits) | rest;
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules of the code of `text`, row by row; true is dark. @throws RangeError above 213 bytes. */
export function qrModules(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const index = FORMS.findIndex(
    ({ blocks }, i) =>
      blocks.reduce((sum, [count, data]) => sum + count * data, 0) >=
      bytes.length + (i < 9 ? 2 : 3),
  );
  const form = FORMS[index];
  if (!form) throw new RangeError(`A code holds at most 213 bytes, these are ${bytes.length}.`);
  const version = index + 1;
  const size = 17 + 4 * version;
  const grid: (boolean | undefined)[][] = Array.from({ length: size }, () =>
    Array.from({ length: size }, () => undefined),
  );
  const set = (x: number, y: number, dark: boolean): void => {
    const row = grid[y];
    if (row && x >= 0 && x < size) row[x] = dark;
  };
  for (const [cx, cy] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
      }
  for (let i = 8; i < size - 8; i++) {
    set(i, 6, i % 2 === 0);
    set(6, i, i % 2 === 0);
  }
  const last = size - 7;
  for (const cx of form.align)
    for (const cy of form.align) {
      if ((cx === 6 && (cy === 6 || cy === last)) || (cx === last && cy === 6)) continue;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++)
          set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  if (version >= 7) {
    const info = bch(version, 0x1f25, 12);
    for (let i = 0; i < 18; i++) {
      const dark = ((info >> i) & 1) === 1;
      set(Math.floor(i / 3), size - 11 + (i % 3), dark);
      set(size - 11 + (i % 3), Math.floor(i / 3), dark);
    }
  }
  const format = (mask: number): void => {
    // Level M is 00.
    const info = bch(mask, 0x537, 10) ^ 0x5412;
    const bit = (i: number): boolean => ((info >> i) & 1) === 1;
    for (let i = 0; i < 15; i++) {
      const along = i < 6 ? i : i < 8 ? i + 1 : size - 15 + i;
      set(8, along, bit(i));
      const back = i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i;
      set(back, 8, bit(i));
    }
    set(8, size - 8, true);
  };
  format(0);
  const free: (readonly [number, number])[] = [];
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let i = 0; i < size; i++)
      for (const x of [right, right - 1]) {
        const y = up ? size - 1 - i : i;
        if (grid[y]?.[x] === undefined) free.push([x, y]);
      }
  }
  const words = codewords(bytes, version, form);
  const draw = (mask: number): boolean[][] => {
    format(mask);
    free.forEach(([x, y], i) => {
      const dark = (((words[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) === 1;
      set(x, y, dark !== (MASKS[mask]?.(x, y) ?? false));
    });
    return grid.map((row) => row.map((dark) => dark === true));
  };
  return MASKS.map((_, mask) => draw(mask)).reduce((best, next) =>
    roughness(next) < roughness(best) ? next : best,
  );
}

/** Long runs, blocks and an uneven share of dark: what makes a code hard to read. */
function roughness(grid: readonly (readonly boolean[])[]): number {
  const size = grid.length;
  const at = (x: number, y: number): boolean => grid[y]?.[x] ?? false;
  let sum = 0;
  let dark = 0;
  for (const turned of [false, true])
    for (let a = 0; a < size; a++)
      for (let b = 0, run = 0; b < size; b++) {
        const here = turned ? at(a, b) : at(b, a);
        const before = b > 0 && (turned ? at(a, b - 1) : at(b - 1, a)) === here;
        run = before ? run + 1 : 1;
        if (run === 5) sum += 3;
        else if (run > 5) sum += 1;
      }
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (at(x, y)) dark += 1;
      const same = [at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)];
      if (x + 1 < size && y + 1 < size && same.every((other) => other === at(x, y))) sum += 3;
    }
  return sum + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

const QUIET = 4;

/** The code as SVG, black on white whatever the theme. @param label what a screen reader says */
export function qrSvg(text: string, label: string): { path: string; size: number; label: string } {
  const grid = qrModules(text);
  const path = grid
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')))
    .join('');
  return { path, size: grid.length + 2 * QUIET, label };
}
