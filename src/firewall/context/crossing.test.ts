/** Each condition of crossing by itself: one thing wrong, and neither the look nor the lock lets the packet through. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { addAgreement, addGrant, addOrganisation, asOwner } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

type Packet = { from: string; to: string; purpose: string; categories: string[] };
const NEVER = [
  ['the grant is from another', (p, third) => ({ ...p, from: third }), ''],
  ['the grant is for another', (p, third) => ({ ...p, to: third }), ''],
  ['the purpose is another', (p) => ({ ...p, purpose: 'desk.visit' }), ''],
  ['a category was not agreed to', (p) => ({ ...p, categories: ['need', 'photo'] }), ''],
  [
    'withdrawn',
    (p) => p,
    "update consent.record set withdrawn_at = now(), withdrawn_how = 'token'",
  ],
  [
    'past its end',
    (p) => p,
    "update consent.record set given_at = now() - interval '2 d', not_after = now() - interval '1 s'",
  ],
  [
    'the person is being erased',
    (p) => p,
    'insert into consent.erasing (org_id, subject, erasure_no) select from_org, subject, gen_random_uuid() from consent.record',
  ],
  ['not live', (p) => p, "update consent.agreement set state = 'suspended'"],
  ['not begun', (p) => p, "update consent.agreement set starts_at = now() + interval '1 h'"],
  [
    'over',
    (p) => p,
    "update consent.agreement set ends_at = now() - interval '1 s', starts_at = now() - interval '1 d'",
  ],
  [
    'purpose not in the agreement',
    (p) => p,
    "update consent.agreement set purposes = '{desk.visit}'",
  ],
  [
    'category not in the agreement',
    (p) => p,
    "update consent.agreement set categories = '{contact}'",
  ],
  ['the agreement is of others', (p) => p, 'update consent.agreement set party_a = $1'],
  [
    'the sender is cut',
    (p) => p,
    "update fw.organisation set cut_at = now() - interval '1 s' where name = 'sender'",
  ],
  [
    'the receiver is cut',
    (p) => p,
    "update fw.organisation set cut_at = now() - interval '1 s' where name = 'receiver'",
  ],
] as [string, (packet: Packet, third: string) => Packet, string][];

test.each([['nothing', (p: Packet) => p, ''] as (typeof NEVER)[number], ...NEVER])(
  'wrong: %s',
  async (name, change, spoil) => {
    const from = await addOrganisation(database, { name: 'sender' });
    const to = await addOrganisation(database, { name: 'receiver' });
    const third = await addOrganisation(database);
    // The agreement is of the parties that the packet names, so that the grant alone is what is wrong.
    const asked = change({ from, to, purpose: 'referral.send', categories: ['need'] }, third);
    const agreement = await addAgreement(database, [asked.from, asked.to], {
      purposes: ['referral.send', 'desk.visit'],
      categories: ['need', 'contact', 'photo'],
    });
    const grant = await addGrant(database, { subject: randomUUID(), from, to });
    await asOwner(database, async (tx) => {
      if (spoil) await tx.execute(spoil, spoil.includes('$1') ? [third] : []);
      const values = [grant, agreement, asked.from, asked.to, asked.purpose, asked.categories];
      const [look] = await tx.query('select fw.share_ok($1, $2, $3, $4, $5, $6) ok', values);
      expect(look).toEqual({ ok: name === 'nothing' });
      const send = tx.execute(
        `insert into referrals.packet (packet_id, grant_id, agreement_id, from_org, to_org, purpose_id, categories, sealed)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, '\\x01')`,
        values,
      );
      if (name === 'nothing') expect(await send).toBe(1);
      else
        await expect(send).rejects.toMatchObject({
          code: expect.stringMatching(/consent_missing|agreement_missing/),
        });
      await tx.execute(
        'truncate referrals.packet, referrals.packet_origin, consent.record, consent.agreement, consent.agreement_warning, consent.erasing',
      );
    });
  },
);
