/**
 * PostgreSQL with PostGIS from the system's packages, in a throw-away cluster that runs as an
 * ordinary user: the same records, two sets of indexes, the better one counts (chapter 10, section 3.8).
 */
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { FACT_CODES, FACTS, type FactCode } from '../../src/directory/fact-codes.ts';
import { NEED_CODES } from '../../src/directory/needs.ts';
import type { FinderQuery } from '../../src/finder/query.ts';
import type { FinderRecord } from '../../src/finder/record.ts';
import { TEST_DAY, type World } from '../../src/finder/testing.ts';
import { type Figures, figuresOf, medianOf } from './figures.ts';

const VERSIONS = '/usr/lib/postgresql';
const PORT = 54_329;
const RUNS = 3;
/** Counting all takes PostGIS long; so many questions are counted. */
export const COUNTS_COMPARED = 300;

export type PostgisTimes = {
  version: string;
  loadSeconds: number;
  /** Figures per set of indexes. */
  times: { indexes: string; question: string; place: Figures; noPlace: Figures }[];
};
export type Asked = { query: FinderQuery; radiusM: number | undefined; fits: number };

/** A reason why there is no PostGIS to compare with, or its folder of programs. */
export function findPostgis(): { bin: string } | { missing: string } {
  const versions = existsSync(VERSIONS)
    ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))
    : [];
  for (const version of versions) {
    const control = `/usr/share/postgresql/${version}/extension/postgis.control`;
    const bin = join(VERSIONS, version, 'bin');
    if (existsSync(control) && existsSync(join(bin, 'initdb'))) return { bin };
  }
  return {
    missing:
      'no PostgreSQL with PostGIS under /usr/lib/postgresql (Debian: postgresql-15-postgis-3)',
  };
}

/** One number per thing a record can have, for the array index. */
const languageTags = new Map<string, number>();
function languageTag(lang: string): number {
  let tag = languageTags.get(lang);
  if (tag === undefined) {
    tag = 2_000 + languageTags.size;
    languageTags.set(lang, tag);
  }
  return tag;
}
const needTag = (need: string): number => 1 + NEED_CODES.indexOf(need);
const factTag = (code: FactCode, value: 1 | 2): number =>
  1_000 + FACT_CODES.indexOf(code) * 2 + value;

function tagsOf(record: FinderRecord): number[] {
  const facts = Object.entries(record.facts) as [FactCode, 1 | 2][];
  return [
    ...record.needs.map(needTag),
    ...facts.map(([code, value]) => factTag(code, value)),
    ...record.languages.map(({ lang }) => languageTag(lang)),
  ];
}

/** The tags that all must be there: known and wished, as our own group `fits` asks. */
function wantedTags({ needs, facts, languages }: FinderQuery): number[] {
  return [
    ...needs.map(needTag),
    ...(facts ?? []).map((code) => factTag(code, FACTS[code].favourable === 'no' ? 2 : 1)),
    ...(languages ?? []).map(languageTag),
  ];
}

