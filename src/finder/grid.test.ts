import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haversine, haversineToMetres } from './distance.ts';
import {
  buildGrid,
  COLUMNS,
  columnOf,
  curvePosition,
  ROWS,
  rowOf,
  toDegrees,
  toUnits,
  visitRing,
} from './grid.ts';
import { hilbertIndex } from './hilbert.ts';
import { LAT, LON, ROW } from './rows.ts';
import { seeded } from './testing.ts';

describe('hilbertIndex', () => {
  it('visits every cell of a square once, each next to the one before', () => {
    const side = 32;
    const byIndex = new Map<number, [number, number]>();
    for (let x = 0; x < side; x++) {
      for (let y = 0; y < side; y++) byIndex.set(hilbertIndex(x, y), [x, y]);
    }
    expect(byIndex.size).toBe(side * side);
    for (let i = 1; i < side * side; i++) {
      const [x1, y1] = byIndex.get(i - 1) as [number, number];
      const [x2, y2] = byIndex.get(i) as [number, number];
      expect(Math.abs(x1 - x2) + Math.abs(y1 - y2)).toBe(1);
    }
  });

  it('stays below 2^28 in the last corner', () => {
    expect(hilbertIndex(16_383, 16_383)).toBeLessThan(2 ** 28);
  });
});

describe('cells', () => {
  it('hold the poles and the date line', () => {
    expect(rowOf(toUnits(90))).toBe(ROWS - 1);
    expect(rowOf(toUnits(-90))).toBe(0);
    expect(columnOf(toUnits(180))).toBe(0);
    expect(columnOf(toUnits(-180))).toBe(0);
    expect(columnOf(toUnits(179.99999))).toBe(COLUMNS - 1);
  });
});

/** Points sorted as a pack sorts them. */
function sortedRows(points: readonly { lat: number; lon: number }[]): Int32Array {
  const units = points
    .map(({ lat, lon }) => [toUnits(lat), toUnits(lon)] as const)
    .sort((a, b) => curvePosition(a[0], a[1]) - curvePosition(b[0], b[1]));
  const rows = new Int32Array(points.length * ROW);
  for (const [id, [lat, lon]] of units.entries()) {
    rows[id * ROW + LAT] = lat;
    rows[id * ROW + LON] = lon;
  }
  return rows;
}

describe('visitRing', () => {
  const corners = [
    { lat: 0, lon: 0, spread: 2 },
    { lat: -17, lon: 179.9, spread: 1 },
    { lat: 79, lon: -179.9, spread: 3 },
    { lat: 89.8, lon: 40, spread: 0.3 },
    { lat: -89.9, lon: 0, spread: 0.2 },
  ];
  const random = seeded(3);
  const points = corners.flatMap(({ lat, lon, spread }) =>
    Array.from({ length: 400 }, () => ({
      lat: Math.max(-90, Math.min(90, lat + (random() - 0.5) * spread)),
      lon: ((lon + (random() - 0.5) * spread * 3 + 540) % 360) - 180,
    })),
  );
  const rows = sortedRows(points);
  const grid = buildGrid(rows, points.length);

  it('visits every record between two distances once, wherever the circle lies', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...corners),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        fc.constantFrom<[number, number]>(
          [-1, 3000],
          [3000, 10_000],
          [25_000, 100_000],
          [-1, 500_000],
          [100_000, Number.POSITIVE_INFINITY],
        ),
        (corner, up, right, [inner, outer]) => {
          const lat = Math.max(-90, Math.min(90, corner.lat + up * corner.spread));
          const lon = ((corner.lon + right * corner.spread + 540) % 360) - 180;
          const visits = new Uint8Array(points.length);
          const sure = new Uint8Array(points.length);
          const wrong: number[] = [];
          let last = 0;
          visitRing(grid, lat, lon, inner, outer, (from, to, isSure) => {
            expect(from).toBeGreaterThanOrEqual(last);
            last = to;
            for (let id = from; id < to; id++) {
              visits[id] = (visits[id] as number) + 1;
              if (isSure) sure[id] = 1;
            }
          });
          for (let id = 0; id < points.length; id++) {
            const metres = haversineToMetres(
              haversine(
                lat,
                lon,
                toDegrees(rows[id * ROW + LAT] as number),
                toDegrees(rows[id * ROW + LON] as number),
              ),
            );
            const isWithin = metres > inner && metres <= outer;
            const times = visits[id] as number;
            if (isWithin ? times !== 1 : times > 1 || sure[id] === 1) wrong.push(id);
          }
          expect(wrong).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('measures only along the edge of a wide circle', () => {
    let sure = 0;
    let all = 0;
    visitRing(grid, 0, 0, -1, 100_000, (from, to, isSure) => {
      all += to - from;
      if (isSure) sure += to - from;
    });
    expect(sure).toBeGreaterThan(all * 0.8);
  });

  it('leaves out most of what lies outside', () => {
    let seen = 0;
    visitRing(grid, 0, 0, -1, 3000, (from, to) => {
      seen += to - from;
    });
    expect(seen).toBeLessThan(points.length / 50);
  });

  it('does nothing on an empty grid', () => {
    visitRing(buildGrid(new Int32Array(0), 0), 50, 8, -1, 100_000, () => {
      throw new Error('there is no cell');
    });
  });
});
