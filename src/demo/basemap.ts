/**
 * Draws `demo/basemap.geojson`: coast, regions, water, parks, roads, ferry lines and town names.
 * `node src/demo/basemap.ts` writes it anew; the same program gives the same bytes.
 *
 * Each feature has `kind` (land, border, lake, river, park, road, street, ferry, town, quarter,
 * region) and `min_zoom`, the zoom from which it is worth showing; names are in `names` per language.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoGazetteer, type GazetteerPlace } from './gazetteer.ts';
import { coastOf, ISLANDS, type Point } from './land.ts';
import { borders } from './map-borders.ts';
import { lines } from './map-roads.ts';
import { lakes, parks, rivers } from './map-water.ts';

type Geometry =
  | { type: 'Point'; coordinates: Point }
  | { type: 'LineString'; coordinates: Point[] }
  | { type: 'Polygon'; coordinates: Point[][] };
export type MapFeature = {
  type: 'Feature';
  properties: Record<string, unknown>;
  geometry: Geometry;
};
export type BaseMap = { type: 'FeatureCollection'; features: MapFeature[] };

const round = ([x, y]: Point): Point => [Math.round(x * 1e4) / 1e4, Math.round(y * 1e4) / 1e4];

function feature(properties: Record<string, unknown>, geometry: Geometry): MapFeature {
  return { type: 'Feature', properties, geometry };
}

function area(
  kind: string,
  min_zoom: number,
  points: readonly Point[],
  names?: object,
): MapFeature {
  return feature(
    { kind, min_zoom, ...(names ? { names } : {}) },
    { type: 'Polygon', coordinates: [points.map(round)] },
  );
}

function line(
  kind: string,
  min_zoom: number,
  points: readonly Point[],
  more: object = {},
): MapFeature {
  return feature(
    { kind, min_zoom, ...more },
    { type: 'LineString', coordinates: points.map(round) },
  );
}

function label(place: GazetteerPlace): MapFeature {
  const { kind, population = 0, lon, lat } = place;
  const min_zoom =
    kind === 'quarter' ? 11.5 : population > 80_000 ? 5 : population > 20_000 ? 7 : 8.5;
  const names = Object.fromEntries(
    Object.entries(place.names).map(([lang, [name]]) => [lang, name]),
  );
  return feature({ kind, min_zoom, population, names }, { type: 'Point', coordinates: [lon, lat] });
}

export function baseMap(): BaseMap {
  const STREET_ZOOM = { main: 5, minor: 7, avenue: 10, street: 11, ferry: 5 } as Record<
    string,
    number
  >;
  return {
    type: 'FeatureCollection',
    features: [
      ...ISLANDS.map((island) => {
        const coast = coastOf(island);
        return area('land', 0, [...coast, coast[0] as Point]);
      }),
      ...parks().map(({ name, points }) => area('park', 7, points, { en: name })),
      ...lakes().map(({ name, points }) => area('lake', 5, points, { en: name })),
      ...rivers().map(({ name, points }) =>
        line('river', 6, points, { names: { en: `River ${name}` } }),
      ),
      ...borders().map((points) => line('border', 5, points)),
      ...lines().map((road) =>
        line(road.kind, STREET_ZOOM[road.class] as number, road.points, {
          class: road.class,
          ...(road.name ? { names: { en: road.name } } : {}),
        }),
      ),
      ...demoGazetteer()
        .filter((place) => place.kind === 'town' || place.kind === 'quarter')
        .map(label),
    ],
  };
}

/** One feature a line, so that a change of the map reads well in a diff. */
export function baseMapText(): string {
  const features = baseMap().features.map((one) => JSON.stringify(one));
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`;
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', '..', 'demo', 'basemap.geojson');
  const text = baseMapText();
  writeFileSync(path, text);
  process.stdout.write(`demo/basemap.geojson: ${Buffer.byteLength(text)} bytes\n`);
}