/** Loads, checks the counts of `fits` against ours, and measures. */
export async function measurePostgis(
  bin: string,
  world: World,
  asked: readonly Asked[],
): Promise<PostgisTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'finder-postgis-'));
  const asRoot = process.getuid?.() === 0;
  const owner = asRoot ? 'postgres' : '';
  const run = (program: string, ...args: string[]): void => {
    const command = asRoot
      ? ['runuser', '-u', owner, '--', join(bin, program), ...args]
      : [join(bin, program), ...args];
    const { status, stderr } = spawnSync(command[0] as string, command.slice(1), {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: '/',
    });
    if (status !== 0) throw new Error(`${program}: ${stderr}`);
  };
  if (asRoot) chownTo(folder, owner);
  const data = join(folder, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'bench', '-E', 'UTF8', '--no-sync');
  const settings = [
    'fsync=off',
    'shared_buffers=2GB',
    'work_mem=64MB',
    'maintenance_work_mem=1GB',
    'jit=off',
    'max_parallel_workers_per_gather=0',
    'max_wal_size=4GB',
    'listen_addresses=',
    `port=${PORT}`,
    `unix_socket_directories=${folder}`,
  ];
  const options = settings.flatMap((setting) => ['-c', setting]).join(' ');
  run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  const client = new pg.Client({ host: folder, port: PORT, user: 'bench', database: 'postgres' });
  try {
    await client.connect();
    const start = performance.now();
    await load(client, world, folder);
    const loadSeconds = (performance.now() - start) / 1000;
    const version = await client.query<{ version: string }>(
      'SELECT postgis_full_version() AS version',
    );
    const times: PostgisTimes['times'] = [];
    const near = asked.filter(({ query }) => query.place !== undefined);
    const anywhere = asked.filter(({ query }) => query.place === undefined);
    for (const [indexes, statements] of Object.entries(INDEXES)) {
      await client.query('DROP INDEX IF EXISTS a; DROP INDEX IF EXISTS b');
      for (const statement of statements) await client.query(statement);
      await client.query('VACUUM ANALYZE place');
      if (times.length === 0) await checkCounts(client, asked.slice(0, COUNTS_COMPARED));
      for (const [question, statementOf] of Object.entries(QUESTIONS)) {
        times.push({
          indexes,
          question,
          place: await time(client, near, statementOf),
          noPlace: await time(client, anywhere, statementOf),
        });
      }
    }
    return {
      version: /[0-9.]+/.exec(version.rows[0]?.version ?? '')?.[0] ?? '',
      loadSeconds,
      times,
    };
  } finally {
    await client.end().catch(() => undefined);
    run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
    rmSync(folder, { recursive: true, force: true });
  }
}

const INDEXES = {
  'geography GiST + intarray GIN': [
    'CREATE INDEX a ON place USING gist (at)',
    'CREATE INDEX b ON place USING gin (tags gin__int_ops)',
  ],
  'one GiST over both': ['CREATE INDEX a ON place USING gist (at, tags gist__intbig_ops)'],
};

function chownTo(folder: string, owner: string): void {
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, owner], { encoding: 'utf8' }).stdout);
  chownSync(folder, id('-u'), id('-g'));
}

