/** Ways over land and over water on a coarse grid: roads and ferry lines that look laid by people. */
import { coastOf, isLand, ISLANDS, type Point, within } from './land.ts';
import { chanceOf } from './random.ts';

const WEST = -24;
const SOUTH = 38;
const STEP = 0.02;
const COLUMNS = 226;
const ROWS = 126;

export const FRAME = { west: WEST, south: SOUTH, east: -19.5, north: 40.5 };

function pointOf(cell: number): Point {
  return [WEST + (cell % COLUMNS) * STEP, SOUTH + Math.floor(cell / COLUMNS) * STEP];
}

/** A grid point moved a little, always the same way, so that lines do not betray the grid. */
export function bend(point: Point, step: number): Point {
  const chance = chanceOf('bend', point[0].toFixed(3), point[1].toFixed(3));
  const moved: Point = [
    point[0] + (chance.next() - 0.5) * step,
    point[1] + (chance.next() - 0.5) * step * 0.8,
  ];
  return isLand(moved) === isLand(point) ? moved : point;
}

function cellOf([lon, lat]: Point): number {
  const column = Math.round((lon - WEST) / STEP);
  const row = Math.round((lat - SOUTH) / STEP);
  return (
    Math.min(ROWS - 1, Math.max(0, row)) * COLUMNS + Math.min(COLUMNS - 1, Math.max(0, column))
  );
}

let land: Uint8Array | undefined;
let hills: Float32Array | undefined;

function landCells(): Uint8Array {
  land ??= Uint8Array.from({ length: ROWS * COLUMNS }, (_, cell) => Number(isLand(pointOf(cell))));
  return land;
}

/** Sums of a few waves of chance: what makes a road bend. */
function hillsAt(cell: number): number {
  hills ??= (() => {
    const chance = chanceOf('hills');
    const waves = Array.from({ length: 9 }, () => ({
      x: (chance.next() - 0.5) * 26,
      y: (chance.next() - 0.5) * 26,
      phase: chance.next() * 7,
    }));
    return Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => {
      const [x, y] = pointOf(i);
      return waves.reduce((sum, w) => sum + Math.sin(w.x * x + w.y * y + w.phase), 0) / 9;
    });
  })();
  return hills[cell] as number;
}

/** Cheapest way from one point to another (Dijkstra), wholly on land or wholly at sea but for its ends. */
export function way(from: Point, to: Point, on: 'land' | 'water', used?: Set<number>): Point[] {
  const start = cellOf(from);
  const goal = cellOf(to);
  const cells = landCells();
  const cost = new Float64Array(ROWS * COLUMNS).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(ROWS * COLUMNS).fill(-1);
  const open = new Map<number, number>([[start, 0]]);
  cost[start] = 0;
  while (open.size) {
    let here = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [cell, value] of open) if (value < least) [here, least] = [cell, value];
    open.delete(here);
    if (here === goal) break;
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const column = (here % COLUMNS) + dx;
        const row = Math.floor(here / COLUMNS) + dy;
        if ((!dx && !dy) || column < 0 || row < 0 || column >= COLUMNS || row >= ROWS) continue;
        const next = row * COLUMNS + column;
        const wrong = (cells[next] === 1) !== (on === 'land');
        const slope = on === 'land' ? 1 + 5 * Math.abs(hillsAt(next) - hillsAt(here)) : 1;
        const shared = used?.has(next) ? 0.45 : 1;
        const total = least + Math.hypot(dx * 0.775, dy) * slope * shared * (wrong ? 40 : 1);
        if (total < (cost[next] as number)) {
          cost[next] = total;
          before[next] = here;
          open.set(next, total);
        }
      }
  }
  const path: number[] = [];
  for (let cell = goal; cell >= 0; cell = before[cell] as number) path.unshift(cell);
  for (const cell of path) used?.add(cell);
  const between = path.slice(1, -1).map(pointOf);
  if (on === 'land') return [from, ...between.slice(1, -1).map((point) => bend(point, STEP)), to];
  return pullTight([from, ...between, to]);
}

/** Straight over open water wherever no land is in between: boats do not follow a grid. */
function pullTight(line: readonly Point[]): Point[] {
  const open = (a: Point, b: Point): boolean => {
    const parts = Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / 0.004);
    for (let i = 1; i < parts; i++)
      if (isLand([a[0] + ((b[0] - a[0]) * i) / parts, a[1] + ((b[1] - a[1]) * i) / parts]))
        return false;
    return true;
  };
  const tight = [line[0] as Point];
  for (let at = 0; at < line.length - 1; ) {
    let next = line.length - 1;
    while (next > at + 1 && !open(line[at] as Point, line[next] as Point)) next--;
    tight.push(line[next] as Point);
    at = next;
  }
  return tight;
}

/** Cuts corners (Chaikin 1974), ends kept. */
export function smooth(line: readonly Point[], times = 2): Point[] {
  let points = [...line];
  for (let i = 0; i < times; i++)
    points = points.flatMap((a, n): Point[] => {
      const b = points[n + 1];
      if (!b) return [a];
      const cut = (t: number): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
      return n === 0 ? [a, cut(0.75)] : [cut(0.25), cut(0.75)];
    });
  return points;
}

/** Leaves out points that bend the line by less than `tolerance` degrees (Douglas and Peucker 1973). */
export function simplify(line: readonly Point[], tolerance: number): Point[] {
  if (line.length < 3) return [...line];
  const [first, last] = [line[0] as Point, line.at(-1) as Point];
  const length = Math.hypot(last[0] - first[0], last[1] - first[1]) || 1e-12;
  let worst = 0;
  let at = 0;
  for (let i = 1; i < line.length - 1; i++) {
    const [x, y] = line[i] as Point;
    const off =
      Math.abs((last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1])) /
      length;
    if (off > worst) [worst, at] = [off, i];
  }
  if (worst <= tolerance) return [first, last];
  return [
    ...simplify(line.slice(0, at + 1), tolerance).slice(0, -1),
    ...simplify(line.slice(at), tolerance),
  ];
}

/** The island that holds a point. */
export function islandOf(point: Point): string | undefined {
  return ISLANDS.find((island) => within(coastOf(island), point));
}
