/** How the base map looks: the page's own colours, lines by kind, nothing from elsewhere. */
import type { FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

const WATER = ['lake', 'water', 'sea'];
/** Features say from which zoom on they are worth their ink. */
const IN_ZOOM = ['>=', ['zoom'], ['coalesce', ['get', 'min_zoom'], 0]];

function of(type: 'Polygon' | 'LineString', ...kinds: readonly string[]): FilterSpecification {
  return [
    'all',
    ['==', ['geometry-type'], type],
    ['in', ['get', 'kind'], ['literal', kinds]],
    IN_ZOOM,
  ] as unknown as FilterSpecification;
}

/** @param colour the value of a colour token */
export function styleOf(base: unknown, colour: (token: string) => string): StyleSpecification {
  const line = (
    id: string,
    kinds: readonly string[],
    token: string,
    width: number,
    dash?: number[],
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: 'base',
    filter: of('LineString', ...kinds),
    paint: {
      'line-color': colour(token),
      'line-width': width,
      ...(dash ? { 'line-dasharray': dash } : {}),
    },
  });
  const fill = (
    id: string,
    kinds: readonly string[],
    token: string,
    outline?: string,
  ): LayerSpecification => ({
    id,
    type: 'fill',
    source: 'base',
    filter: of('Polygon', ...kinds),
    paint: {
      'fill-color': colour(token),
      ...(outline ? { 'fill-outline-color': colour(outline) } : {}),
    },
  });
  return {
    version: 8,
    sources: { base: { type: 'geojson', data: base as never } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('shade') } },
      fill('land', ['land'], 'paper', 'edge'),
      fill('park', ['park'], 'accent-soft'),
      fill('water', WATER, 'shade', 'edge'),
      line('river', ['river', 'coast'], 'accent', 1.2),
      line('border', ['border'], 'line', 2, [3, 2]),
      line('ferry', ['ferry'], 'edge', 1, [2, 3]),
      line('street', ['street', 'path'], 'line', 1.5),
      line('road', ['road'], 'edge', 1.2),
    ],
  };
}
