import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import {
  addAgreement,
  addGrant,
  addOrganisation,
  inContext,
  insert,
  putTicketKey,
  type TicketKey,
} from './testing.ts';

let database: Database;
let key: TicketKey;
beforeAll(async () => {
  database = await freshDatabase();
  key = await putTicketKey(database);
});
afterAll(() => database.close());

test('a packet crosses with consent and agreement, and its receiver sees it', async () => {
  const [sender, receiver] = [await addOrganisation(database), await addOrganisation(database)];
  const subject = randomUUID();
  const agreement_id = await addAgreement(database, [sender, receiver]);
  const grant_id = await addGrant(database, { subject, from: sender, to: receiver });
  await insert(database, 'casework.person', { subject, org_id: sender, purpose_id: 'desk.visit' });
  const packet_id = randomUUID();
  const sending = { audience: 'app_desk', org: sender, purpose: 'referral.send' } as const;
  await inContext(database, key, sending, (tx) =>
    tx.execute(
      `insert into referrals.packet (packet_id, from_org, to_org, grant_id, agreement_id, purpose_id, categories, sealed)
       values ($1, $2, $3, $4, $5, 'referral.send', '{need}', '\\x01')`,
      [packet_id, sender, receiver, grant_id, agreement_id],
    ),
  );
  const receiving = { audience: 'app_desk', org: receiver, purpose: 'referral.receive' } as const;
  const seen = (acting: typeof sending | typeof receiving) =>
    inContext(database, key, acting, (tx) => tx.query('select packet_id from referrals.packet'));
  expect(await seen(receiving)).toEqual([{ packet_id }]);
  expect(
    await inContext(database, key, { ...receiving, org: await addOrganisation(database) }, (tx) =>
      tx.query('select packet_id from referrals.packet'),
    ),
  ).toEqual([]);
});
