/**
 * `node bench/firewall/sequencer.ts [--seconds 20] [--clients 4] [--backlog 50000]`
 *
 * How soon a committed act is covered by a signed checkpoint while acts go on without pause, and how fast the
 * sequencer works off a backlog. PostgreSQL, tiles and their fsync are real; all share this machine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import {
  folderSource,
  logFolder,
  parseVkey,
  Sequencer,
  sequencerStore,
  verifyLog,
  vkeyOf,
} from '../../src/firewall/audit/index.ts';
import { testSigner } from '../../src/firewall/audit/testing-log.ts';
import {
  addOrganisation,
  asOwner,
  inContext,
  putTicketKey,
} from '../../src/firewall/context/testing.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    clients: { type: 'string', default: '4' },
    backlog: { type: 'string', default: '50000' },
  },
});
const cluster = await startTestCluster();
const database = await freshDatabase();
const folder = await mkdtemp(join(tmpdir(), 'wayhouse-log-'));
try {
  const ticketKey = await putTicketKey(database);
  const org = await addOrganisation(database);
  const signer = testSigner();
  const sequencer = new Sequencer({
    store: sequencerStore(database),
    ledger: { unsettled: async () => [], settle: async () => {} },
    signer,
    log: logFolder(folder),
    node: 'port',
    clock: Date.now,
    alarm: (alarm) => process.stderr.write(`${JSON.stringify(alarm)}\n`),
  });

  const covered: { size: number; at: number }[] = [];
  let [writing, acts] = [true, 0];
  const started = performance.now();
  const write = async (): Promise<void> => {
    for (; writing; acts++)
      await inContext(
        database,
        ticketKey,
        { audience: 'app_desk', org, purpose: 'desk.visit', route: '/desk/visits/:id' },
        async () => {},
      );
  };
  const writers = Array.from({ length: Number(values.clients) }, write);
  while (performance.now() - started < Number(values.seconds) * 1000) {
    const from = performance.now();
    const result = await sequencer.round();
    if (result) covered.push({ size: result.checkpoint.size, at: Date.now() });
    const rest = result?.full ? 0 : 1000 - (performance.now() - from);
    if (rest > 0) await new Promise((done) => setTimeout(done, rest));
  }
  writing = false;
  await Promise.all(writers);
  const seconds = (performance.now() - started) / 1000;
  const rows = await asOwner(database, (tx) =>
    tx.query<{ at: Date }>('select at from audit.detail order by leaf_index'),
  );
  let round = 0;
  const lags = rows.map(({ at }, index) => {
    while ((covered[round]?.size ?? Infinity) <= index) round++;
    return (covered[round]?.at ?? Number.NaN) - at.getTime();
  });
  lags.sort((a, b) => a - b);
  const lag = (part: number): string => `${lags[Math.floor(lags.length * part)]} ms`;

  const backlog = Number(values.backlog);
  await asOwner(database, (tx) =>
    tx.execute(
      `insert into audit.stage (xid, act, login, producer, n, at, exp, kind, actor, org_id, purpose, route, subject, reads)
       select pg_current_xact_id(), 'visit.noted', 'app_desk', 900000 + i % 8, i / 8 + 1, clock_timestamp(),
         clock_timestamp() + interval '30 s', 'staff', gen_random_uuid(), $1, 'desk.visit', '/desk/visits/:id', gen_random_uuid(), '{}'
       from generate_series(0, $2::int - 1) i order by i`,
      [org, backlog],
    ),
  );
  const from = performance.now();
  let placed = 0;
  for (let result = await sequencer.round(); result; result = await sequencer.round()) {
    placed += result.placed;
    if (!result.full) break;
  }
  const rate = placed / ((performance.now() - from) / 1000);
  const report = await verifyLog(folderSource(folder), { key: parseVkey(vkeyOf(signer)) });
  process.stdout.write(
    [
      `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}; ${report.entries} entries, ${report.state}.`,
      '',
      '| The sequencer | measured |',
      '| --- | --: |',
      `| acts a second meanwhile, ${values.clients} clients, a transaction each | ${Math.round(acts / seconds)} |`,
      `| from the act to a signed checkpoint that covers it, p50 | ${lag(0.5)} |`,
      `| p99 (goal 3,000) | ${lag(0.99)} |`,
      `| backlog of ${backlog.toLocaleString('en')} worked off, events a second | ${Math.round(rate)} |`,
      '',
    ].join('\n'),
  );
  process.exitCode = report.state === 'sound' ? 0 : 1;
} finally {
  await database.close();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
