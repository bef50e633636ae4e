/** Draws the map: our own host's library, base map and places; no glyphs, sprites or tiles of others. */
import type * as Library from 'maplibre-gl';
import { addNames, type Feature } from './map-names.ts';
import { styleOf } from './map-style.ts';

type MapLibrary = typeof Library;
type Point = [code: string, lon: number, lat: number, name: string];

const LIBRARY = '/site/maplibre-gl.mjs';
const STYLE = '/site/maplibre-gl.css';
const WORKER = '/site/maplibre-gl-worker.mjs';
const BASE = '/site/basemap.geojson';
const PADDING_PX = 40;

/** Puts the map into `part`, with one link for each place, named as in the list below it. */
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
  part.append(box);
  const root = document.documentElement;
  const colours = getComputedStyle(root);
  const bounds = boundsOf(
    points.length ? points.map(([, lon, lat]) => [lon, lat]) : positions(base.features),
  );
  const map = new library.Map({
    container: box,
    attributionControl: false,
    locale: { 'Map.Title': part.dataset['label'] ?? '' },
    fadeDuration: matchMedia('(prefers-reduced-motion:reduce)').matches ? 0 : 300,
    style: styleOf(base, (token) => colours.getPropertyValue(`--wh-${token}`).trim()),
    ...(bounds ? { bounds, fitBoundsOptions: { padding: PADDING_PX, maxZoom: 14 } } : {}),
  });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  await new Promise<void>((done, fail) => {
    map.once('load', () => done());
    map.once('error', (event) => fail(event.error));
  });
  addNames(library.Marker, map, base.features, root.lang.split('-')[0] ?? 'en');
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
