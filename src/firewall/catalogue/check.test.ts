import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { migrate } from '../../database/migrate.ts';
import { freshDatabase } from '../../database/testing.ts';
import { transactionOn } from '../../database/database.ts';
import { checkCatalogue, findingsIn } from './check.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
  // Rights on a database are not copied with it; migrating sets them.
  await migrate(database);
});
afterAll(() => database.close());

test('every rule of the catalogue holds in a migrated database', async () => {
  expect(await checkCatalogue(database)).toEqual([]);
});

/** Each breaks one rule in a transaction that is rolled back. */
const BREAKS: [rule: number, sql: string, what: RegExp][] = [
  [1, 'alter role own_casework login', /own_casework/],
  [1, 'alter role app_desk bypassrls', /app_desk/],
  [1, 'grant own_casework to app_desk', /app_desk/],
  [1, 'alter table casework.handle owner to app_desk', /app_desk/],
  [2, 'alter table casework.event_rest no force row level security', /event_rest/],
  [2, 'alter table ident.name disable row level security', /ident.name/],
  [2, 'drop policy purpose_ident on ident.name', /ident.name/],
  [2, 'alter policy home_ident on ident.name using (true)', /ident.name home_ident/],
  [2, 'create policy more on ident.name to app_jobs using (true)', /ident.name/],
  [2, 'alter table directory.service disable row level security', /directory.service/],
  [2, 'alter policy editor_adds on directory.fact with check (true)', /directory.fact editor_adds/],
  [3, 'create policy everybody on ident.name using (true)', /ident.name everybody/],
  [3, 'create policy owner on health.file to own_casework using (true)', /health.file owner/],
  [4, 'grant select on fw.organisation to app_desk', /fw.organisation/],
  [4, 'grant select (ki) on fw.mac_key to app_backup', /fw.mac_key/],
  [4, 'grant select on casework.event_rest to app_desk', /event_rest/],
  [4, 'grant truncate on directory.service to app_editor', /directory.service/],
  [4, 'grant delete on register.request to own_fw', /register.request/],
  [4, 'grant update on casework.event to app_desk', /casework.event/],
  [5, 'alter function fw.home_org() reset search_path', /fw.home_org/],
  [5, 'grant execute on function fw.erase_rows(uuid) to public', /fw.erase_rows/],
  [5, 'alter function fw.ctx() owner to app_desk', /fw.ctx/],
  [5, 'alter function fw.hmac(bytea, bytea, bytea) security definer', /fw.hmac/],
  [6, 'create view casework.all_people as select * from casework.person', /all_people/],
  [6, 'create materialized view casework.kept as select 1 as one', /kept/],
  [6, 'create rule quiet as on delete to ident.name do instead nothing', /ident.name/],
  [7, 'create sequence casework.counter', /counter/],
  [7, 'alter table ident.name add constraint one unique (sealed)', /ident.name one/],
  [7, 'alter table ident.name add foreign key (subject) references casework.person', /ident.name/],
  [8, 'grant create on schema fw to app_desk', /fw/],
  [8, 'grant usage on language plpgsql to public', /plpgsql/],
  [8, 'grant execute on function lo_create(oid) to public', /lo_create/],
  [9, 'alter table ident.name add column more text', /ident.name.more/],
  [
    9,
    "delete from fw.retention where schema_name = 'ident' and table_name = 'blind'",
    /ident.blind/,
  ],
  [
    9,
    "delete from fw.erasure_map where schema_name = 'ident' and table_name = 'blind'",
    /ident.blind/,
  ],
  [10, 'alter table referrals.packet drop constraint packet_to_org_may_receive_fkey', /packet/],
  [10, 'alter table referrals.packet drop constraint packet_may_receive_check', /packet/],
];

test.each(BREAKS)('rule %i sees: %s', async (rule, sql, what) => {
  const owner = await database.borrow('migrate');
  try {
    await owner.query('begin');
    await owner.query(sql);
    const findings = await findingsIn(transactionOn(owner));
    expect(findings.filter((one) => one.rule === rule && what.test(one.what))).not.toEqual([]);
  } finally {
    await owner.query('rollback');
    owner.release();
  }
});
