/** Lakes, rivers and parks of the base map. */
import { settlements } from './gazetteer.ts';
import { isLand, kilometres, nearestShore, type Point } from './land.ts';
import { smooth } from './map-grid.ts';
import { chanceOf } from './random.ts';

type Named = { name: string; at: Point; km: number };

const LAKES: readonly Named[] = [
  { name: 'Ashmere Water', at: [-21.47, 39.42], km: 4.2 },
  { name: 'Lake Corrow', at: [-22.02, 39.47], km: 3.4 },
  { name: 'Wickmoor Tarn', at: [-22.39, 39.12], km: 2.2 },
  { name: 'Fennick Reservoir', at: [-21.23, 39.15], km: 2.6 },
];

const PARKS: readonly Named[] = [
  { name: 'Linden Park', at: [-21.577, 38.918], km: 0.7 },
  { name: 'Botanic Garden', at: [-21.606, 38.903], km: 0.4 },
  { name: 'Harbour Gardens', at: [-21.622, 38.8745], km: 0.22 },
  { name: 'Castle Green', at: [-20.7235, 39.002], km: 0.4 },
  { name: 'Hollin Forest', at: [-21.82, 39.3], km: 9 },
  { name: 'Westerlow Moor', at: [-22.68, 39.4], km: 8 },
  { name: 'Eastmark Woods', at: [-21.0, 39.32], km: 6 },
  { name: 'Tarrin Dunes', at: [-22.13, 39.735], km: 1.6 },
];

/** Source of a river; it runs to the lake or shore that is nearest downhill. */
const RIVERS: readonly { name: string; course: readonly Point[] }[] = [
  {
    name: 'Maren',
    course: [
      [-21.74, 39.18],
      [-21.68, 39.09],
      [-21.66, 38.97],
      [-21.635, 38.9],
      [-21.624, 38.875],
    ],
  },
  {
    name: 'Ashe',
    course: [
      [-21.45, 39.45],
      [-21.38, 39.56],
      [-21.3, 39.66],
      [-21.28, 39.78],
    ],
  },
  {
    name: 'Corrow',
    course: [
      [-22.03, 39.5],
      [-22.05, 39.6],
      [-22.02, 39.72],
    ],
  },
  {
    name: 'Sellow',
    course: [
      [-21.2, 39.13],
      [-21.08, 39.06],
      [-20.9, 39.03],
      [-20.77, 39.02],
    ],
  },
  {
    name: 'Thorn',
    course: [
      [-22.42, 39.1],
      [-22.56, 39.13],
      [-22.7, 39.15],
      [-22.85, 39.13],
    ],
  },
  {
    name: 'Amber',
    course: [
      [-22.05, 39.02],
      [-22.1, 38.9],
      [-22.16, 38.78],
      [-22.2, 38.7],
    ],
  },
];

/** A round thing with a rough edge: a closed ring. */
function blob({ name, at, km }: Named): Point[] {
  const chance = chanceOf('blob', name);
  const turns = Array.from(
    { length: 5 },
    () => [chance.next() * 6.28, chance.between(2, 6), chance.next()] as const,
  );
  const squash = 0.55 + chance.next() * 0.4;
  const ring = Array.from({ length: 28 }, (_, i): Point => {
    const angle = (i / 28) * 2 * Math.PI;
    const rough = turns.reduce(
      (sum, [phase, n, weight]) => sum + weight * Math.sin(n * angle + phase),
      0,
    );
    const radius = (km / 2) * (1 + rough * 0.14);
    return [
      at[0] + (radius * Math.cos(angle)) / 86.3,
      at[1] + (radius * squash * Math.sin(angle)) / 110.99,
    ];
  });
  return [...ring, ring[0] as Point];
}

/** A course with bends of chance between its given points; the last point moves to the shore. */
function meander(name: string, course: readonly Point[]): Point[] {
  const chance = chanceOf('river', name);
  const mouth = nearestShore(course.at(-1) as Point);
  let line: Point[] = [...course.slice(0, -1), mouth];
  for (let level = 0; level < 3; level++)
    line = line.flatMap((a, i): Point[] => {
      const b = line[i + 1];
      if (!b) return [a];
      const shift = (chance.next() - 0.5) * 0.5;
      const bend: Point = [
        (a[0] + b[0]) / 2 - (b[1] - a[1]) * shift,
        (a[1] + b[1]) / 2 + (b[0] - a[0]) * shift,
      ];
      return isLand(bend) ? [a, bend] : [a];
    });
  return smooth(line, 1);
}

export type Shape = { name: string; points: Point[] };

export function lakes(): Shape[] {
  return LAKES.map((lake) => ({ name: lake.name, points: blob(lake) }));
}

export function parks(): Shape[] {
  return PARKS.map((park) => ({ name: park.name, points: blob(park).filter(isLand) })).map(
    (park) => ({
      ...park,
      points: [...park.points, park.points[0] as Point],
    }),
  );
}

export function rivers(): Shape[] {
  return RIVERS.map(({ name, course }) => ({ name, points: meander(name, course) }));
}

/** Lakes keep clear of towns: the distance of the nearest one in kilometres, for the tests. */
export function clearance(): number {
  const towns = settlements().map(({ lon, lat }): Point => [lon, lat]);
  return Math.min(
    ...LAKES.flatMap(({ at, km }) => towns.map((town) => kilometres(town, at) - km * 0.75)),
  );
}
