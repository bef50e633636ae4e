/** The symbol of a QR code (ISO/IEC 18004): patterns, places of the bits, masks. Level L throughout. */

export type Symbol = { size: number; dark: Uint8Array };

/** Modules that carry bits in a version (1 to 40), before they are cut into bytes. */
export function dataModules(version: number): number {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const marks = Math.floor(version / 7) + 2;
    modules -= (25 * marks - 10) * marks - 55;
    if (version >= 7) modules -= 36;
  }
  return modules;
}

function alignmentAt(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const places = Array.from({ length: count - 1 }, (_, i) => version * 4 + 10 - i * step);
  return [6, ...places.reverse()];
}

/** Remainder of `value` (a polynomial over GF(2)) shifted by the generator's degree. */
function remainder(value: number, generator: number, degree: number): number {
  let rest = value;
  for (let i = 0; i < degree; i++) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * generator);
  return (value << degree) | rest;
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

/** Lays the codewords out, with the mask that reads best. */
export function drawSymbol(version: number, codewords: Uint8Array): Symbol {
  const size = version * 4 + 17;
  const dark = new Uint8Array(size * size);
  const fixed = new Uint8Array(size * size);
  const set = (x: number, y: number, on: boolean): void => {
    dark[y * size + x] = Number(on);
    fixed[y * size + x] = 1;
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [cx, cy] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const [x, y, ring] = [cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy))];
        if (x >= 0 && y >= 0 && x < size && y < size) set(x, y, ring !== 2 && ring !== 4);
      }
  const marks = alignmentAt(version);
  const last = marks.length - 1;
  marks.forEach((cx, i) =>
    marks.forEach((cy, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++)
          set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }),
  );
  const drawFormat = (mask: number): void => {
    // Level L is 01; the constant keeps the field from being all light.
    const bits = remainder((1 << 3) | mask, 0x537, 10) ^ 0x5412;
    const bit = (i: number): boolean => ((bits >>> i) & 1) === 1;
    for (let i = 0; i <= 5; i++) set(8, i, bit(i));
    set(8, 7, bit(6));
    set(8, 8, bit(7));
    set(7, 8, bit(8));
    for (let i = 9; i < 15; i++) set(14 - i, 8, bit(i));
    for (let i = 0; i < 8; i++) set(size - 1 - i, 8, bit(i));
    for (let i = 8; i < 15; i++) set(8, size - 15 + i, bit(i));
    set(8, size - 8, true);
  };
  drawFormat(0);
  if (version >= 7) {
    const bits = remainder(version, 0x1f25, 12);
    for (let i = 0; i < 18; i++) {
      const [a, b, on] = [size - 11 + (i % 3), Math.floor(i / 3), ((bits >>> i) & 1) === 1];
      set(a, b, on);
      set(b, a, on);
    }
  }
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (fixed[y * size + x] || at >= codewords.length * 8) continue;
        dark[y * size + x] = ((codewords[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1;
        at++;
      }
  }
  const masked = (mask: number): void => {
    const rule = MASKS[mask];
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        if (!fixed[y * size + x] && rule?.(x, y))
          dark[y * size + x] = 1 - (dark[y * size + x] ?? 0);
  };
  let best = { mask: 0, penalty: Infinity };
  for (let mask = 0; mask < 8; mask++) {
    masked(mask);
    drawFormat(mask);
    const penalty = penaltyOf({ size, dark });
    if (penalty < best.penalty) best = { mask, penalty };
    masked(mask);
  }
  masked(best.mask);
  drawFormat(best.mask);
  return { size, dark };
}

/** How hard a symbol is to read: long runs, blocks, what looks like a finder, too much of one colour. */
function penaltyOf({ size, dark }: Symbol): number {
  const at = (x: number, y: number): number => dark[y * size + x] ?? 0;
  let penalty = 0;
  let total = 0;
  for (let a = 0; a < size; a++)
    for (const line of [(b: number) => at(b, a), (b: number) => at(a, b)]) {
      let [run, colour, last] = [0, -1, 0];
      for (let b = 0; b < size; b++) {
        const value = line(b);
        run = value === colour ? run + 1 : 1;
        colour = value;
        if (run === 5) penalty += 3;
        else if (run > 5) penalty += 1;
        last = ((last << 1) | value) & 0x7ff;
        if (b >= 10 && (last === 0x5d0 || last === 0x05d)) penalty += 40;
      }
    }
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      total += at(x, y);
      if (x + 1 < size && y + 1 < size) {
        const four = at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1);
        if (four === 0 || four === 4) penalty += 3;
      }
    }
  return penalty + Math.floor(Math.abs((total * 20) / (size * size) - 10)) * 10;
}
