/**
 * The fixed grid of 0.025 degree, in compressed rows: row → occupied columns → range of record
 * numbers (chapter 10, section 3.3). Records of a cell are neighbours because packs are sorted
 * along the Hilbert curve of these cells.
 */
import { EARTH_M } from './distance.ts';
import { hilbertIndex } from './hilbert.ts';
import { LAT, LON, ROW } from './rows.ts';

/** Coordinates are whole numbers of 1e-5 degree; a cell is 2,500 of them wide. */
const UNITS = 100_000;
export const CELL_UNITS = 2_500;
export const ROWS = (180 * UNITS) / CELL_UNITS;
export const COLUMNS = (360 * UNITS) / CELL_UNITS;
const CELL_DEGREES = CELL_UNITS / UNITS;
const RADIANS = Math.PI / 180;

export type Grid = {
  /** Number of the first occupied row. */
  firstRow: number;
  /** Where each row's cells begin in the arrays below; one more entry than rows. */
  rowStart: Uint32Array;
  /** Column of each occupied cell, ascending in a row. */
  column: Uint16Array;
  /** First record of the cell, and the one after its last. */
  from: Uint32Array;
  to: Uint32Array;
};

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
  const rowAt = (id: number): number => rowOf(rows[id * ROW + LAT] as number);
  const columnAt = (id: number): number => columnOf(rows[id * ROW + LON] as number);
  const cells: { row: number; column: number; from: number; to: number }[] = [];
  let from = 0;
  while (from < count) {
    const row = rowAt(from);
    const column = columnAt(from);
    let to = from + 1;
    while (to < count && rowAt(to) === row && columnAt(to) === column) to++;
    cells.push({ row, column, from, to });
    from = to;
  }
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  const firstRow = cells[0]?.row ?? 0;
  const lastRow = cells.at(-1)?.row ?? -1;
  const rowStart = new Uint32Array(Math.max(0, lastRow - firstRow + 1) + 1);
  for (const cell of cells) {
    rowStart[cell.row - firstRow + 1] = (rowStart[cell.row - firstRow + 1] as number) + 1;
  }
  for (let i = 1; i < rowStart.length; i++) {
    rowStart[i] = (rowStart[i] as number) + (rowStart[i - 1] as number);
  }
  return {
    firstRow,
    rowStart,
    column: Uint16Array.from(cells, (cell) => cell.column),
    from: Uint32Array.from(cells, (cell) => cell.from),
    to: Uint32Array.from(cells, (cell) => cell.to),
  };
}

/** Position of the first cell of the row slice whose column is not below `column`. */
function firstColumn(grid: Grid, start: number, end: number, column: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((grid.column[middle] as number) < column) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Calls `visit` with the records of every cell that a circle may touch and the cell's south-west
 * corner (1e-5 degree), except for cells that lie wholly within `innerM`. Boxes that cross the antimeridian are taken in two parts.
 */
export function visitRing(
  grid: Grid,
  lat: number,
  lon: number,
  innerM: number,
  outerM: number,
  visit: (from: number, to: number, south: number, west: number) => void,
): void {
  const angle = (outerM / EARTH_M) * (1 + 1e-9);
  const latSpan = angle / RADIANS;
  const rows = grid.rowStart.length - 1;
  const south = rowOf(toUnits(Math.max(-90, lat - latSpan)));
  const north = rowOf(toUnits(Math.min(90, lat + latSpan)));
  const cosLat = Math.cos(lat * RADIANS);
  const touchesPole = lat + latSpan >= 90 || lat - latSpan <= -90;
  const reach = Math.sin(angle) / cosLat;
  const lonSpan = touchesPole || reach >= 1 ? 180 : Math.asin(reach) / RADIANS;
  const west = Math.floor((lon + 180 - lonSpan) / CELL_DEGREES - 1e-6);
  const east = Math.floor((lon + 180 + lonSpan) / CELL_DEGREES + 1e-6);
  // 0.999: the straight-line bound below is a hair shorter than the arc.
  const innerAngle = (innerM / EARTH_M) * 0.999;
  for (
    let row = Math.max(south, grid.firstRow);
    row <= north && row < grid.firstRow + rows;
    row++
  ) {
    const start = grid.rowStart[row - grid.firstRow] as number;
    const end = grid.rowStart[row - grid.firstRow + 1] as number;
    if (start === end) continue;
    const bottom = row * CELL_DEGREES - 90;
    const top = bottom + CELL_DEGREES;
    const rowReach = Math.max(Math.abs(lat - bottom), Math.abs(lat - top)) * RADIANS;
    const rowCos =
      cosLat *
      (bottom <= 0 && top >= 0 ? 1 : Math.cos(Math.min(Math.abs(bottom), Math.abs(top)) * RADIANS));
    const innerLeft = innerAngle * innerAngle - rowReach * rowReach;
    const visitColumns = (firstWanted: number, lastWanted: number): void => {
      for (let i = firstColumn(grid, start, end, firstWanted); i < end; i++) {
        const column = grid.column[i] as number;
        if (column > lastWanted) break;
        if (innerLeft > 0) {
          const left = column * CELL_DEGREES - 180;
          const columnReach = farthestLongitude(lon, left, left + CELL_DEGREES) * RADIANS;
          if (rowCos * columnReach * columnReach < innerLeft) continue;
        }
        visit(
          grid.from[i] as number,
          grid.to[i] as number,
          row * CELL_UNITS - 90 * UNITS,
          column * CELL_UNITS - 180 * UNITS,
        );
      }
    };
    if (east - west >= COLUMNS - 1) visitColumns(0, COLUMNS - 1);
    else if (west < 0) {
      visitColumns(0, east);
      visitColumns(west + COLUMNS, COLUMNS - 1);
    } else if (east >= COLUMNS) {
      visitColumns(0, east - COLUMNS);
      visitColumns(west, COLUMNS - 1);
    } else visitColumns(west, east);
  }
}

function farthestLongitude(lon: number, left: number, right: number): number {
  const a = Math.abs(lon - left);
  const b = Math.abs(lon - right);
  return Math.max(a > 180 ? 360 - a : a, b > 180 ? 360 - b : b);
}
