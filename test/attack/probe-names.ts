/**
 * Name probes (P4): an organisation asks its index for people who are known to another one, and for nobody at all.
 * Neither may find anything, and both must take the same time.
 * `node test/attack/probe-names.ts [--probes 1000]`: prints a table; ends with 1 on a hit or a difference over 5 %.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import {
  addOrganisation,
  asOwner,
  putTicketKey,
  ticketFor,
} from '../../src/firewall/context/testing.ts';

export type Probes = {
  probes: number;
  hits: number;
  ownHits: number;
  known: number;
  unknown: number;
  apart: number;
};

/** Medians in µs of one look-up; `apart` is their difference as a part of the lower one. `ownHits`: the control, at home. */
export async function probeNames(
  database: Database,
  { probes, people = 5_000 }: { probes: number; people?: number },
): Promise<Probes> {
  const key = await putTicketKey(database);
  const [home, other] = [await addOrganisation(database), await addOrganisation(database)];
  await asOwner(database, async (tx) => {
    await tx.execute(
      `insert into ident.blind (blind_id, org_id, purpose_id, field, bucket, subject)
       select gen_random_uuid(), o, 'desk.visit', 'surname_year', substr(sha256(o::text::bytea || int4send(n)), 1, 4), gen_random_uuid()
       from generate_series(1, $1::int) n, unnest($2::uuid[]) o`,
      [people, [home, other]],
    );
    await tx.execute('analyze ident.blind');
  });
  const buckets = await asOwner(database, (tx) =>
    tx.query<{ bucket: Buffer }>(
      'select bucket from ident.blind where org_id = $1 order by blind_id limit $2',
      [home, probes],
    ),
  );
  const client = await database.borrow('app_ident');
  const times = { known: [] as number[], unknown: [] as number[] };
  let [hits, ownHits] = [0, 0];
  const ask = async (org: string, bucket: Buffer): Promise<number> =>
    (
      await client.query({
        name: 'look up',
        text: `select subject from ident.blind where org_id = $1 and field = 'surname_year' and bucket = $2`,
        values: [org, bucket],
      })
    ).rows.length;
  const opened = async <T>(org: string, work: () => Promise<T>): Promise<T> => {
    await client.query('begin');
    await client.query('select fw.begin($1)', [
      ticketFor(key, { audience: 'app_ident', org, purpose: 'desk.visit' }),
    ]);
    const result = await work();
    await client.query('rollback');
    return result;
  };
  for (const [i, { bucket }] of buckets.entries())
    await opened(other, async () => {
      // In turns, in either order, so that neither is always the warm one.
      const both = [['known', bucket] as const, ['unknown', randomBytes(4)] as const];
      for (const [which, asked] of i % 2 ? both : both.reverse()) {
        const started = performance.now();
        const found = await ask(other, asked);
        times[which].push((performance.now() - started) * 1000);
        if (which === 'known') hits += found;
        // And with the other organisation named outright, or none named at all.
        if (which === 'known') hits += await ask(home, asked);
      }
    });
  for (const { bucket } of buckets.slice(0, 50))
    ownHits += await opened(home, () => ask(home, bucket));
  client.release(true);
  const [known, unknown] = [median(times.known), median(times.unknown)];
  return {
    probes: buckets.length,
    hits,
    ownHits,
    known,
    unknown,
    apart: Math.abs(known - unknown) / Math.min(known, unknown),
  };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

if (process.argv[1]?.endsWith('probe-names.ts')) {
  const { values } = parseArgs({ options: { probes: { type: 'string', default: '1000' } } });
  const cluster = await startTestCluster();
  const database = await freshDatabase();
  const { probes, hits, ownHits, known, unknown, apart } = await probeNames(database, {
    probes: Number(values.probes),
  });
  process.stdout.write(
    `| Probes | Hits | Median, known elsewhere | Median, known nowhere | Apart | Control: 50 at home |\n|--:|--:|--:|--:|--:|--:|\n| ${probes} | ${hits} | ${known.toFixed(0)} µs | ${unknown.toFixed(0)} µs | ${(apart * 100).toFixed(1)} % | ${ownHits} found |\n`,
  );
  await database.close();
  await cluster.stop();
  process.exitCode = hits > 0 || apart > 0.05 || ownHits < 50 ? 1 : 0;
}
