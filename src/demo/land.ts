/**
 * The shape of Selmora: three islands in open ocean, drawn from a few hand-placed corners whose edges
 * are roughened by seeded midpoint displacement (Fournier, Fussell and Carpenter 1982). Places, roads
 * and the base map all ask this one outline what is land.
 */
import { chanceOf } from './random.ts';

/** [longitude, latitude], as GeoJSON orders them. */
export type Point = readonly [number, number];
export type Ring = readonly Point[];

/** Corners in order round each island. */
const CORNERS: Record<string, { depth: number; rough: number; corners: Ring }> = {
  selmora: {
    depth: 5,
    rough: 0.19,
    corners: [
      [-23.1, 39.4],
      [-22.9, 39.6],
      [-22.55, 39.72],
      [-22.3, 39.69],
      [-22.1, 39.8],
      [-21.85, 39.74],
      [-21.7, 39.66],
      [-21.5, 39.76],
      [-21.32, 39.86],
      [-21.12, 39.76],
      [-20.85, 39.64],
      [-20.6, 39.5],
      [-20.66, 39.3],
      [-20.74, 39.15],
      [-20.66, 39.02],
      [-20.69, 38.94],
      [-20.76, 38.87],
      [-20.72, 38.78],
      [-20.95, 38.7],
      [-21.2, 38.74],
      [-21.38, 38.67],
      [-21.5, 38.74],
      [-21.545, 38.85],
      [-21.6, 38.868],
      [-21.655, 38.845],
      [-21.72, 38.73],
      [-21.9, 38.72],
      [-22.1, 38.62],
      [-22.3, 38.64],
      [-22.48, 38.76],
      [-22.72, 38.81],
      [-22.82, 38.98],
      [-22.85, 39.12],
      [-23.1, 39.22],
    ],
  },
  orla: {
    depth: 4,
    rough: 0.2,
    corners: [
      [-20.52, 40.1],
      [-20.42, 40.18],
      [-20.36, 40.25],
      [-20.24, 40.26],
      [-20.2, 40.18],
      [-20.3, 40.12],
      [-20.4, 40.06],
      [-20.47, 40.06],
    ],
  },
  skerry: {
    depth: 4,
    rough: 0.22,
    corners: [
      [-22.72, 38.45],
      [-22.66, 38.49],
      [-22.58, 38.47],
      [-22.61, 38.42],
      [-22.68, 38.41],
    ],
  },
};

export const ISLANDS = Object.keys(CORNERS);

function roughen(name: string): Ring {
  const { corners, depth, rough } = CORNERS[name] as (typeof CORNERS)[string];
  const chance = chanceOf('coast', name);
  let ring: Point[] = [...corners];
  let strength = rough;
  for (let level = 0; level < depth; level++) {
    const finer: Point[] = [];
    for (let i = 0; i < ring.length; i++) {
      const a = ring[i] as Point;
      const b = ring[(i + 1) % ring.length] as Point;
      const shift = (chance.next() - 0.5) * 2 * strength;
      const dx = b[0] - a[0];
      const dy = b[1] - a[1];
      finer.push(a, [(a[0] + b[0]) / 2 - dy * shift, (a[1] + b[1]) / 2 + dx * shift]);
    }
    ring = finer;
    strength *= 0.92;
  }
  return ring.map(([x, y]) => [Math.round(x * 1e4) / 1e4, Math.round(y * 1e4) / 1e4] as const);
}

const coasts = new Map<string, Ring>();

/** The coast of one island: a closed ring without the repeated last point. */
export function coastOf(island: string): Ring {
  const known = coasts.get(island);
  if (known) return known;
  const ring = roughen(island);
  coasts.set(island, ring);
  return ring;
}

/** Even-odd rule. */
export function within(ring: Ring, [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as Point;
    const [xj, yj] = ring[j] as Point;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

export function isLand(point: Point): boolean {
  return ISLANDS.some((island) => within(coastOf(island), point));
}

/** Kilometres between two points: a flat map is exact enough over 250 km. */
export function kilometres(a: Point, b: Point): number {
  const x = (a[0] - b[0]) * 111.32 * Math.cos((39.2 * Math.PI) / 180);
  return Math.hypot(x, (a[1] - b[1]) * 110.99);
}

/** The point of the coast that is nearest. */
export function nearestShore(point: Point): Point {
  const shore = ISLANDS.flatMap((island) => [...coastOf(island)]);
  return shore.reduce((best, at) => (kilometres(at, point) < kilometres(best, point) ? at : best));
}
