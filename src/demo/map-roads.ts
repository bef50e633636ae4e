/** Roads between towns, streets within them, and ferry lines. */
import { demoGazetteer, type GazetteerPlace, settlements } from './gazetteer.ts';
import { isLand, kilometres, nearestShore, type Point } from './land.ts';
import { bend, FRAME, islandOf, simplify, smooth, way } from './map-grid.ts';
import { chanceOf } from './random.ts';

export type Line = {
  kind: 'road' | 'street' | 'ferry';
  class: string;
  name?: string;
  points: Point[];
};

const at = ({ lon, lat }: GazetteerPlace): Point => [lon, lat];

function towns(): GazetteerPlace[] {
  return demoGazetteer().filter((place) => place.kind === 'town');
}

/** Pairs joined by road: the shortest tree on each island, and every pair with no third town between. */
export function joinedTowns(): { a: GazetteerPlace; b: GazetteerPlace; main: boolean }[] {
  const all = towns();
  const tree = new Set<string>();
  const pairs = all
    .flatMap((a, i) => all.slice(i + 1).map((b) => ({ a, b, km: kilometres(at(a), at(b)) })))
    .filter(({ a, b }) => islandOf(at(a)) === islandOf(at(b)))
    .sort((x, y) => x.km - y.km);
  const group = new Map(all.map((town) => [town.code, town.code]));
  for (const { a, b } of pairs) {
    const [x, y] = [group.get(a.code), group.get(b.code)];
    if (x === y) continue;
    for (const [code, root] of group) if (root === y) group.set(code, x as string);
    tree.add(a.code + b.code);
  }
  return pairs
    .filter(({ a, b, km }) => {
      const between = all.some(
        (c) =>
          c !== a &&
          c !== b &&
          kilometres(at(a), at(c)) ** 2 + kilometres(at(b), at(c)) ** 2 < km ** 2,
      );
      return tree.has(a.code + b.code) || (!between && km < 60);
    })
    .map(({ a, b }) => ({
      a,
      b,
      main: tree.has(a.code + b.code) && (a.population ?? 0) + (b.population ?? 0) > 45_000,
    }));
}

function roads(): Line[] {
  const used = new Set<number>();
  return joinedTowns()
    .sort((x, y) => Number(y.main) - Number(x.main))
    .map(({ a, b, main }) => ({
      kind: 'road',
      class: main ? 'main' : 'minor',
      points: simplify(smooth(way(at(a), at(b), 'land', used)), 0.0012),
    }));
}

/** Avenues from the middle of a divided town to its quarters, and from each quarter to the next. */
function avenues(): Line[] {
  const quarters = demoGazetteer().filter((place) => place.kind === 'quarter');
  return quarters.flatMap((quarter) => {
    const town = demoGazetteer().find((place) => place.code === quarter.parent) as GazetteerPlace;
    const next = quarters
      .filter((other) => other.parent === quarter.parent && other !== quarter)
      .sort((x, y) => kilometres(at(x), at(quarter)) - kilometres(at(y), at(quarter)))[0];
    return [town, next as GazetteerPlace].map((to): Line => {
      const middle = bend(
        [(quarter.lon + to.lon) / 2, (quarter.lat + to.lat) / 2],
        kilometres(at(quarter), at(to)) / 250,
      );
      return { kind: 'street', class: 'avenue', points: smooth([at(quarter), middle, at(to)], 2) };
    });
  });
}

/** A few straight streets round the middle of each settlement, turned its own way. */
function streets(): Line[] {
  return settlements().flatMap((place) => {
    const chance = chanceOf('streets', place.code);
    const turn = chance.next() * Math.PI;
    const size = place.kind === 'quarter' ? 0.75 : (place.population ?? 0) > 20_000 ? 0.9 : 0.5;
    const lines: Line[] = [];
    for (const across of [0, 1])
      for (const offset of [-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9]) {
        const end = (side: number): Point => {
          const along = side * size * (0.8 + chance.next() * 0.3);
          const [x, y] = across ? [offset * size, along] : [along, offset * size];
          return [
            place.lon + (x * Math.cos(turn) - y * Math.sin(turn)) / 86.3,
            place.lat + (x * Math.sin(turn) + y * Math.cos(turn)) / 110.99,
          ];
        };
        const points = [end(-1), end(1)];
        if (points.every(isLand)) lines.push({ kind: 'street', class: 'street', points });
      }
    return lines;
  });
}

/** From pier to pier, and from the two border points out to sea. */
function ferries(): Line[] {
  const pier = (code: string): Point =>
    nearestShore(at(demoGazetteer().find((p) => p.code === code) as GazetteerPlace));
  const line = (name: string, from: Point, to: Point): Line => ({
    kind: 'ferry',
    class: 'ferry',
    name,
    points: simplify(
      smooth(way(from, to, 'water'), 3).filter(
        (at, i, all) => i < 1 || i > all.length - 2 || !isLand(at),
      ),
      0.0015,
    ),
  });
  const [maren, east, sound] = [pier('XW010101'), pier('XW020101'), pier('XW0701')];
  return [
    line('Easthaven – Orla Sound', east, sound),
    line('Orla Sound – Gannet Bay', sound, pier('XW0702')),
    line('Tarrin – Wrenmouth', pier('XW0301'), pier('XW0303')),
    line('Port Maren – the mainland', maren, [-20.6, FRAME.south + 0.02]),
    line('Easthaven – the mainland', east, [FRAME.east - 0.02, 38.72]),
  ];
}

export function lines(): Line[] {
  return [...roads(), ...avenues(), ...streets(), ...ferries()];
}
