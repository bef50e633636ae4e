/**
 * How the base map looks: the page's own colours, each kind of thing in its own way, from the zoom on from
 * which the data say that it is worth its ink; nothing from elsewhere.
 */
import type { FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Feature } from './map-names.ts';

/** Width in pixels at zoom 5, 10 and 14. */
type Widths = readonly [number, number, number];
type Look =
  | { of: 'Polygon'; fill: string; outline?: string }
  | { of: 'LineString'; line: string; width: Widths; dash?: readonly number[] };

const WATER: Look = { of: 'Polygon', fill: 'shade', outline: 'edge' };
const STREET: Look = { of: 'LineString', line: 'line', width: [0.5, 1, 3] };

/** From the ground up: what comes later lies on top. Of a kind, `<kind> <class>` goes before the kind alone. */
const LOOKS: Readonly<Record<string, Look>> = {
  land: { of: 'Polygon', fill: 'paper', outline: 'edge' },
  park: { of: 'Polygon', fill: 'accent-soft' },
  lake: WATER,
  water: WATER,
  sea: WATER,
  river: { of: 'LineString', line: 'accent', width: [0.6, 1.2, 3] },
  coast: { of: 'LineString', line: 'accent', width: [0.6, 1.2, 2] },
  border: { of: 'LineString', line: 'edge', width: [1, 1.5, 2], dash: [3, 2] },
  ferry: { of: 'LineString', line: 'edge', width: [1, 1, 1.5], dash: [2, 3] },
  path: { of: 'LineString', line: 'line', width: [0.5, 1, 1.5], dash: [2, 2] },
  street: STREET,
  'street avenue': { of: 'LineString', line: 'line', width: [0.8, 2, 6] },
  road: { of: 'LineString', line: 'edge', width: [0.6, 1, 2.5] },
  'road minor': { of: 'LineString', line: 'edge', width: [0.4, 0.8, 2] },
  'road main': { of: 'LineString', line: 'edge', width: [1.2, 2.4, 4] },
};

/** The look of a feature: its name in `LOOKS`, and the zoom from which it is drawn. */
function lookOf({ properties }: Feature): { name: string; from: number } | undefined {
  const kind = String(properties?.['kind']);
  const withClass = `${kind} ${String(properties?.['class'])}`;
  const name = withClass in LOOKS ? withClass : kind;
  const from = Number(properties?.['min_zoom'] ?? 0);
  return name in LOOKS ? { name, from: Number.isFinite(from) ? from : 0 } : undefined;
}

/**
 * One layer for each kind and zoom that the data have, in the order of `LOOKS`.
 * @param colour the value of a colour token
 */
export function styleOf(
  base: { features: readonly Feature[] },
  colour: (token: string) => string,
): StyleSpecification {
  const zooms = new Map<string, Set<number>>();
  for (const feature of base.features) {
    const look = lookOf(feature);
    if (look) zooms.set(look.name, (zooms.get(look.name) ?? new Set()).add(look.from));
  }
  const layers = Object.entries(LOOKS).flatMap(([name, look]) =>
    [...(zooms.get(name) ?? [])].map((from) => layerOf(name, look, from, colour)),
  );
  return {
    version: 8,
    sources: { base: { type: 'geojson', data: base as never } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('shade') } },
      ...layers,
    ],
  };
}

function layerOf(
  name: string,
  look: Look,
  from: number,
  colour: (token: string) => string,
): LayerSpecification {
  const rest = {
    id: `${name} from ${String(from)}`,
    source: 'base',
    minzoom: from,
    filter: filterOf(name, look.of, from),
  };
  if (look.of === 'Polygon') {
    const outline = look.outline ? { 'fill-outline-color': colour(look.outline) } : {};
    return { ...rest, type: 'fill', paint: { 'fill-color': colour(look.fill), ...outline } };
  }
  const [far, middle, near] = look.width;
  return {
    ...rest,
    type: 'line',
    layout: { 'line-cap': look.dash ? 'butt' : 'round', 'line-join': 'round' },
    paint: {
      'line-color': colour(look.line),
      'line-width': ['interpolate', ['linear'], ['zoom'], 5, far, 10, middle, 14, near],
      ...(look.dash ? { 'line-dasharray': [...look.dash] } : {}),
    },
  };
}

/** Features of this look: those with a class that has a look of its own are not of the kind alone. */
function filterOf(name: string, type: Look['of'], from: number): FilterSpecification {
  const [kind = '', only] = name.split(' ', 2);
  const others = Object.keys(LOOKS).flatMap((other) =>
    other.startsWith(`${kind} `) ? [other.slice(kind.length + 1)] : [],
  );
  const ofClass = ['coalesce', ['get', 'class'], ''];
  return [
    'all',
    ['==', ['geometry-type'], type],
    ['==', ['get', 'kind'], kind],
    only === undefined ? ['!', ['in', ofClass, ['literal', others]]] : ['==', ofClass, only],
    ['==', ['to-number', ['coalesce', ['get', 'min_zoom'], 0], 0], from],
  ] as unknown as FilterSpecification;
}
