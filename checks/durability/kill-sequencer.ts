/**
 * `node checks/durability/kill-sequencer.ts [--kills 100]`
 *
 * Acts are committed without pause while the sequencer, a process of its own, is killed with SIGKILL and started
 * again. Then every acknowledged act must be in the log exactly once, the published files must verify, and each
 * checkpoint that was seen after a kill must be a beginning of the end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Connection, type Database, openDatabase } from '../../src/database/index.ts';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import {
  folderSource,
  logFolder,
  parseVkey,
  runSequencer,
  Sequencer,
  type SequencerParts,
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

const file = fileURLToPath(import.meta.url);

export type KillReport = {
  kills: number;
  /** Acts whose commit was acknowledged, and how many leaves they have. */
  acts: number;
  once: number;
  entries: number;
  state: string;
  /** Checkpoints seen after kills, and how many of them the end goes on from. */
  seen: number;
  kept: number;
};

function partsOf(database: Database, folder: string): SequencerParts {
  return {
    store: sequencerStore(database),
    ledger: { unsettled: async () => [], settle: async () => {} },
    signer: testSigner(),
    log: logFolder(folder),
    node: 'port',
    clock: Date.now,
    alarm: (alarm) => process.stderr.write(`${JSON.stringify(alarm)}\n`),
  };
}

/** Needs a test cluster (`startTestCluster`, or vitest's). */
export async function killSequencer(kills: number): Promise<KillReport> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-kill-'));
  const key = parseVkey(vkeyOf(testSigner()));
  const source = folderSource(folder);
  try {
    const ticketKey = await putTicketKey(database);
    const org = await addOrganisation(database);
    let writing = true;
    const acknowledged: string[] = [];
    const write = async (writer: number): Promise<void> => {
      for (let act = 0; writing; act++) {
        const route = `/${writer}/${act}`;
        const wish = { audience: 'app_desk' as const, org, purpose: 'desk.visit', route };
        await inContext(database, ticketKey, wish, async () => {});
        acknowledged.push(route);
        await pause(3);
      }
    };
    const writers = [write(1), write(2)];
    const seen: Buffer[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const child = await startChild(database.connection, folder);
      await pause(Math.random() * 120);
      child.kill('SIGKILL');
      await new Promise((done) => child.once('close', done));
      const checkpoint = await source.read('checkpoint');
      if (checkpoint) seen.push(checkpoint);
    }
    writing = false;
    await Promise.all(writers);
    const last = new Sequencer(partsOf(database, folder));
    while ((await last.round())?.full !== false) await pause(20);

    const rows = await asOwner(database, (tx) =>
      tx.query<{ route: string; times: string }>(
        'select route, count(*) as times from audit.detail group by route',
      ),
    );
    const times = new Map(rows.map((row) => [row.route, Number(row.times)]));
    const report = await verifyLog(source, { key });
    let kept = 0;
    for (const since of seen)
      if ((await verifyLog(source, { key, since })).state === 'sound') kept++;
    return {
      kills,
      acts: acknowledged.length,
      once: acknowledged.filter((route) => times.get(route) === 1).length,
      entries: report.entries,
      state: report.state,
      seen: seen.length,
      kept,
    };
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves when the sequencer of the child is about to begin. */
async function startChild(connection: Connection, folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [file, '--child', folder], {
    env: { ...process.env, SEQUENCER_DATABASE: JSON.stringify(connection) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((done, failed) => {
    child.stdout.once('data', () => done());
    child.once('close', (code) => failed(new Error(`the sequencer ended with ${code}`)));
  });
  return child;
}

if (process.argv[1] === file) {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '100' }, child: { type: 'string' } },
  });
  if (values.child) {
    const connection = JSON.parse(process.env['SEQUENCER_DATABASE'] ?? '{}') as Connection;
    process.stdout.write('ready\n');
    runSequencer(partsOf(openDatabase(connection), values.child), 5);
  } else {
    const cluster = await startTestCluster();
    const report = await killSequencer(Number(values.kills));
    await cluster.stop();
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    const fine =
      report.once === report.acts && report.state === 'sound' && report.kept === report.seen;
    process.exitCode = fine && report.entries === report.acts ? 0 : 1;
  }
}
