/** Borders between regions: land belongs to the region of its nearest town. */
import { demoGazetteer, regionOf } from './gazetteer.ts';
import { isLand, kilometres, type Point } from './land.ts';
import { bend, FRAME, simplify, smooth } from './map-grid.ts';

const STEP = 0.025;

function regionAt(point: Point): string | undefined {
  if (!isLand(point)) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of demoGazetteer()) {
    if (place.kind !== 'town') continue;
    const km = kilometres(point, [place.lon, place.lat]);
    if (km < least) [best, least] = [regionOf(place.code).code, km];
  }
  return best;
}

/** Edges of grid cells that part two regions, chained into lines and rounded. */
export function borders(): Point[][] {
  const columns = Math.round((FRAME.east - FRAME.west) / STEP);
  const rows = Math.round((FRAME.north - FRAME.south) / STEP);
  const region = Array.from({ length: rows * columns }, (_, i) =>
    regionAt([
      FRAME.west + ((i % columns) + 0.5) * STEP,
      FRAME.south + (Math.floor(i / columns) + 0.5) * STEP,
    ]),
  );
  /** Corner → corners that an edge of border joins it to. */
  const edges = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    for (const [x, y] of [
      [a, b],
      [b, a],
    ] as const)
      edges.set(x, [...(edges.get(x) ?? []), y]);
  };
  for (let row = 0; row < rows - 1; row++)
    for (let column = 0; column < columns - 1; column++) {
      const here = region[row * columns + column];
      const east = region[row * columns + column + 1];
      const north = region[(row + 1) * columns + column];
      if (here && east && here !== east) join(`${column + 1},${row}`, `${column + 1},${row + 1}`);
      if (here && north && here !== north) join(`${column},${row + 1}`, `${column + 1},${row + 1}`);
    }
  const pointOf = (corner: string): Point => {
    const [column, row] = corner.split(',').map(Number) as [number, number];
    return [FRAME.west + column * STEP, FRAME.south + row * STEP];
  };
  const lines: Point[][] = [];
  const ends = [...edges.keys()].sort(
    (a, b) => Number(edges.get(a)?.length === 2) - Number(edges.get(b)?.length === 2),
  );
  for (const start of ends)
    while (edges.get(start)?.length) {
      const chain = [start];
      for (let here = start; ; ) {
        const next = edges.get(here)?.shift();
        if (!next) break;
        edges.set(
          next,
          (edges.get(next) ?? []).filter((other) => other !== here),
        );
        chain.push(next);
        here = next;
        if (edges.get(here)?.length !== 1) break;
      }
      lines.push(
        simplify(
          smooth(
            chain.map((corner) => bend(pointOf(corner), STEP * 1.3)),
            2,
          ),
          0.003,
        ),
      );
    }
  return lines;
}
