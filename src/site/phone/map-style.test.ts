import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Feature } from './map-names.ts';
import { styleOf } from './map-style.ts';

const demo = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../demo/basemap.geojson'), 'utf8'),
) as { features: Feature[] };

type Layer = { id: string; minzoom?: number; filter?: unknown; paint?: Record<string, unknown> };
const layersOf = (features: readonly Feature[]): Layer[] =>
  styleOf({ features }, (token) => `--${token}`).layers.slice(1);

function line(kind: string, more: Record<string, unknown> = {}): Feature {
  return {
    geometry: { type: 'LineString', coordinates: [] },
    properties: { kind, ...more },
  };
}

/** Our filters, read plainly: enough for the words that they are made of. */
function passes(filter: unknown, { geometry, properties }: Feature): boolean {
  const value = (part: unknown): unknown => {
    if (!Array.isArray(part)) return part;
    const [word, ...rest] = part as [string, ...unknown[]];
    if (word === 'all') return rest.every(value);
    if (word === '!') return !value(rest[0]);
    if (word === '==') return value(rest[0]) === value(rest[1]);
    if (word === 'in') return (value(rest[1]) as unknown[]).includes(value(rest[0]));
    if (word === 'literal') return rest[0];
    if (word === 'coalesce') return rest.map(value).find((one) => one !== undefined);
    if (word === 'to-number') return Number(value(rest[0]));
    if (word === 'get') return properties?.[String(rest[0])];
    if (word === 'geometry-type') return geometry.type;
    throw new Error(`a filter has the word ${word}`);
  };
  return value(filter) === true;
}

test('each line and area of the base map is drawn once, from its own zoom on', () => {
  const layers = layersOf(demo.features);
  for (const feature of demo.features) {
    const drawn = layers.filter(({ filter }) => passes(filter, feature));
    expect(drawn, JSON.stringify(feature.properties)).toHaveLength(
      feature.geometry.type === 'Point' ? 0 : 1,
    );
    for (const { minzoom } of drawn) expect(minzoom).toBe(feature.properties?.['min_zoom']);
  }
});

test('kinds can be told apart, and a main road from a street', () => {
  const look = (feature: Feature): string =>
    JSON.stringify(layersOf([feature]).map(({ paint }) => paint));
  const all = ['river', 'border', 'ferry', 'path', 'street', 'road'].map((kind) =>
    look(line(kind)),
  );
  expect(new Set(all).size).toBe(all.length);
  expect(look(line('road', { class: 'main' }))).not.toBe(look(line('road', { class: 'minor' })));
  expect(look(line('street', { class: 'avenue' }))).not.toBe(look(line('street')));
  // A class without a look of its own looks as its kind.
  expect(look(line('road', { class: 'gravel' }))).toBe(look(line('road')));
});

test('land lies under water, water under roads, whatever the order of the data', () => {
  const order = layersOf([...demo.features].reverse()).map(({ id }) => id.split(' ')[0]);
  expect(order.indexOf('land')).toBe(0);
  expect(order.lastIndexOf('lake')).toBeLessThan(order.indexOf('road'));
  expect(order.lastIndexOf('street')).toBeLessThan(order.indexOf('road'));
});

test('what is not known is not drawn, and a zoom that is none means always', () => {
  expect(layersOf([line('pipeline')])).toEqual([]);
  expect(layersOf([line('road', { min_zoom: 'far' }), line('road')])).toHaveLength(1);
  expect(layersOf([{ ...line('road'), properties: null }])).toEqual([]);
});
