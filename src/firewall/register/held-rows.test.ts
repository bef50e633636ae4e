/** While a hold stands, no statement of a login role takes away what is held, whatever a handler forgot to ask. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actAs, type Firewall } from '../context/act-as.ts';
import { addOrganisation, asOwner, insert } from '../context/testing.ts';
import { ORG_A, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import { liftHold, placeHold, proposeHold } from './holds.ts';
import { receiveRequest } from './requests.ts';

let kept: TestKeeper;
let firewall: Firewall;
const somebody = () => ({ actor: randomUUID(), org: ORG_A, session: 's' });
const [dpo, counsel, clerk] = [somebody(), somebody(), somebody()];
beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
});
afterAll(() => kept.close());

const atDesk = (text: string) =>
  actAs(
    firewall,
    {
      kind: 'staff',
      actor: clerk.actor,
      org: ORG_A,
      role: 'app_ident',
      purpose: 'desk.visit',
      route: '/test',
    },
    (tx) => tx.execute(text),
  );

it('names and contacts that are held are neither deleted nor written over, and can be again afterwards', async () => {
  const [held, other] = [randomUUID(), randomUUID()];
  for (const subject of [held, other]) {
    const row = { org_id: ORG_A, purpose_id: 'desk.visit', subject, sealed: Buffer.from([1, 2]) };
    await insert(kept.main, 'ident.name', { ...row, name_id: randomUUID() });
    await insert(kept.main, 'ident.contact', { ...row, contact_id: randomUUID() });
  }
  const request_id = randomUUID();
  await receiveRequest(firewall, dpo, {
    request_id,
    received_on: '2026-11-20',
    channel: 'court',
    authority_name: 'Court of Selmora',
    instrument: 'court_order',
    claimed_basis: 'Article 12',
    offence_class: 'trafficking',
    data_sought: 'one record',
  });
  const hold_id = randomUUID();
  await proposeHold(firewall, dpo, { hold_id, request_id, subject: held, days: 30 });
  await placeHold(firewall, counsel, hold_id);
  // No role has these rights any more: they are given here, to see that the hold does not rest on that.
  await asOwner(kept.main, (tx) =>
    tx.execute('grant delete, update (sealed) on ident.name, ident.contact to app_ident'),
  );
  const waits = { code: 'erasure_waiting' };
  for (const table of ['ident.name', 'ident.contact']) {
    await expect(atDesk(`delete from ${table}`)).rejects.toMatchObject(waits);
    await expect(atDesk(`update ${table} set sealed = '\\x00'`)).rejects.toMatchObject(waits);
    expect(await atDesk(`delete from ${table} where subject = '${other}'`)).toBe(1);
  }
  await liftHold(firewall, dpo, hold_id);
  for (const table of ['ident.name', 'ident.contact'])
    expect(await atDesk(`delete from ${table}`)).toBe(1);
});

it('a tablet is registered and taken out of use by functions alone', async () => {
  const may = await asOwner(kept.main, (tx) =>
    tx.query(
      `select privilege_type from information_schema.role_table_grants
       where table_schema = 'staff' and table_name = 'device' and grantee = 'app_staff'
       union select privilege_type from information_schema.column_privileges
       where table_schema = 'staff' and table_name = 'device' and grantee = 'app_staff'`,
    ),
  );
  expect(may).toEqual([{ privilege_type: 'SELECT' }]);
});
