import { randomUUID } from 'node:crypto';
import { copyFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Database, LIFE } from '../../database/index.ts';
import { transactionOn } from '../../database/database.ts';
import { emptyDatabase } from '../../database/testing.ts';
import { identityFromShares, makeShares, openKeeper, openKit, rotate } from '../keeper/index.ts';
import { ACT, ORG_A, type TestKeeper, testKeeper } from '../keeper/testing.ts';
import {
  type Backups,
  backUpData,
  backUpKeys,
  eraseAgain,
  KIT_FILE,
  restoreStore,
  writeBackup,
} from './index.ts';

// Each restore builds a whole database.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
const AMINA = randomUUID();
const YUSUF = randomUUID();
let t: TestKeeper;
let identity: string;
let backups: Backups;
beforeAll(async () => {
  t = await testKeeper();
  identity = await generateIdentity();
  backups = {
    folder: join(t.folder, 'backups'),
    kitFolders: [join(t.folder, 'stick')],
    recipients: [await identityToRecipient(identity)],
  };
  const nonce = await t.nonce();
  await owner(
    t.main,
    `insert into fw.organisation (org_id, name, kind, country, no_enforcement_function, proposed_by, approved_by) values ($1, 'Harbour House', 'humanitarian', 'XW', true, gen_random_uuid(), gen_random_uuid())`,
    [ORG_A],
  );
  for (const [subject, name] of [
    [AMINA, 'CANARY Amina'],
    [YUSUF, 'CANARY Yusuf'],
  ] as const) {
    await t.keeper.newKey({ nonce, key: { store: 'ident', subject } });
    const [sealed] = await t.keeper.seal({
      nonce,
      items: [
        {
          key: { store: 'ident', subject },
          place: { column: 'ident.name.sealed', rowId: subject },
          plain: Buffer.from(name),
        },
      ],
    });
    await owner(
      t.main,
      `insert into casework.person (subject, org_id, purpose_id) values ($1, $2, 'desk.visit')`,
      [subject, ORG_A],
    );
    await owner(
      t.main,
      `insert into ident.name (name_id, org_id, purpose_id, subject, sealed) values ($1, $2, 'desk.visit', $1, $3)`,
      [subject, ORG_A, sealed],
    );
  }
});
afterAll(() => t.close());

async function owner(
  database: Database,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = await database.borrow('migrate');
  try {
    await client.query("set session_replication_role = 'replica'");
    return await transactionOn(client).query(text, values);
  } finally {
    await client.query('reset session_replication_role');
    client.release();
  }
}
/** Every row of every table, as text: two databases that hold the same give the same. */
async function everything(database: Database): Promise<Record<string, string>> {
  const tables = await owner(
    database,
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema|wayhouse)' and c.relname not in ('mac_key') order by 1`,
  );
  const all: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await owner(
      database,
      `select coalesce(string_agg(x::text, E'\n' order by x::text), '') as text from ${String(name)} x`,
    );
    all[String(name)] = String(row?.text);
  }
  return all;
}
const restored = async (store: 'main' | 'keys', file: string): Promise<Database> => {
  const database = await emptyDatabase();
  await restoreStore({ database, store, file, identity });
  return database;
};

test('a backup holds every row and odd value, nobody can read it without the key, and a restore gives back the same', async () => {
  await owner(
    t.main,
    `insert into ident.contact (contact_id, org_id, purpose_id, subject, sealed, ends_at)
    select gen_random_uuid(), $1, 'desk.visit', $2, case n % 3 when 0 then '' when 1 then $3 else decode(md5(n::text), 'hex') end, case when n % 2 = 0 then now() end
    from generate_series(1, 20000) n`,
    [ORG_A, YUSUF, Buffer.from(Array.from({ length: 256 }, (_, n) => n))],
  );
  await owner(
    t.main,
    "update fw.organisation set name = E'tab\\t back\\\\slash \\n line \\\\. \\\\N ياسمين' where org_id = $1",
    [ORG_A],
  );
  const summary = await backUpData(t.main, t.keystore, backups, Date.now());
  expect(summary.rows).toBeGreaterThan(20_000);
  const bytes = await readFile(summary.file);
  for (const word of ['Harbour', 'CANARY', AMINA, 'organisation'])
    expect(bytes.includes(word)).toBe(false);
  const copy = await restored('main', summary.file);
  expect(await everything(copy)).toEqual(await everything(t.main));
  await copy.close();
  const stranger = await generateIdentity();
  const database = await emptyDatabase();
  await expect(
    restoreStore({ database, store: 'main', file: summary.file, identity: stranger }),
  ).rejects.toThrow('does not open');
  await database.close();
});

