/**
 * The fixed grid of 0.025 degree over records that are sorted along the Hilbert curve of its cells
 * (chapter 10, section 3.3), and blocks of 4, 16, 64 and 256 cells a side above it. The curve runs
 * through every block in one piece, so a block of any size is one range of record numbers: a circle
 * takes a few large ranges and small ones only along its edge.
 */
import { EARTH_M, haversineSpan, metresToHaversine } from './distance.ts';
import { hilbertIndex } from './hilbert.ts';
import { LAT, LON, ROW } from './rows.ts';

/** Coordinates are whole numbers of 1e-5 degree; a cell is 2,500 of them wide. */
const UNITS = 100_000;
const CELL_UNITS = 2_500;
export const ROWS = (180 * UNITS) / CELL_UNITS;
export const COLUMNS = (360 * UNITS) / CELL_UNITS;
const CELL_DEGREES = CELL_UNITS / UNITS;
const RADIANS = Math.PI / 180;
/** Each level's blocks are four times as wide as those of the level below. */
const LEVELS = 5;
const WIDER_BITS = 2;
/** Bounds in floating point may be off by this share: such blocks count as unsure. */
const MARGIN = 1e-6;

/** Blocks of one width that hold records, in the order of the curve. */
type Level = {
  /** In cells: the most southern row and the most western column. */
  row: Uint16Array;
  column: Uint16Array;
  /** First record of each block; one more entry than blocks. */
  from: Uint32Array;
  /** First block of the level below that lies in each block; one more entry than blocks. */
  below: Uint32Array;
};

/** The single cells first, the widest blocks last. */
export type Grid = readonly Level[];

export function toUnits(degrees: number): number {
  return Math.round(degrees * UNITS);
}

export function toDegrees(units: number): number {
  return units / UNITS;
}

export function rowOf(latUnits: number): number {
  return Math.min(ROWS - 1, Math.floor((latUnits + 90 * UNITS) / CELL_UNITS));
}

/** Longitude 180 is the same meridian as -180: it lies in column 0. */
export function columnOf(lonUnits: number): number {
  return Math.floor((lonUnits + 180 * UNITS) / CELL_UNITS) % COLUMNS;
}

/** Position on the Hilbert curve of the cell that holds a point. */
export function curvePosition(latUnits: number, lonUnits: number): number {
  return hilbertIndex(columnOf(lonUnits), rowOf(latUnits));
}

/** The grid over records 0..`count`-1, whose coordinates come sorted by `curvePosition`. */
export function buildGrid(rows: Int32Array, count: number): Grid {
  const row: number[] = [];
  const column: number[] = [];
  const from: number[] = [];
  let lastRow = -1;
  let lastColumn = -1;
  for (let id = 0; id < count; id++) {
    const r = rowOf(rows[id * ROW + LAT] as number);
    const c = columnOf(rows[id * ROW + LON] as number);
    if (r === lastRow && c === lastColumn) continue;
    lastRow = r;
    lastColumn = c;
    row.push(r);
    column.push(c);
    from.push(id);
  }
  const levels = [levelOf(row, column, [...from, count], from)];
  while (levels.length < LEVELS) levels.push(widened(levels.at(-1) as Level, levels.length));
  return levels;
}

function levelOf(
  row: readonly number[],
  column: readonly number[],
  from: readonly number[],
  below: readonly number[],
): Level {
  return {
    row: Uint16Array.from(row),
    column: Uint16Array.from(column),
    from: Uint32Array.from(from),
    below: Uint32Array.from(below),
  };
}

/** The blocks of level `number` above those of the level below it. */
function widened(level: Level, number: number): Level {
  const within = -1 << (number * WIDER_BITS);
  const row: number[] = [];
  const column: number[] = [];
  const from: number[] = [];
  const below: number[] = [];
  for (let i = 0; i < level.row.length; i++) {
    const r = (level.row[i] as number) & within;
    const c = (level.column[i] as number) & within;
    if (r === row.at(-1) && c === column.at(-1)) continue;
    row.push(r);
    column.push(c);
    from.push(level.from[i] as number);
    below.push(i);
  }
  return levelOf(row, column, [...from, level.from.at(-1) as number], [...below, level.row.length]);
}

/**
 * Calls `visit` with ranges that hold every record farther than `innerM` and not farther than
 * `outerM` metres, each record once and in ascending order. `isSure`: no record of the range lies
 * elsewhere; otherwise each has to be measured. -1 is nearer than every record, infinity farther.
 */
export function visitRing(
  grid: Grid,
  lat: number,
  lon: number,
  innerM: number,
  outerM: number,
  visit: (from: number, to: number, isSure: boolean) => void,
): void {
  const inner = innerM < 0 ? -1 : metresToHaversine(innerM);
  const isEverywhere = outerM === Number.POSITIVE_INFINITY;
  const outer = isEverywhere ? outerM : metresToHaversine(outerM);
  const reach = isEverywhere ? 180 : (outerM / EARTH_M / RADIANS) * (1 + MARGIN);
  const span = { least: 0, most: 0 };
  let from = 0;
  let to = 0;
  let isSure = false;
  const walk = (depth: number, first: number, end: number): void => {
    const level = grid[depth] as Level;
    const degrees = CELL_DEGREES * 2 ** (depth * WIDER_BITS);
    for (let i = first; i < end; i++) {
      const south = (level.row[i] as number) * CELL_DEGREES - 90;
      if (south - lat > reach || lat - south - degrees > reach) continue;
      const west = (level.column[i] as number) * CELL_DEGREES - 180;
      haversineSpan(lat, lon, south, west, degrees, span);
      const least = span.least * (1 - MARGIN);
      const most = span.most * (1 + MARGIN);
      if (least > outer || most <= inner) continue;
      const isWithin = least > inner && most <= outer;
      if (!isWithin && depth > 0) {
        walk(depth - 1, level.below[i] as number, level.below[i + 1] as number);
        continue;
      }
      const begin = level.from[i] as number;
      if (begin !== to || isWithin !== isSure) {
        if (from < to) visit(from, to, isSure);
        from = begin;
        isSure = isWithin;
      }
      to = level.from[i + 1] as number;
    }
  };
  walk(grid.length - 1, 0, (grid.at(-1) as Level).row.length);
  if (from < to) visit(from, to, isSure);
}
