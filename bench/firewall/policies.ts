/**
 * What the row policies cost by themselves: the same statements in the same transactions, with the context open, on guarded
 * tables and on copies of them without policies. `node bench/firewall/policies.ts [--rounds 60]`
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import { addOrganisation, putTicketKey, ticketFor } from '../../src/firewall/context/testing.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '60' } } });
const cluster = await startTestCluster();
const database = await freshDatabase();
const key = await putTicketKey(database);
const [org, other] = [await addOrganisation(database), await addOrganisation(database)];
const subject = randomUUID();
const owner = await database.borrow('migrate');
await owner.query(
  `insert into casework.person (subject, org_id, purpose_id, last_contact)
   select gen_random_uuid(), (array[$1, $2]::uuid[])[1 + n % 2], 'desk.visit', date '2026-01-01' + n % 300 from generate_series(1, 100000) n`,
  [org, other],
);
await owner.query(
  `insert into casework.person (subject, org_id, purpose_id) values ($1, $2, 'desk.visit')`,
  [subject, org],
);
await owner.query(
  `create table directory.without_policies (like casework.person including indexes);
   insert into directory.without_policies select * from casework.person;
   grant usage on schema directory to app_desk; grant select on directory.without_policies to app_desk;
   analyze casework.person; analyze directory.without_policies`,
);
owner.release();

const client = await database.borrow('app_desk');
const point = (table: string): [string, unknown[]] => [
  `select * from ${table} where subject = $1`,
  [subject],
];
const list = (table: string): [string, unknown[]] => [
  `select * from ${table} where org_id = $1 order by last_contact limit 50`,
  [org],
];
const TABLES = { without: 'directory.without_policies', with: 'casework.person' };
const begin = async (): Promise<void> => {
  await client.query('begin');
  await client.query({
    name: 'open',
    text: 'select fw.begin($1)',
    values: [ticketFor(key, { audience: 'app_desk', org, purpose: 'desk.visit' })],
  });
};

/** Median µs of `work`, for both tables in turns. */
async function compare(
  make: (table: string) => [string, unknown[]],
  whole: boolean,
): Promise<[number, number]> {
  const times = { without: [] as number[], with: [] as number[] };
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const which of round % 2
      ? (['with', 'without'] as const)
      : (['without', 'with'] as const)) {
      const [text, parameters] = make(TABLES[which]);
      const statement = { name: text.slice(0, 60), text, values: parameters };
      if (!whole) await begin();
      for (let i = 0; i < 30; i++) {
        const started = performance.now();
        if (whole) await begin();
        await client.query(statement);
        if (whole) await client.query('commit');
        times[which].push((performance.now() - started) * 1000);
      }
      if (!whole) await client.query('commit');
    }
  }
  const median = (all: number[]): number => all.sort((a, b) => a - b)[all.length >> 1] ?? 0;
  return [median(times.without), median(times.with)];
}

process.stdout.write(
  '| Work | Without policies | With | Ratio | Target |\n|---|--:|--:|--:|--:|\n',
);
for (const [name, make, whole, target] of [
  ['point read, the whole transaction (begin, context, read, commit)', point, true, 1.5],
  ['list of 50, the whole transaction', list, true, 2],
  ['point read, the statement alone', point, false, 1.5],
  ['list of 50, the statement alone', list, false, 2],
] as const) {
  const [without, with_] = await compare(make, whole);
  process.stdout.write(
    `| ${name} | ${without.toFixed(0)} µs | ${with_.toFixed(0)} µs | ${(with_ / without).toFixed(2)} | ≤ ${target} |\n`,
  );
}
client.release();
await database.close();
await cluster.stop();
