/** Reads the whole directory in one moment of the database and writes a base (runs in a worker thread). */
import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { Database, Transaction } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import {
  encodePack,
  type NeedLabels,
  PackBuilder,
  PackInputError,
  type PlaceNames,
} from '../../finder/index.ts';
import { readHolidays } from '../read/holidays.ts';
import { idsOf } from '../read/load-sources.ts';
import { loadOrganizations } from '../read/organization.ts';
import { createPatterns } from '../read/patterns.ts';
import { loadPoints } from '../read/point.ts';
import { recordOf } from '../read/record-of.ts';
import { listingSources } from '../read/records.ts';
import {
  type BaseDescription,
  baseName,
  basePaths,
  describeBase,
  prepareFolder,
  publishBase,
  sha256,
} from './base.ts';
import { momentOf } from './change-feed.ts';
import { DocumentWriter } from './document-file.ts';
import { loadEnded } from './ended-codes.ts';

export type BuildOptions = {
  folder: string;
  territory: string;
  labels: NeedLabels;
  /** ms since 1970 UTC. */
  now: number;
};

export type Built = { base: BaseDescription; refused: string[] };

const BATCH = 500;

/** @returns the new base, already published, and the codes of records that a pack cannot hold. */
export async function buildBase(database: Database, options: BuildOptions): Promise<Built> {
  const { folder, now } = options;
  await prepareFolder(folder);
  const name = baseName(now, randomBytes(3).toString('hex'));
  const paths = basePaths(folder, name);
  const documents = await DocumentWriter.create(paths.documents);
  try {
    const { builder, refused, moment, holidays, points } = await look(
      database,
      { role: 'app_public', actor: 'public', purpose: 'build the finder index' },
      (tx) => readEverything(tx, options, documents),
    );
    await documents.finish();
    await writeSafely(paths.pack, encodePack(builder.finish(), { sha256 }));
    const base = describeBase({
      name,
      generatedAt: now,
      moment,
      holidays: Object.fromEntries(holidays),
      listings: builder.count,
      points,
    });
    await publishBase(folder, base);
    return { base, refused };
  } catch (error) {
    await documents.abandon().catch(() => {});
    await Promise.all(
      [paths.documents, `${paths.documents}.index`, paths.pack].map((path) =>
        rm(path, { force: true }),
      ),
    );
    throw error;
  }
}

async function readEverything(
  tx: Transaction,
  { labels, territory, now }: BuildOptions,
  documents: DocumentWriter,
): Promise<{
  builder: PackBuilder;
  refused: string[];
  moment: string;
  holidays: Map<string, number[]>;
  points: string[];
}> {
  const moment = await momentOf(tx);
  const holidays = await readHolidays(tx);
  const patterns = createPatterns(now, holidays);
  const builder = new PackBuilder({ now, territory, labels, places: await readPlaces(tx) });
  const refused: string[] = [];
  for await (const source of listingSources(tx)) {
    try {
      builder.add(recordOf(source, now, patterns));
    } catch (error) {
      if (!(error instanceof PackInputError)) throw error;
      refused.push(source.code);
    }
    await documents.add(source.code, { kind: 'listing', source });
  }
  for (const source of await loadEnded(tx)) {
    await documents.add(source.code, { kind: 'ended', source });
  }
  const organizations = idsOf(
    await tx.query('select id from directory.pub_organization order by id'),
    'id',
  );
  for (let from = 0; from < organizations.length; from += BATCH) {
    for (const source of await loadOrganizations(tx, organizations.slice(from, from + BATCH))) {
      await documents.add(source.code, { kind: 'organization', source });
    }
  }
  const points: string[] = [];
  const places = idsOf(
    await tx.query('select location_id from directory.pub_point order by location_id'),
    'location_id',
  );
  for (let from = 0; from < places.length; from += BATCH) {
    for (const source of await loadPoints(tx, places.slice(from, from + BATCH))) {
      points.push(source.code);
      await documents.add(source.code, { kind: 'point', source });
    }
  }
  return { builder, refused, moment, holidays, points };
}

/** The gazetteer as the finder reads it. */
async function readPlaces(tx: Transaction): Promise<PlaceNames> {
  const rows = await tx.query(
    'select id, names, lat, lon, coalesce(population, 0) as population from directory.pub_place_name order by id',
  );
  return rows.map((row) => ({
    id: Number(row['id']),
    names: row['names'] as Record<string, readonly string[]>,
    lat: Number(row['lat']),
    lon: Number(row['lon']),
    population: Number(row['population']),
  }));
}

async function writeSafely(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
}
