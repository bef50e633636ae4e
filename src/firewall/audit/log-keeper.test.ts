/** The log with the real keeper: its tickets, its ledger, its signing key. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actAs } from '../context/act-as.ts';
import { addOrganisation, asOwner } from '../context/testing.ts';
import { HANA, ORG_A, type TestKeeper, testKeeper } from '../keeper/testing.ts';
import {
  decodeReceipt,
  encodeReceipt,
  folderSource,
  type LogAlarm,
  logFolder,
  logSigner,
  makeReceipt,
  parseVkey,
  Sequencer,
  sequencerStore,
  verifyLog,
  verifyReceipt,
  vkeyOf,
} from './index.ts';

let test: TestKeeper;
let folder: string;
let sequencer: Sequencer;
let vkey: string;
const alarms: LogAlarm[] = [];

beforeAll(async () => {
  test = await testKeeper();
  await addOrganisation(test.main, { id: ORG_A });
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-log-'));
  const signer = await logSigner('port.example/audit', test.keeper);
  vkey = vkeyOf(signer);
  sequencer = new Sequencer({
    store: sequencerStore(test.main),
    ledger: test.keeper,
    signer,
    log: logFolder(folder),
    node: 'port.example',
    clock: () => test.clock.now,
    alarm: (alarm) => alarms.push(alarm),
  });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const visit = (route: string, work: () => Promise<void> = async () => {}): Promise<void> =>
  actAs(
    { database: test.main, keeper: test.keeper },
    { role: 'app_desk', kind: 'staff', actor: HANA, org: ORG_A, purpose: 'desk.visit', route },
    work,
  );

it('settles what was done, logs what was taken back, and gives a slip that holds', async () => {
  await visit('/done');
  await expect(
    visit('/looked-and-left', async () => {
      throw new Error('left');
    }),
  ).rejects.toThrow('left');
  test.clock.now = Date.now();
  await sequencer.round();
  test.clock.now += 61_000;
  await sequencer.round();
  await sequencer.round();
  const rows = await asOwner(test.main, (tx) =>
    tx.query('select act, route, actor, leaf_index from audit.detail order by leaf_index'),
  );
  expect(rows).toEqual([
    { act: 'open', route: '/done', actor: HANA, leaf_index: '0' },
    { act: 'unfinished', route: '/looked-and-left', actor: HANA, leaf_index: '1' },
  ]);
  expect(await test.keeper.unsettled(0)).toEqual([]);
  expect(alarms).toEqual([]);

  const key = parseVkey(vkey);
  const slip = encodeReceipt(await makeReceipt(folderSource(folder).read, key, 0));
  expect(verifyReceipt(decodeReceipt(slip), key)).toMatchObject({
    index: 0,
    leaf: { act: 'open', purpose: 'desk.visit', org: ORG_A, node: 'port.example', store: 'desk' },
  });
  const report = await verifyLog(folderSource(folder), { key, receipts: [decodeReceipt(slip)] });
  expect(report).toMatchObject({ state: 'sound', entries: 2, faults: [] });
});
