import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseMap, baseMapText } from './basemap.ts';
import { demoPlans } from './country.ts';
import { demoGazetteer } from './gazetteer.ts';
import { hiddenPlaces } from './hidden.ts';
import { coastOf, isLand, ISLANDS, kilometres, type Point } from './land.ts';
import { islandOf } from './map-grid.ts';
import { joinedTowns } from './map-roads.ts';
import { clearance } from './map-water.ts';

const FILE = join(import.meta.dirname, '../../demo/basemap.geojson');
const map = baseMap();

describe('the base map', () => {
  it('is the file that its program writes, and at most 250 kB', () => {
    const file = readFileSync(FILE, 'utf8');
    expect(file).toBe(baseMapText());
    expect(Buffer.byteLength(file)).toBeLessThan(250_000);
  });

  it('has coast, regions, water, parks, roads, ferries and town names', () => {
    const kinds = new Set(map.features.map(({ properties }) => properties['kind']));
    for (const kind of [
      'land',
      'border',
      'lake',
      'river',
      'park',
      'road',
      'street',
      'ferry',
      'town',
      'quarter',
    ])
      expect(kinds, kind).toContain(kind);
  });

  it('has coasts that do not cross themselves', () => {
    const turn = (a: Point, b: Point, c: Point) =>
      Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
    for (const island of ISLANDS) {
      const ring = coastOf(island);
      let crossings = 0;
      for (let i = 0; i < ring.length; i++)
        for (let j = i + 2; j < ring.length; j++) {
          if (i === 0 && j === ring.length - 1) continue;
          const [a, b] = [ring[i] as Point, ring[(i + 1) % ring.length] as Point];
          const [c, d] = [ring[j] as Point, ring[(j + 1) % ring.length] as Point];
          if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) crossings++;
        }
      expect(crossings, island).toBe(0);
    }
  });

  it('keeps every place on land and lakes away from towns', () => {
    for (const { lon, lat, code } of demoGazetteer()) expect(isLand([lon, lat]), code).toBe(true);
    for (const { at } of demoPlans('2026-11-22'))
      for (const { place } of at)
        if (place.position)
          expect(isLand([place.position.lon, place.position.lat]), place.key).toBe(true);
    expect(clearance()).toBeGreaterThan(0);
  });

  it('joins all towns of an island by road, on land', () => {
    const group = new Map(
      demoGazetteer()
        .filter(({ kind }) => kind === 'town')
        .map(({ code }) => [code, code]),
    );
    for (const { a, b } of joinedTowns()) {
      const gone = group.get(b.code);
      for (const [code, root] of group)
        if (root === gone) group.set(code, group.get(a.code) as string);
    }
    const groups = (island: string) =>
      new Set(
        demoGazetteer()
          .filter(({ kind, lon, lat }) => kind === 'town' && islandOf([lon, lat]) === island)
          .map(({ code }) => group.get(code)),
      ).size;
    expect(groups('selmora')).toBe(1);
    expect(groups('orla')).toBe(1);
    const roads = map.features.filter(({ properties }) => properties['kind'] === 'road');
    const points = roads.flatMap(({ geometry }) => geometry.coordinates as Point[]);
    expect(points.filter((point) => !isLand(point)).length).toBeLessThan(points.length / 200);
  });

  it('sends ferries over water', () => {
    for (const { geometry, properties } of map.features.filter(
      (one) => one.properties['kind'] === 'ferry',
    )) {
      const inner = (geometry.coordinates as Point[]).slice(2, -2);
      expect(inner.filter(isLand), JSON.stringify(properties['names'])).toEqual([]);
    }
  });

  it('names nothing near a hidden place', () => {
    const text = readFileSync(FILE, 'utf8');
    for (const { lat, lon, street } of hiddenPlaces('2026-11-22')) {
      expect(text).not.toContain(`${lon},${lat}`);
      expect(text).not.toContain(street);
    }
    expect(kilometres([-21.6, 38.9], [-21.6, 39.9])).toBeCloseTo(110.99, 1);
  });
});
