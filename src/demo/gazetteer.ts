/** The places of Selmora: 1 country, 7 regions, 32 towns and 14 quarters, in `demo/gazetteer.json`. */
import data from '#root/demo/gazetteer.json' with { type: 'json' };

export const COUNTRY = 'XW';
export const TIME_ZONE = 'Europe/Lisbon';

export type GazetteerPlace = {
  /** The file's own code: country, region, town, quarter, each two digits longer. */
  code: string;
  kind: 'country' | 'region' | 'district' | 'town' | 'quarter' | 'village' | 'stop';
  parent?: string;
  country: string;
  /** Language → spellings; the first is the one to show. */
  names: Record<string, readonly string[]>;
  lat: number;
  lon: number;
  population?: number;
};

const places = data as readonly GazetteerPlace[];
const byCode = new Map(places.map((place) => [place.code, place]));

/** Every place, parents before their children. */
export function demoGazetteer(): readonly GazetteerPlace[] {
  return places;
}

export function placeOf(code: string): GazetteerPlace {
  const place = byCode.get(code);
  if (!place) throw new Error(`No place ${code} in the gazetteer`);
  return place;
}

/** The name to show in `lang`; English where there is none. */
export function placeName(code: string, lang = 'en'): string {
  const { names } = placeOf(code);
  return (names[lang] ?? names['en'])?.[0] as string;
}

/** The town of a quarter; a town is its own. */
export function townOf(code: string): GazetteerPlace {
  const place = placeOf(code);
  return place.kind === 'quarter' ? placeOf(place.parent as string) : place;
}

export function regionOf(code: string): GazetteerPlace {
  const place = placeOf(code);
  if (place.kind === 'region' || place.kind === 'country') return place;
  return regionOf(place.parent as string);
}

/** Towns and quarters: where services stand. Towns that are split into quarters stand for their centre. */
export function settlements(): readonly GazetteerPlace[] {
  return places.filter((place) => place.kind === 'town' || place.kind === 'quarter');
}
