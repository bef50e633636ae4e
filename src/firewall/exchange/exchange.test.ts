/**
 * The rehearsal of an exchange of algorithms (ASVS 5.0, 11.2.2): a house with something in every sealed column, its cipher exchanged,
 * sealing anew cut off again and again beside people who write, the old keys destroyed, old values put back, old backups restored.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from '../../database/index.ts';
import { emptyDatabase } from '../../database/testing.ts';
import { addOrganisation } from '../context/testing.ts';
import { actAs, type Firewall } from '../context/act-as.ts';
import { type Backups, backUpData, backUpKeys, restoreStore } from '../backup/index.ts';
import { openKeeper } from '../keeper/index.ts';
import { ORG_A, ORG_B, type TestKeeper, testKeeper } from '../keeper/testing.ts';
import { ask } from '../keeper/transact.ts';
import {
  CIRCLE_PLACES,
  countForms,
  exchangeForm,
  type ExchangeParts,
  retireForms,
  SEALED_PLACES,
} from './index.ts';
import { bare, nonceOf, person, readAll, restOfRows, storeOneOfEach } from './testing.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
let t: TestKeeper;
let firewall: Firewall;
let backups: Backups;
let identity: string;
let ahead = 0;
let parts: ExchangeParts;
/** What everything said before. */
let said: Record<string, string>;
type Person = Awaited<ReturnType<typeof person>>;
let first: Person;
let held: Person;
let erased: Person;
let old: { data: string; values: { id: string; sealed: Buffer }[] };

const readBoth = async () => ({
  ...(await readAll(firewall, ORG_A)),
  ...(await readAll(firewall, ORG_B)),
});
const formsOf = async (): Promise<Record<string, number>> => {
  const forms: Record<string, number> = {};
  for (const org of [ORG_A, ORG_B])
    for (const { form, n } of await countForms(firewall, org)) forms[form] = (forms[form] ?? 0) + n;
  return forms;
};
const names = async () =>
  (await bare(t.main, 'select name_id as id, sealed from ident.name order by name_id')) as {
    id: string;
    sealed: Buffer;
  }[];

beforeAll(async () => {
  t = await testKeeper({ opensPerHour: 100_000_000 });
  firewall = { database: t.main, keeper: t.keeper };
  identity = await generateIdentity();
  backups = {
    folder: join(t.folder, 'backups'),
    kitFolders: [],
    recipients: [await identityToRecipient(identity)],
  };
  parts = {
    firewall,
    keys: t.keys,
    keystore: t.keystore,
    backUp: async () => void (await backUpKeys(t.keys, t.keystore, backups, Date.now())),
    now: () => Date.now() + ahead,
  };
  await addOrganisation(t.main, { id: ORG_A, name: 'Harbour House' });
  await addOrganisation(t.main, { id: ORG_B, name: 'Lantern Clinic' });
  const people: Person[] = [];
  for (const name of ['Amina', 'Yusuf', 'Hana', 'Tesfay', 'آمنة'])
    people.push(await person(firewall, ORG_A, name));
  const other = await person(firewall, ORG_B, 'Mariam');
  [first, held, erased] = people as [Person, Person, Person];
  await storeOneOfEach(firewall, ORG_A, people[0] as Person);
  await storeOneOfEach(firewall, ORG_B, other);
  // Of one a court ordered that she be kept, though she asked to be erased; the keys of another were destroyed.
  await bare(
    t.main,
    `insert into register.hold (hold_id, org_id, request_id, subject, placed_by, second_by, until)
     values (gen_random_uuid(), $1, gen_random_uuid(), $2, gen_random_uuid(), gen_random_uuid(), now() + interval '30 days')`,
    [ORG_A, held.subject],
  );
  await t.keeper.shred({ nonce: await nonceOf(firewall, ORG_A), subject: erased.subject });
  said = await readBoth();
});
afterAll(() => t.close());

test('every column that is sealed by the keeper is known to the exchange, and each of them holds something here', async () => {
  const classed = await bare(
    t.main,
    "select schema_name || '.' || table_name || '.' || column_name as place from fw.column_class where class = 'sealed' order by 1",
  );
  const known = [...SEALED_PLACES.map(({ place }) => place), ...CIRCLE_PLACES];
  // Sealed by a tablet to the node's key of the month (`sync/node-keys.ts`), opened once and gone.
  const byTablets = ['sync.held.sealed'];
  expect(classed.map(({ place }) => place)).toEqual([...known, ...byTablets].toSorted());
  const inSql = await bare(t.main, 'select place from fw.sealed_columns()');
  expect(inSql.map(({ place }) => place)).toEqual(SEALED_PLACES.map(({ place }) => place));
  const counted = await countForms(firewall, ORG_B);
  expect(counted.map(({ place }) => place).toSorted()).toEqual(known.toSorted());
  expect(Object.values(said).filter((text) => text === 'closed')).toHaveLength(3);
  expect(await formsOf()).toEqual({ 1: Object.keys(said).length + 2 });
});