test('the keys database comes back with its partitions', async () => {
  const { file } = await backUpKeys(t.keys, t.keystore, backups, Date.now());
  const copy = await restored('keys', file);
  expect(await everything(copy)).toEqual(await everything(t.keys));
  const owners = await owner(
    copy,
    "select distinct relowner::regrole::text as own from pg_class where relname ~ '^dek'",
  );
  expect(owners).toEqual([{ own: 'own_keys' }]);
  await copy.close();
});

test('a backup of rows that change while it is written is of one moment', async () => {
  let writing = true;
  const moves = (async () => {
    // Each statement moves one unit: the sum is the same at every moment.
    while (writing)
      await owner(
        t.main,
        `with a as (update audit.producer set n = n - 1 where pid = -1) update audit.producer set n = n + 1 where pid = -2`,
      );
  })();
  await owner(t.main, 'insert into audit.producer values (-1, 1000000), (-2, 0)');
  const files = [];
  for (let n = 2; n < 4; n++)
    files.push((await backUpData(t.main, t.keystore, backups, Date.now() + n * 1_000)).file);
  writing = false;
  await moves;
  for (const file of files.slice(-1)) {
    const copy = await restored('main', file);
    expect(
      await owner(copy, 'select sum(n)::int as sum from audit.producer where pid < 0'),
    ).toEqual([{ sum: 1_000_000 }]);
    await copy.close();
  }
});

test('cut, changed and misplaced backups are refused, and leave the database empty', async () => {
  const { file } = await backUpData(t.main, t.keystore, backups, Date.now() + 9_000);
  const bytes = await readFile(file);
  const bad = join(t.folder, 'bad.whb');
  const database = await emptyDatabase();
  const attempt = () => restoreStore({ database, store: 'main', file: bad, identity });
  for (const at of [10, bytes.length >> 1, bytes.length - 1]) {
    await copyFile(file, bad);
    await truncate(bad, at);
    await expect(attempt(), `cut at ${at}`).rejects.toThrow();
    const turned = Buffer.from(bytes);
    turned[at] = (turned[at] as number) ^ 1;
    await writeFile(bad, turned);
    await expect(attempt(), `turned at ${at}`).rejects.toThrow();
    await owner(database, 'drop schema if exists wayhouse cascade');
    const filled = await owner(
      database,
      "select count(*)::int as n from pg_class c where relname = 'person' and pg_relation_size(c.oid) > 0",
    );
    expect(filled).toEqual([{ n: 0 }]);
  }
  await database.close();
  await expect(restoreStore({ database: t.main, store: 'main', file, identity })).rejects.toThrow(
    'is not empty',
  );
  const empty = await emptyDatabase();
  await expect(restoreStore({ database: empty, store: 'keys', file, identity })).rejects.toThrow(
    'backup of the main database',
  );
  await empty.close();
});

test('numbers of transactions of a former server do not lie above those of the present one', async () => {
  const mine = (table: string) =>
    `select ${table === 'casework.event' ? 'event_id' : 'erasure_no'} as id, tx < pg_snapshot_xmin(pg_current_snapshot()) as known from ${table} order by tx, 1`;
  const [old, recent, going] = [randomUUID(), randomUUID(), randomUUID()];
  for (const [id, days, above] of [
    [recent, 1, 1_000_000],
    [old, 40, 2_000_000],
  ] as const)
    await owner(
      t.main,
      `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, actor_id, at_device, recorded_at, tx)
         values ($1, $1, 'need_seen', $2, 'desk.visit', $2, $2, now(), now() - make_interval(days => $3), (pg_current_xact_id()::text::numeric + $4)::text::xid8)`,
      [id, ORG_A, days, above],
    );
  await owner(
    t.main,
    `insert into consent.erasing (org_id, subject, erasure_no, tx)
       values ($1, $2, $2, (pg_current_xact_id()::text::numeric + 1000000)::text::xid8)`,
    [ORG_A, going],
  );
  const { file } = await backUpData(t.main, t.keystore, backups, Date.now() + 12_000);
  const copy = await restored('main', file);
  // Others use this server too: what was restored counts as known once all transactions before it have ended.
  await expect
    .poll(() => owner(copy, mine('consent.erasing')), { timeout: 30_000 })
    .toEqual([{ id: going, known: true }]);
  // What lies before the days that a tablet may have missed comes to none as news.
  expect(await owner(copy, mine('casework.event'))).toEqual([
    { id: old, known: true },
    { id: recent, known: true },
  ]);
  const [apart] = await owner(copy, 'select count(distinct tx)::int as n from casework.event');
  expect(apart).toEqual({ n: 2 });
  // On the same server too it is another life: what a tablet knows from the former one says nothing of it.
  const life = async (of: Database) => (await owner(of, `select ${LIFE} as life`))[0]?.['life'];
  const former = await life(t.main);
  expect(former).toMatch(/^[0-9a-f]{10}$/);
  expect(await life(t.main)).toBe(former);
  expect(await life(copy)).not.toBe(former);
  await copy.close();
  for (const table of ['casework.event', 'consent.erasing'])
    await owner(t.main, `delete from ${table}`);
});

