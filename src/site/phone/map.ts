/** Draws the map: our own host's library, base map and places; no glyphs, sprites or tiles of others. */

import type * as Library from 'maplibre-gl';

type MapLibrary = typeof Library;
type Point = [code: string, lon: number, lat: number, name: string];
type Feature = {
  geometry: { type: string; coordinates: unknown };
  properties: Record<string, unknown> | null;
};

const LIBRARY = '/site/maplibre-gl.mjs';
const STYLE = '/site/maplibre-gl.css';
const WORKER = '/site/maplibre-gl-worker.mjs';
const BASE = '/site/basemap.geojson';

/** Puts the map into `part`, with one button for each place, named as in the list below it. */
export async function drawMap(part: HTMLElement): Promise<void> {
  const points = JSON.parse(part.dataset['points'] ?? '[]') as Point[];
  const [library, base] = await Promise.all([
    import(LIBRARY) as Promise<MapLibrary>,
    fetch(BASE).then(async (answer) => (await answer.json()) as { features: Feature[] }),
    stylesheet(),
  ]);
  library.setWorkerUrl(new URL(WORKER, location.href).href);
  const box = document.createElement('div');
  box.className = 'map';
  box.setAttribute('role', 'application');
  box.setAttribute('aria-label', part.dataset['label'] ?? '');
  part.append(box);
  const colour = (name: string): string =>
    getComputedStyle(document.documentElement).getPropertyValue(`--wh-${name}`).trim();
  const bounds = boundsOf(
    points.length ? points.map(([, lon, lat]) => [lon, lat]) : positions(base.features),
  );
  const still = matchMedia('(prefers-reduced-motion:reduce)').matches;
  const map = new library.Map({
    container: box,
    attributionControl: false,
    ...(bounds ? { bounds, fitBoundsOptions: { padding: 48, maxZoom: 14 } } : {}),
    ...(still ? { fadeDuration: 0 } : {}),
    style: {
      version: 8,
      sources: { base: { type: 'geojson', data: base as never } },
      layers: [
        { id: 'ground', type: 'background', paint: { 'background-color': colour('shade') } },
        {
          id: 'land',
          type: 'fill',
          source: 'base',
          filter: [
            'all',
            ['==', ['geometry-type'], 'Polygon'],
            ['!', ['in', ['get', 'kind'], ['literal', ['water', 'sea', 'lake']]]],
          ],
          paint: { 'fill-color': colour('paper'), 'fill-outline-color': colour('edge') },
        },
        {
          id: 'water',
          type: 'fill',
          source: 'base',
          filter: [
            'all',
            ['==', ['geometry-type'], 'Polygon'],
            ['in', ['get', 'kind'], ['literal', ['water', 'sea', 'lake']]],
          ],
          paint: { 'fill-color': colour('accent-soft') },
        },
        {
          id: 'river',
          type: 'line',
          source: 'base',
          filter: [
            'all',
            ['==', ['geometry-type'], 'LineString'],
            ['in', ['get', 'kind'], ['literal', ['river', 'coast']]],
          ],
          paint: { 'line-color': colour('accent'), 'line-width': 1.5, 'line-opacity': 0.5 },
        },
        {
          id: 'road',
          type: 'line',
          source: 'base',
          filter: [
            'all',
            ['==', ['geometry-type'], 'LineString'],
            ['!', ['in', ['get', 'kind'], ['literal', ['river', 'coast']]]],
          ],
          paint: { 'line-color': colour('edge'), 'line-width': 1.2 },
        },
      ],
    },
  });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  await new Promise<void>((done, fail) => {
    map.once('load', () => done());
    map.once('error', (event) => fail(event.error));
  });
  for (const feature of base.features) addName(library, map, feature);
  for (const point of points) addPoint(library, map, point);
}

function stylesheet(): Promise<void> {
  return new Promise((done, fail) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = STYLE;
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => fail(new Error('no stylesheet')));
    document.head.append(link);
  });
}

/** Towns are named by HTML, so that every script is shaped by the phone's own letters. */
function addName(
  library: MapLibrary,
  map: InstanceType<MapLibrary['Map']>,
  { geometry, properties }: Feature,
): void {
  if (geometry.type !== 'Point') return;
  const lang = document.documentElement.lang.split('-')[0] ?? 'en';
  const names = properties?.['names'] as Record<string, string | string[]> | undefined;
  const own =
    names?.[lang] ??
    properties?.[`name:${lang}`] ??
    properties?.[`name_${lang}`] ??
    properties?.['name'];
  const name = Array.isArray(own) ? String(own[0]) : own;
  if (typeof name !== 'string') return;
  const element = document.createElement('span');
  element.className = 'mt';
  element.dir = 'auto';
  element.textContent = name;
  new library.Marker({ element }).setLngLat(geometry.coordinates as [number, number]).addTo(map);
}

function addPoint(
  library: MapLibrary,
  map: InstanceType<MapLibrary['Map']>,
  [code, lon, lat, name]: Point,
): void {
  const element = document.createElement('a');
  element.className = 'mp';
  element.href = `${location.pathname.split('/', 2).join('/')}/s/${code}`;
  element.setAttribute('aria-label', name);
  element.title = name;
  element.innerHTML = '<svg class="i" aria-hidden="true"><use href="#pin"/></svg>';
  new library.Marker({ element, anchor: 'bottom' }).setLngLat([lon, lat]).addTo(map);
}

function positions(features: readonly Feature[]): number[][] {
  const found: number[][] = [];
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === 'number') found.push(value as number[]);
    else for (const inner of value as unknown[]) walk(inner);
  };
  for (const { geometry } of features) walk(geometry.coordinates);
  return found;
}

function boundsOf(all: readonly number[][]): [[number, number], [number, number]] | undefined {
  if (!all.length) return undefined;
  const lons = all.map(([lon = 0]) => lon);
  const lats = all.map(([, lat = 0]) => lat);
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
}