test('cut off after every lot and gone on with, beside people who write, everything reads as before and nothing is in the old form', async () => {
  old = {
    data: (await backUpData(t.main, t.keystore, backups, Date.now())).file,
    values: await names(),
  };
  const before = await restOfRows(t.main);
  const written: Person[] = [];
  let cuts = 0;
  for (;;) {
    let lots = 0;
    const cut = async (): Promise<void> => {
      if (++lots !== 3) return;
      cuts++;
      if (written.length < 4) written.push(await person(firewall, ORG_A, `New ${cuts}`));
      throw new Error('cut off');
    };
    const done = await exchangeForm(parts, 2, { lot: 2, onLot: cut }).then(
      (all) => all,
      (error: Error) => {
        if (error.message !== 'cut off') throw error;
        return undefined;
      },
    );
    // In the middle everything reads, whichever form it is in.
    expect(await readBoth()).toMatchObject(said);
    if (done || cuts === 6) break;
  }
  expect(cuts).toBe(6);
  const middle = await formsOf();
  expect(middle[1]).toBeGreaterThan(5);
  expect(middle[2]).toBeGreaterThan(5);
  // Lots that were committed before a cut stay done; others write while the rest is sealed.
  const write = async (): Promise<void> => {
    for (const name of ['Rahel', 'Idris', 'Noor'])
      written.push(await person(firewall, ORG_A, name));
  };
  const [done] = await Promise.all([exchangeForm(parts, 2, { lot: 1 }), write()]);
  expect([done.form, done.dead, done.damaged, done.circles, done.closed]).toEqual([2, 3, {}, 2, 0]);
  expect(await readBoth()).toMatchObject(said);
  // Those of somebody erased are nobody's: they stay as they are until their rows go.
  expect(await formsOf()).toEqual({
    1: 3,
    2: Object.keys(said).length + 2 - 3 + written.length * 3,
  });
  const after = await restOfRows(t.main);
  for (const [table, rows] of Object.entries(before))
    expect(after[table]).toEqual(expect.arrayContaining(rows));
  const rowOf = (id: string, rows: typeof old.values) => rows.find((row) => row.id === id)?.sealed;
  const now = await names();
  expect(rowOf(erased.nameId, now)).toEqual(rowOf(erased.nameId, old.values));
  expect(rowOf(held.nameId, now)).not.toEqual(rowOf(held.nameId, old.values));
  expect(await exchangeForm(parts)).toMatchObject({ sealed: 0, dead: 3, circles: 0 });
});

test('each lot has its line in the log, and no other act may do what the job does', async () => {
  const lines = await bare(
    t.main,
    "select details from audit.stage where act = 'values.resealed' and route = 'job:reseal' and details ->> 'column' = 'ident.name.sealed'",
  );
  expect(lines.length).toBeGreaterThan(2);
  const item = {
    key: { store: 'ident', subject: held.subject },
    place: { column: 'ident.name.sealed', rowId: held.nameId },
    sealed: Buffer.alloc(40),
  };
  await expect(t.keeper.reseal({ nonce: await t.nonce(), items: [item] })).rejects.toThrow(
    'one job',
  );
  const other = {
    kind: 'job',
    actor: '',
    org: ORG_A,
    role: 'app_jobs',
    purpose: 'job.retention',
    route: 'job:retention',
  } as const;
  for (const call of [
    "select * from fw.values_to_reseal('ident.name.sealed', 2, null, 5)",
    `select fw.put_resealed('ident.name.sealed', array['${held.nameId}'], array['\\x01'::bytea], array['\\x02'::bytea])`,
    'select * from fw.sealed_forms()',
  ])
    await expect(actAs(firewall, other, (tx) => tx.query(call))).rejects.toThrow('purpose');
  // Nor is it lent to put anything but the same value in another form.
  const job = { ...other, route: 'job:reseal' } as const;
  await expect(
    actAs(firewall, job, (tx) =>
      tx.query(
        "select fw.put_resealed('ident.name.sealed', array[$1], array['\\x0101'::bytea], array['\\x02'::bytea])",
        [held.nameId],
      ),
    ),
  ).rejects.toThrow();
});

