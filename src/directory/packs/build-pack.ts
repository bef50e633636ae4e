/** The pack of a territory in one language, for phones without internet (chapter 10, section 3.7). */
import type { Database, Transaction } from '../../database/index.ts';
import {
  encodePack,
  encodeTexts,
  type NeedLabels,
  PackBuilder,
  PackInputError,
  type PlaceNames,
} from '../../finder/index.ts';
import { look } from '../../firewall/index.ts';
import type { Listing } from '../listing.ts';
import { readHolidays } from '../read/holidays.ts';
import { listingOf } from '../read/listing-of.ts';
import { createPatterns } from '../read/patterns.ts';
import { recordOf } from '../read/record-of.ts';
import { listingSources } from '../read/records.ts';

export type PackRequest = {
  territory: string;
  /** Key of the texts in the pack, as the pages name the language (`fa`). */
  lang: string;
  /** BCP 47 of the readers (`fa-AF`). */
  tag: string;
  labels: NeedLabels;
  /** ms since 1970 UTC. */
  now: number;
  /** What else the phone keeps, by a number of its own: questions and answers. */
  more?: readonly (readonly [code: string, document: unknown])[];
  /** Ed25519 over the header. */
  sign?: (header: Uint8Array) => Uint8Array;
};

export type BuiltPack = { bytes: Uint8Array; listings: number };

/** Name of the further documents among the texts of a pack: no language (BCP 47, private use). */
const MORE = 'x-more';
/** Needs are understood in the pack's own language and in these. */
const HELPFUL_LABELS = ['en'];

/**
 * Reads the public views in one moment and makes the file. Hidden places are in it as their area only,
 * because the views hold nothing finer. What a phone cannot use (services that are withdrawn today) stays out.
 */
export function buildTerritoryPack(database: Database, request: PackRequest): Promise<BuiltPack> {
  return look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'build a pack for phones' },
    (tx) => build(tx, request),
  );
}

async function build(
  tx: Transaction,
  { territory, lang, tag, labels, now, more = [], sign }: PackRequest,
): Promise<BuiltPack> {
  const patterns = createPatterns(now, await readHolidays(tx));
  const spoken = Object.fromEntries(
    Object.entries(labels).filter(([key]) => key === lang || HELPFUL_LABELS.includes(key)),
  );
  const builder = new PackBuilder({ now, territory, labels: spoken, places: await readPlaces(tx) });
  const documents: [string, Listing][] = [];
  for await (const source of listingSources(tx)) {
    const listing = listingOf(source, tag, now, patterns);
    if (listing.freshness === 'withdrawn') continue;
    try {
      builder.add(recordOf(source, now, patterns));
    } catch (error) {
      if (!(error instanceof PackInputError)) throw error;
      continue;
    }
    documents.push([source.code, listing]);
  }
  const bytes = encodePack(builder.finish(), {
    texts: new Map([
      [lang, encodeTexts(documents)],
      ...(more.length ? [[MORE, encodeTexts(more)] as const] : []),
    ]),
    ...(sign ? { sign } : {}),
  });
  return { bytes, listings: documents.length };
}

async function readPlaces(tx: Transaction): Promise<PlaceNames> {
  const rows = await tx.query<{
    id: number;
    names: Record<string, string[]>;
    lat: number;
    lon: number;
    population: number;
  }>(
    `select id, names, lat, lon, coalesce(population, 0) as population from directory.pub_place_name order by id`,
  );
  return rows;
}
