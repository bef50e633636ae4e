/** Who has the log's signing key can sign a fork; whoever kept an old checkpoint or a slip sees it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { Database } from '../../../src/database/index.ts';
import { freshDatabase } from '../../../src/database/testing.ts';
import {
  folderSource,
  logFolder,
  parseVkey,
  Sequencer,
  sequencerStore,
  verifyLog,
  vkeyOf,
} from '../../../src/firewall/audit/index.ts';
import { testSigner } from '../../../src/firewall/audit/testing-log.ts';
import { addOrganisation, inContext, putTicketKey } from '../../../src/firewall/context/testing.ts';

const databases: Database[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const database of databases) await database.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

/** A log of so many acts, signed with the one key. */
async function logOf(acts: number): Promise<string> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-fork-'));
  databases.push(database);
  folders.push(folder);
  const key = await putTicketKey(database);
  const org = await addOrganisation(database);
  for (let act = 0; act < acts; act++)
    await inContext(
      database,
      key,
      { audience: 'app_desk', org, purpose: 'desk.visit' },
      async () => {},
    );
  const sequencer = new Sequencer({
    store: sequencerStore(database),
    ledger: { unsettled: async () => [], settle: async () => {} },
    signer: testSigner(),
    log: logFolder(folder),
    node: 'port',
    clock: Date.now,
    alarm: () => {},
  });
  while ((await sequencer.round())?.full !== false) await pause(10);
  return folder;
}

test('a fork with a good signature: sound by itself, broken for whoever kept a checkpoint', async () => {
  const key = parseVkey(vkeyOf(testSigner()));
  const [real, fork] = [await logOf(5), await logOf(9)];
  const since = await readFile(join(real, 'checkpoint'));
  expect((await verifyLog(folderSource(real), { key })).state).toBe('sound');
  expect((await verifyLog(folderSource(fork), { key })).state).toBe('sound');
  expect((await verifyLog(folderSource(fork), { key, since })).state).toBe('broken');
});

test('another key signs nothing that verifies', async () => {
  const folder = await logOf(3);
  const checkpoint = (await readFile(join(folder, 'checkpoint'), 'utf8')).split('\n');
  const at = checkpoint.findIndex((line) => line.startsWith('— '));
  const line = checkpoint[at] ?? '';
  checkpoint[at] = `${line.slice(0, -6)}${line.endsWith('A') ? 'B' : 'A'}${line.slice(-5)}`;
  await writeFile(join(folder, 'checkpoint'), checkpoint.join('\n'));
  const report = await verifyLog(folderSource(folder), { key: parseVkey(vkeyOf(testSigner())) });
  expect(report.state).toBe('broken');
});