test('somebody who writes between the look and the deed keeps what she wrote', async () => {
  const someone = await person(firewall, ORG_A, 'Selam');
  const place = { column: 'ident.contact.sealed', rowId: someone.contactId };
  const key = { store: 'ident', subject: someone.subject };
  const [hers] = await t.keeper.seal({
    nonce: await nonceOf(firewall, ORG_A),
    items: [{ key, place, plain: Buffer.from('hers') }],
  });
  // As the job does: bytes that stood there a moment ago, and others for them.
  const job = {
    kind: 'job',
    actor: '',
    org: ORG_A,
    role: 'app_jobs',
    purpose: 'job.retention',
    route: 'job:reseal',
  } as const;
  const put = await actAs(firewall, job, async (tx) => {
    await bare(t.main, 'update ident.contact set sealed = $2 where contact_id = $1', [
      someone.contactId,
      hers,
    ]);
    const was = Buffer.alloc(40, 1);
    return tx.query<{ n: number }>('select fw.put_resealed($1, $2, $3, $4) as n', [
      'ident.contact.sealed',
      [someone.contactId],
      [was],
      [Buffer.alloc(40, 2)],
    ]);
  });
  expect(put[0]?.n).toBe(0);
  expect((await readAll(firewall, ORG_A))[`ident.contact.sealed ${someone.contactId}`]).toBe(
    'hers',
  );
});

/** A backup of data as it reads with the newest keys. */
async function restoredNames(data: string): Promise<{ open: number; closed: number }> {
  const keysFile = (await backUpKeys(t.keys, t.keystore, backups, Date.now())).file;
  const [main, keys]: Database[] = [await emptyDatabase(), await emptyDatabase()];
  await restoreStore({ database: main as Database, store: 'main', file: data, identity });
  await restoreStore({ database: keys as Database, store: 'keys', file: keysFile, identity });
  const keeper = await openKeeper({
    keys: keys as Database,
    keystore: t.keystore,
    putMacKey: async () => 1,
    mayIssue: async () => ({ may: true }),
    opensPerHour: 1_000,
    alarm: () => {},
  });
  const all = Object.entries(await readAll({ database: main as Database, keeper }, ORG_A));
  await keeper.close();
  await Promise.all([main?.close(), keys?.close()]);
  const mine = all.filter(([place]) => place.startsWith('ident.name.sealed'));
  const closed = mine.filter(([, text]) => text === 'closed').length;
  return { open: mine.length - closed, closed };
}

test('the old keys wait for the backups; then they are destroyed, and what was sealed under them opens nowhere', async () => {
  const early = () => retireForms(parts, { early: true });
  await expect(early()).rejects.toThrow('ten minutes');
  ahead = 3_600_000;
  await expect(retireForms(parts)).rejects.toThrow('Backups of the last 35 days');
  expect(await restoredNames(old.data)).toEqual({ open: 4, closed: 1 });

  // An old value put back while the old keys are there is sealed anew before they go: nothing of somebody living is lost. And the
  // days begin again, for the backups of the days between hold it as it was.
  const amina = old.values.find(({ id }) => id === first.nameId) as { id: string; sealed: Buffer };
  const putBack = () =>
    bare(t.main, 'update ident.name set sealed = $2 where name_id = $1', [amina.id, amina.sealed]);
  await putBack();
  ahead = 36 * 86_400_000;
  await expect(retireForms(parts)).rejects.toThrow('Backups of the last 35 days');
  expect(await readBoth()).toMatchObject(said);
  ahead += 36 * 86_400_000;
  const { keys, kept, from, to } = await retireForms(parts);
  expect(keys).toBeGreaterThan(10);
  expect([kept, to]).toEqual([0, from + 1]);
  expect(await readBoth()).toMatchObject(said);
  expect(
    await ask(t.keys, 'select distinct form, octet_length(wrapped) as long from keys.dek'),
  ).toEqual([{ form: 2, long: 61 }]);

  // From now on it is refused, in its own row too, and a look at everything says so.
  await putBack();
  expect((await readAll(firewall, ORG_A))[`ident.name.sealed ${amina.id}`]).toBe('closed');
  expect((await exchangeForm(parts)).damaged).toEqual({ 'ident.name.sealed': 1 });
  await expect(retireForms(parts)).rejects.toThrow('ident.name.sealed');
  // A backup of before opens no more: that is why its days are waited for.
  expect(await restoredNames(old.data)).toEqual({ open: 0, closed: 5 });
});

test('an organisation that was cut off keeps its values and the keys to them; and the way back is the same', async () => {
  const org = randomUUID();
  await addOrganisation(t.main, { id: org, name: 'Quay Kitchen' });
  const one = await person(firewall, org, 'Dawit');
  await bare(t.main, 'update fw.organisation set cut_at = now() where org_id = $1', [org]);
  await bare(
    t.main,
    'delete from ident.name where get_byte(sealed, 0) = 1 and org_id = $1 and subject <> $2',
    [ORG_A, erased.subject],
  );
  const back = await exchangeForm(parts, 1);
  ahead += 11 * 60_000;
  await expect(retireForms(parts)).rejects.toThrow('Backups');
  expect([back.form, back.closed]).toEqual([1, 1]);
  expect((await retireForms(parts, { early: true })).kept).toBeGreaterThan(0);
  await bare(t.main, 'update fw.organisation set cut_at = null where org_id = $1', [org]);
  expect((await readAll(firewall, org))[`ident.name.sealed ${one.nameId}`]).toBe('Dawit');
});
