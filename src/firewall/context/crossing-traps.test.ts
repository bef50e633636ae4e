/** The traps (design chapter 20, section 6) of what two organisations share: a packet, and the agreement between them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addAgreement, addGrant, insert } from './testing.ts';
import { codeOf, type Houses, openHouses } from './testing-houses.ts';

let houses: Houses;
let [home, other, hers, his] = ['', '', '', ''];
beforeAll(async () => {
  houses = await openHouses();
});
beforeEach(async () => {
  ({ home, other, hers, his } = await houses.anew());
});
afterAll(() => houses.close());

test('a packet of another organisation can be claimed by nobody', async () => {
  const agreement_id = await addAgreement(houses.database, [home, other]);
  const grant_id = await addGrant(houses.database, { subject: hers, from: home, to: other });
  const packet_id = randomUUID();
  await insert(houses.database, 'referrals.packet', {
    packet_id,
    from_org: home,
    to_org: other,
    grant_id,
    agreement_id,
    purpose_id: 'referral.send',
    categories: ['need'],
    sealed: Buffer.from('noise'),
  });
  await houses.as('app_desk', async (client) => {
    await client.query('begin');
    await houses.open(client, { org: other, purpose: 'referral.send' });
    const claim = `insert into referrals.packet_origin (packet_id, org_id, purpose_id, subject) values ('${packet_id}', '${other}', 'referral.send', '${his}')`;
    expect(await codeOf(client.query(claim))).toBe('23503');
    await client.query('rollback; begin');
    await houses.open(client, { org: other, purpose: 'referral.receive' });
    const sealed = async (): Promise<unknown> =>
      (
        await client.query<{ x: Buffer }>('select fw.open_packet($1) as x', [packet_id])
      ).rows[0]?.x?.toString();
    expect(await sealed()).toBe('noise');
    // On her way out: the packet, which does not name her, is out of use too, for both ends.
    await insert(houses.database, 'consent.erasing', {
      org_id: home,
      subject: hers,
      erasure_no: randomUUID(),
    });
    expect(await sealed()).toBeUndefined();
    expect((await client.query('select packet_id from referrals.packet')).rows).toEqual([]);
    await client.query('rollback; begin');
    await houses.open(client, { purpose: 'referral.send' });
    expect(await sealed()).toBeUndefined();
    expect((await client.query('select packet_id from referrals.packet')).rows).toEqual([]);
  });
});

test('an agreement is nobody’s alone: one party drafts, each signs for itself, what was suspended is signed anew', async () => {
  const manage = { audience: 'app_consent', purpose: 'agreement.manage' } as const;
  const id = await addAgreement(houses.database, [home, other]);
  const [mine, theirs] = [randomUUID(), randomUUID()];
  await houses.as('app_consent', async (client) => {
    const tryAs = async (org: string, sql: string): Promise<string> => {
      await client.query('begin');
      await houses.open(client, { ...manage, org, actor: org === home ? mine : theirs });
      const code = await codeOf(client.query(sql));
      await client.query(code === 'done' ? 'commit' : 'rollback');
      return code;
    };
    const set = (text: string): string =>
      `update consent.agreement set ${text} where agreement_id = '${id}'`;
    expect(await tryAs(home, set(`ends_at = ends_at + interval '1 year'`))).toBe('WH011');
    expect(await tryAs(home, set(`categories = '{need,contact,photo}'`))).toBe('WH011');
    expect(await tryAs(other, `select fw.stop_agreement('${id}', 'suspended')`)).toBe('done');
    expect(await tryAs(home, set(`state = 'live'`))).toBe('WH011');
    expect(await tryAs(home, set(`state = 'draft'`))).toBe('WH011');
    expect(await tryAs(home, set(`state = 'draft', signed_a_by = null, signed_b_by = null`))).toBe(
      'done',
    );
    expect(await tryAs(home, set(`state = 'assessed', signed_b_by = '${mine}'`))).toBe('WH011');
    expect(await tryAs(home, set(`state = 'assessed'`))).toBe('done');
    expect(await tryAs(home, set(`signed_b_by = '${mine}'`))).toBe('WH011');
    // In her own name alone, whatever a handler writes.
    expect(await tryAs(home, set(`signed_a_by = gen_random_uuid()`))).toBe('WH031');
    expect(await tryAs(home, set(`signed_a_by = '${mine}'`))).toBe('done');
    expect(await tryAs(home, set(`state = 'signed'`))).toBe('23514');
    expect(await tryAs(other, set(`signed_b_by = '${mine}'`))).toBe('WH031');
    expect(await tryAs(other, set(`signed_b_by = '${theirs}'`))).toBe('done');
    expect(await tryAs(other, set(`state = 'signed'`))).toBe('done');
    expect(await tryAs(other, set(`state = 'live'`))).toBe('done');
    expect(await tryAs(home, set(`party_a = gen_random_uuid()`))).toBe('WH011');
    const draft = `insert into consent.agreement (agreement_id, party_a, party_b, purposes, categories, starts_at, ends_at, state)
      values (gen_random_uuid(), '${home}', '${other}', '{referral.send}', '{need}', now(), now() + interval '1 day', `;
    expect(await tryAs(home, `${draft} 'draft')`)).toBe('done');
    expect(await tryAs(home, `${draft} 'suspended')`)).toBe('WH011');
  });
});
