/**
 * `node test/attack/erased-backups.ts [--people 200] [--backups 5]`: people are written while backups are made, some are erased by
 * the verbs, one rotation of keys passes; then every older backup is restored with every key that is still held anywhere,
 * and what can be read of the erased is counted (promise P6; design chapter 20, section 7).
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import type { Database } from '../../src/database/index.ts';
import { emptyDatabase, startTestCluster } from '../../src/database/testing.ts';
import {
  backUpData,
  backUpKeys,
  eraseAgain,
  restoreStore,
} from '../../src/firewall/backup/index.ts';
import { logFolder, Sequencer, sequencerStore } from '../../src/firewall/audit/index.ts';
import { testSigner } from '../../src/firewall/audit/testing-log.ts';
import { addOrganisation, asOwner } from '../../src/firewall/context/testing.ts';
import { askErasure, continueErasures } from '../../src/firewall/erasure/index.ts';
import { openKeeper, rotate } from '../../src/firewall/keeper/index.ts';
import { testKeeper } from '../../src/firewall/keeper/testing.ts';
import { rowsOf } from '../../src/firewall/rehearsal/held-rows.ts';
import { secretHash } from '../../src/staff/may-issue.ts';
import { transactionOn } from '../../src/database/database.ts';
import { type PlantedPerson, plantPerson } from './installation.ts';
import { readable, SEALED_ROWS } from './surrender/store.ts';

export type ErasedReport = {
  people: number;
  erased: number;
  backups: number;
  completed: number;
  /** Tables of the living node that still hold a token of somebody erased: the list of erasures alone. */
  leftInLive: string[];
  /** Values of erased people that could be read from any backup with any keys, and tables that hold a token of theirs after a restore: the list of erasures alone. */
  readable: number;
  rowsLeft: string[];
  /** Values of living people: with the newest keys all of them, with a backup's own old keys none. */
  living: number;
  livingExpected: number;
  deadWithOldKeys: number;
};

/** Needs a test cluster. */
export async function restoreEveryBackup(people: number, backups: number): Promise<ErasedReport> {
  const kept = await testKeeper();
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-erased-'));
  const identity = await generateIdentity();
  const where = {
    folder: join(folder, 'backups'),
    kitFolders: [],
    recipients: [await identityToRecipient(identity)],
  };
  const restored = async (store: 'main' | 'keys', file: string): Promise<Database> => {
    const database = await emptyDatabase();
    await restoreStore({ database, store, file, identity });
    return database;
  };
  try {
    const firewall = { database: kept.main, keeper: kept.keeper };
    const org = await addOrganisation(kept.main);
    const planted: PlantedPerson[] = [];
    const made: { data: string; keys: string; people: number }[] = [];
    for (let backup = 0; backup < backups; backup++) {
      while (planted.length < ((backup + 1) * people) / backups)
        planted.push(
          await plantPerson(firewall, org, secretHash, {
            name: `name of ${planted.length}`,
            contact: `contact of ${planted.length}`,
            note: `note of ${planted.length}`,
          }),
        );
      const files = {
        data: join(folder, `data-${backup}`),
        keys: join(folder, `keys-${backup}`),
        people: planted.length,
      };
      const at = Date.now() + backup * 1_000;
      await copyFile((await backUpData(kept.main, kept.keystore, where, at)).file, files.data);
      await copyFile((await backUpKeys(kept.keys, kept.keystore, where, at)).file, files.keys);
      made.push(files);
    }
    const gone = planted.filter((_, n) => n % 3 === 0);
    for (const { subject, code } of gone)
      await askErasure(firewall, { subject, org, session: code });
    await continueErasures(firewall, org, async () => new Date(0));
    let newest = '';
    await rotate({
      keys: kept.keys,
      keystore: kept.keystore,
      backUp: async () => {
        newest = (await backUpKeys(kept.keys, kept.keystore, where, Date.now())).file;
      },
    });

    // What was staged is sequenced; then the erasures are complete, and only their own numbers stay.
    const sequencer = new Sequencer({
      store: sequencerStore(kept.main),
      ledger: kept.keeper,
      signer: testSigner(),
      log: logFolder(join(folder, 'log')),
      node: 'port',
      clock: Date.now,
      alarm: () => {},
    });
    while ((await sequencer.round())?.full !== false) await pause(10);
    const later = async (): Promise<Date> => new Date(Date.now() + 60_000);
    const { completed } = await continueErasures(firewall, org, later);
    await asOwner(kept.main, (tx) =>
      tx.execute('delete from audit.stage where leaf_index is not null'),
    );

    const goneSet = new Set(gone.map(({ subject }) => subject));
    const report: ErasedReport = {
      people,
      erased: gone.length,
      backups,
      completed,
      leftInLive: await rowsLeft(kept.main, [...goneSet]),
      readable: 0,
      rowsLeft: [],
      living: 0,
      livingExpected: made.reduce(
        (sum, { people: n }) =>
          sum + planted.slice(0, n).filter((one) => !gone.includes(one)).length * 3,
        0,
      ),
      deadWithOldKeys: 0,
    };
    for (const { data, keys } of made)
      for (const keysFile of [keys, newest]) {
        const wrapped = await restored('keys', keysFile);
        const keeper = await openKeeper({
          keys: wrapped,
          keystore: kept.keystore,
          putMacKey: async () => 1,
          mayIssue: async () => ({ may: true }),
          opensPerHour: 1_000_000,
          ticketsPerMinute: 1_000_000,
          alarm: () => {},
        }).catch(() => undefined);
        if (keeper) {
          const main = await restored('main', data);
          const rows = await asOwner(main, (tx) =>
            tx.query<Parameters<typeof readable>[1][number]>(SEALED_ROWS),
          );
          report.readable += (
            await readable(
              keeper,
              rows.filter(({ subject }) => goneSet.has(subject)),
            )
          ).length;
          report.living += (
            await readable(
              keeper,
              rows.filter(({ subject }) => !goneSet.has(subject)),
            )
          ).length;
          await eraseAgain(main, keeper.erased);
          report.rowsLeft.push(...(await rowsLeft(main, [...goneSet])));
          await keeper.close();
          await main.close();
          // Without a keeper nothing of the backup opens, so it need not be restored.
        } else report.deadWithOldKeys++;
        await wrapped.close();
      }
    report.rowsLeft = [...new Set(report.rowsLeft)];
    return report;
  } finally {
    await kept.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tables in which anything still names somebody erased: asked of the whole catalogue. */
async function rowsLeft(main: Database, subjects: readonly string[]): Promise<string[]> {
  const client = await main.borrow('migrate');
  try {
    const tables = new Set<string>();
    for (const subject of subjects)
      for (const { table } of (await rowsOf(transactionOn(client), subject)).rows)
        tables.add(table);
    return [...tables];
  } finally {
    client.release();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '200' },
      backups: { type: 'string', default: '5' },
    },
  });
  const cluster = await startTestCluster();
  const report = await restoreEveryBackup(Number(values.people), Number(values.backups));
  await cluster.stop();
  console.table({
    ...report,
    rowsLeft: report.rowsLeft.join(', ') || 'none',
    leftInLive: report.leftInLive.join(', '),
  });
  const good = report.readable === 0 && report.living === report.livingExpected;
  const listed = report.rowsLeft.every((table) => table === 'consent.erasing');
  process.exitCode = good && listed ? 0 : 1;
}
