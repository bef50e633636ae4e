/** What the public pages are given of this installation: its directory, places, cards and settings. */
import { dateOf } from './languages/days.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Database } from './database/index.ts';
import { readPlaceBook } from './directory/gazetteer/index.ts';
import { feedbackCounts, type LiveIndex, recordFeedback } from './directory/index.ts';
import { openInfo, openKits, openShelf, reportKit, suggest } from './guidance/index.ts';
import { wallClock } from './languages/dates.ts';
import { zoneTransitions } from './languages/zone.ts';
import type { SiteHouse } from './site/index.ts';

const MOST_PLACES = 12;
export const A_YEAR = 366 * 86_400_000;
/** The gazetteer changes by an operator's command; pages offer the new names within this time. */
const PLACES_EVERY = 60_000;

export type PlacedHouse = SiteHouse & {
  /** A place and all that it lies in. */
  placeLine(id: number): readonly number[];
};

/** The pages' view of the house over a ready index; `demo` says on every page that the country is made up. */
export async function siteHouse(
  { config, database }: { config: Config; database: Database },
  index: LiveIndex,
  demo: boolean,
): Promise<PlacedHouse> {
  let book = await readPlaceBook(database);
  const refresh = setInterval(() => {
    // While the database is away the book that we have stays good.
    readPlaceBook(database).then(
      (next) => {
        book = next;
      },
      () => {},
    );
  }, PLACES_EVERY);
  refresh.unref();
  const basemap = join(import.meta.dirname, '..', 'demo', 'basemap.geojson');
  const packs = join(config.dataFolder, 'packs');
  const zone = zoneTransitions(config.timeZone, Date.now() - A_YEAR, Date.now() + 5 * A_YEAR);
  return {
    settings: {
      name: config.name,
      origin: config.origin,
      territory: config.territory,
      zone,
      neutralAddress: config.neutralAddress,
      emergencyNumbers: config.emergencyNumbers.map(({ kind, number }) => ({
        kind,
        number,
        free: true,
      })),
      demo,
      ...(demo && existsSync(basemap) ? { basemap } : {}),
      packs,
    },
    now: Date.now,
    generation: () => index.pack(),
    find: (query) => index.find(query),
    places: (text, lang) =>
      index.places(text, lang).flatMap(({ id }) => book.place(id, lang) ?? []),
    place: (id, lang) => book.place(id, lang),
    placeLine: (id) => book.line(id),
    largerPlaces: (lang) => book.larger(lang, MOST_PLACES),
    listings: async (codes, lang) => index.listings(codes, lang, Date.now()),
    ended: (code, lang) => index.ended(code, lang),
    organization: async (code, lang) => {
      const page = index.organization(code, lang, Date.now());
      return page && { ...page, services: page.listings.map((listing) => listing.code) };
    },
    point: async (code, lang) => pointForSite(index, code, lang),
    cards: {
      shelf: openShelf(database, {
        now: Date.now,
        today: () => dateOf(wallClock(Date.now(), zone).day),
      }),
      suggest: (suggestion) => suggest(database, suggestion),
      papers: ['leaflet', 'poster', 'pocket'],
      kits: {
        ...openKits(database, Date.now),
        report: (report) => reportKit(database, report),
      },
      info: openInfo(database, Date.now),
    },
    recordFeedback: (feedback) => recordFeedback(database, feedback),
    feedbackCounts: (code) => feedbackCounts(database, code),
  };
}

function pointForSite(
  index: LiveIndex,
  code: string,
  lang: string,
): Awaited<ReturnType<SiteHouse['point']>> {
  const page = index.point(code, lang, Date.now());
  if (!page) return undefined;
  const { place, agreement, listings } = page;
  const { kind, ...rest } = agreement;
  return {
    code: page.code,
    kind: page.kind,
    name: place.name ?? { text: page.code, lang: 'und' },
    ...(place.address ? { address: place.address } : {}),
    ...(place.area ? { area: place.area } : {}),
    ...(place.position ? { position: place.position } : {}),
    spaces: page.spaces,
    agreement: { ...rest, ...(kind === 'none' ? {} : { kind }) },
    ...(page.otherPoint ? { otherPoint: page.otherPoint } : {}),
    services: listings.map((listing) => listing.code),
  };
}