async function load(client: pg.Client, world: World, folder: string): Promise<void> {
  await client.query('CREATE EXTENSION postgis; CREATE EXTENSION intarray');
  await client.query(
    'CREATE UNLOGGED TABLE place (code int, at geography(Point), anywhere boolean, paused boolean, tags int[])',
  );
  const path = join(folder, 'records.tsv');
  const out = createWriteStream(path);
  for (const record of world.records()) {
    if (record.withdrawDay < TEST_DAY) continue;
    const { position: at } = record;
    const point = at === undefined ? '\\N' : `SRID=4326;POINT(${at.lon} ${at.lat})`;
    const isRemote = record.remote === true || record.facts.remote === 1;
    const line = `${record.code}\t${point}\t${isRemote}\t${record.paused === true}\t{${tagsOf(record).join()}}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  await client.query(`COPY place FROM '${path}'`);
}

type Statement = { name: string; text: string; values: unknown[] };

/** All within a radius, for questions that we answered from the whole territory. */
const WHOLE_M = 20_000_000;
const POINT = 'ST_MakePoint($1, $2)::geography';

/** Where a question looks: `$1` to `$3` are longitude, latitude and metres, when it names a place. */
function whereOf({ query, radiusM }: Asked): { near: string; metres: string; values: unknown[] } {
  const { place } = query;
  if (place === undefined || !('lat' in place)) return { near: 'true', metres: 'code', values: [] };
  return {
    near: `ST_DWithin(at, ${POINT}, $3, false)`,
    metres: `ST_Distance(at, ${POINT}, false)`,
    values: [place.lon, place.lat, radiusM ?? WHOLE_M],
  };
}

/** The ten nearest of which all that is wished is known: what a plain search does. */
function tenThatFit(asked: Asked): Statement {
  const { near, metres, values } = whereOf(asked);
  const text = `SELECT code FROM place WHERE tags @> $${values.length + 1}::int[] AND NOT paused AND ${near}
    ORDER BY ${metres} LIMIT 10`;
  return { name: `ten ${values.length}`, text, values: [...values, wantedTags(asked.query)] };
}

/**
 * What the finder answers, but for services by phone: the three groups counted, and the ten best by
 * group, number of unknown wishes and distance.
 */
function sameAnswer(asked: Asked): Statement {
  const { near, metres, values } = whereOf(asked);
  const { needs, facts, languages } = asked.query;
  const all = [...values];
  const next = (value: unknown): string => `$${all.push(value)}::int[]`;
  const have = needs.length === 0 ? 'true' : `tags && ${next(needs.map(needTag))}`;
  const wishes = [...new Set(facts)].map((code) => {
    const wanted = FACTS[code].favourable === 'no' ? 2 : 1;
    const met = next([factTag(code, wanted)]);
    const against = next([factTag(code, wanted === 1 ? 2 : 1)]);
    return `CASE WHEN tags @> ${met} THEN 0 WHEN tags @> ${against} THEN 16 ELSE 1 END`;
  });
  if (languages !== undefined) {
    const met = next(languages.map(languageTag));
    const complete = next([factTag('languages_complete', 1)]);
    const onRequest = next([factTag('interpreter_on_request', 1)]);
    wishes.push(
      `CASE WHEN tags && ${met} THEN 0 WHEN tags @> ${complete} AND NOT tags @> ${onRequest} THEN 16 ELSE 1 END`,
    );
  }
  const text = `SELECT code, unmet, count(*) FILTER (WHERE unmet = 0) OVER () AS fits,
      count(*) FILTER (WHERE unmet BETWEEN 1 AND 15) OVER () AS may_fit,
      count(*) FILTER (WHERE unmet >= 16) OVER () AS close
    FROM (SELECT code, ${metres} AS metres, ${['0', ...wishes].join(' + ')} AS unmet
          FROM place WHERE ${have} AND NOT paused AND ${near}) AS judged
    WHERE unmet < 32 ORDER BY unmet >= 16, unmet, metres LIMIT 10`;
  const shape = [values.length, needs.length, facts === undefined ? 0 : new Set(facts).size];
  return { name: `same ${shape.join(' ')} ${languages === undefined ? 0 : 1}`, text, values: all };
}

const QUESTIONS = { 'ten that fit': tenThatFit, 'the same answer': sameAnswer };

async function time(
  client: pg.Client,
  asked: readonly Asked[],
  statementOf: (asked: Asked) => Statement,
): Promise<Figures> {
  const runs: Figures[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const times: number[] = [];
    for (const one of asked) {
      const statement = statementOf(one);
      const start = performance.now();
      await client.query(statement);
      times.push(performance.now() - start);
    }
    if (run > 0) runs.push(figuresOf(times));
  }
  return medianOf(runs);
}

/** Services by phone are everywhere in our answers; distances of PostGIS are spherical as ours. */
async function checkCounts(client: pg.Client, asked: readonly Asked[]): Promise<void> {
  for (const { query, radiusM, fits } of asked) {
    const { place } = query;
    const near =
      place === undefined || !('lat' in place) || radiusM === undefined
        ? 'true'
        : `(anywhere OR ST_DWithin(at, ST_MakePoint(${place.lon}, ${place.lat})::geography, ${radiusM}, false))`;
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM place WHERE tags @> $1::int[] AND NOT paused AND ${near}`,
      [wantedTags(query)],
    );
    if (Math.abs((rows[0]?.count ?? -1) - fits) > 0) {
      throw new Error(
        `PostGIS counts ${rows[0]?.count}, the finder ${fits}: ${JSON.stringify(query)}`,
      );
    }
  }
}