test('without a recipient nothing is written', async () => {
  const file = join(t.folder, 'none.whb');
  await expect(
    writeBackup({ database: t.main, store: 'main', file, recipients: [], now: 0 }),
  ).rejects.toThrow('Nobody could open');
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('data backups older than 35 days go; of keys there are never more than two', async () => {
  const now = Date.now() + 40 * 86_400_000;
  await backUpData(t.main, t.keystore, backups, now);
  for (let n = 0; n < 3; n++) await backUpKeys(t.keys, t.keystore, backups, now);
  const left = await readdir(join(backups.folder, 'data'));
  expect(left.filter((file) => file.startsWith('data-'))).toEqual(left);
  expect(left.length).toBe(1);
  expect((await readdir(join(backups.folder, 'keys'))).sort()).toEqual([
    'keys-a.whb',
    'keys-b.whb',
  ]);
});

test('the erasure drill: after shredding and one rotation, no older backup with any key still held shows the canary', async () => {
  const shares = await makeShares(t.keystore);
  const old = { data: join(t.folder, 'old-data.whb'), keys: join(t.folder, 'old-keys.whb') };
  await copyFile((await backUpData(t.main, t.keystore, backups, Date.now())).file, old.data);
  await copyFile((await backUpKeys(t.keys, t.keystore, backups, Date.now())).file, old.keys);

  await t.keeper.shred({ nonce: await t.nonce(), subject: AMINA });
  let newest = '';
  await rotate({
    keys: t.keys,
    keystore: t.keystore,
    backUp: async () => {
      newest = (await backUpKeys(t.keys, t.keystore, backups, Date.now())).file;
    },
  });

  const names = async (main: Database, keys: Database) => {
    const keeper = await openKeeper({
      keys,
      keystore: t.keystore,
      putMacKey: async () => 1,
      mayIssue: async () => ({ may: true }),
      opensPerHour: 300,
      alarm: () => {},
    });
    try {
      const { nonce } = await keeper.issue(ACT);
      const rows = await owner(main, 'select subject, sealed from ident.name');
      const opened = await keeper.open({
        nonce,
        purpose: ACT.purpose,
        items: rows.map(({ subject, sealed }) => ({
          key: { store: 'ident', subject: String(subject) },
          place: { column: 'ident.name.sealed', rowId: String(subject) },
          sealed: sealed as Buffer,
        })),
      });
      const again = await eraseAgain(main, keeper.erased);
      const left = await owner(main, 'select subject from ident.name');
      return {
        names: opened.flatMap((one) => (one.state === 'open' ? [one.plain.toString()] : [])),
        again,
        left: left.map(({ subject }) => subject),
      };
    } finally {
      await keeper.close();
    }
  };
  const main = await restored('main', old.data);
  // The old keys with everything that the keystore still holds: dead on purpose.
  const oldKeys = await restored('keys', old.keys);
  await expect(names(main, oldKeys)).rejects.toThrow('does not hold the key of epoch');
  // The newest keys: the living can be read, the erased cannot, and her rows go.
  const newKeys = await restored('keys', newest);
  expect(await names(main, newKeys)).toEqual({
    names: ['CANARY Yusuf'],
    again: { people: 1, rows: 2 },
    left: [YUSUF],
  });
  // No kit in any place holds the old epoch, not even for three holders of shares.
  for (const place of [backups.folder, ...backups.kitFolders]) {
    const kit = join(place, KIT_FILE);
    const held = await openKit(kit, await identityFromShares(kit, shares));
    expect([...held.keys()]).toEqual(await t.keystore.epochs());
  }
  await Promise.all([main, oldKeys, newKeys].map((database) => database.close()));
});
