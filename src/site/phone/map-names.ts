/** Names on the map, as HTML, so that every script is shaped by the phone's own letters. */
import type { Map as DrawnMap, Marker } from 'maplibre-gl';

export type Feature = {
  geometry: { type: string; coordinates: unknown };
  properties: Record<string, unknown> | null;
};
type Named = { element: HTMLElement; minZoom: number };
type MakeMarker = new (options: {
  element: HTMLElement;
  anchor?: 'top' | 'bottom';
  offset?: [number, number];
}) => Marker;

/** Adds the names of towns and quarters; of two that would overlap, the larger place stays. */
export function addNames(
  makeMarker: MakeMarker,
  map: DrawnMap,
  features: readonly Feature[],
  lang: string,
): void {
  const places = features
    .filter(({ geometry }) => geometry.type === 'Point')
    .sort(
      (a, b) =>
        Number(b.properties?.['population'] ?? 0) - Number(a.properties?.['population'] ?? 0),
    );
  const named: Named[] = [];
  for (const { geometry, properties } of places) {
    const name = nameOf(properties, lang);
    if (!name) continue;
    const element = document.createElement('span');
    element.className = properties?.['kind'] === 'quarter' ? 'mt q' : 'mt';
    element.dir = 'auto';
    element.textContent = name;
    new makeMarker({ element, anchor: 'top' })
      .setLngLat(geometry.coordinates as [number, number])
      .addTo(map);
    named.push({ element, minZoom: Number(properties?.['min_zoom'] ?? 0) });
  }
  const arrange = (): void => showWhatFits(named, map.getZoom());
  map.on('moveend', arrange);
  arrange();
}

function nameOf(properties: Feature['properties'], lang: string): string | undefined {
  const names = properties?.['names'] as Record<string, string | string[]> | undefined;
  const name = names?.[lang] ?? names?.['en'] ?? properties?.['name'];
  return Array.isArray(name) ? String(name[0]) : typeof name === 'string' ? name : undefined;
}

function showWhatFits(named: readonly Named[], zoom: number): void {
  const taken: DOMRect[] = [];
  for (const { element } of named) element.style.visibility = 'hidden';
  for (const { element, minZoom } of named) {
    if (zoom < minZoom) continue;
    const box = element.getBoundingClientRect();
    if (
      taken.some(
        (other) =>
          box.left < other.right + 4 &&
          other.left < box.right + 4 &&
          box.top < other.bottom &&
          other.top < box.bottom,
      )
    )
      continue;
    taken.push(box);
    element.style.visibility = '';
  }
}
