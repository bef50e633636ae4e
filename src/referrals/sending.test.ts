/** Nothing leaves without consent, agreement and fitting conditions; what left can be taken back at once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, withdrawConsent } from '../firewall/index.ts';
import { addAgreement, insert } from '../firewall/context/testing.ts';
import { askErasure, continueErasures } from '../firewall/erasure/index.ts';
import { ORG_A, ORG_B } from '../firewall/keeper/testing.ts';
import { referralRound } from './clock.ts';
import { listReferrals, readReferral } from './lists.ts';
import { ownWithdrawal } from './own.ts';
import { PROFILES } from './packet.ts';
import { sending } from './parts.ts';
import {
  answerReceived,
  confirmDeleted,
  listReceived,
  listToDelete,
  readReceived,
} from './received.ts';
import { stepReferral } from './step.ts';
import { clinic, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

const HOUR = 3_600_000;
const messages = async (id: string) =>
  (
    await house.owner<{ text: string }>(
      `select to_whom || ' ' || key as text from referrals.message where referral_id = $1 order by made_at, message_id`,
      [id],
    )
  ).map(({ text }) => text);

describe('sending', () => {
  it('is nothing without consent, agreement, fitting conditions; the referral stays ready', async () => {
    const { parts, sender } = house;
    const withdrawn = await house.ready();
    await house.owner(
      `update consent.record set not_after = now() - interval '1 s', given_at = now() - interval '1 d' where grant_id = $1`,
      [withdrawn.grant_id],
    );
    await expect(house.send(withdrawn)).rejects.toMatchObject({
      code: 'consent_ended',
      detail: expect.stringContaining('slip'),
    });
    expect((await house.state(withdrawn.referral_id))['state']).toBe('ready');

    const lapsed = await house.ready();
    await house.owner(`update consent.agreement set state = 'suspended' where agreement_id = $1`, [
      house.agreement,
    ]);
    await expect(house.send(lapsed)).rejects.toMatchObject({ code: 'agreement_lapsed' });
    await house.owner(`update consent.agreement set state = 'live' where agreement_id = $1`, [
      house.agreement,
    ]);
    expect((await house.state(lapsed.referral_id))['state']).toBe('ready');

    house.listings.set(
      '20005',
      clinic({ code: '20005', languages: [{ lang: 'fa', mode: 'staff' }] }),
    );
    await expect(
      house.send(lapsed, { needs: ['health.doctor'], languages: ['fa'] }),
    ).rejects.toMatchObject({
      code: 'conditions_not_met',
      errors: [{ field: 'alternative', expected: '20005' }],
    });
    house.listings.delete('20005');
    expect(await house.send(lapsed)).toMatchObject({ state: 'sent' });

    const draft = await house.make();
    await expect(house.send(draft)).rejects.toMatchObject({ code: 'consent_ended' });
    await expect(
      stepReferral(parts, sender, draft.referral_id, { step: 'reply', words: 'x' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is done once: a second click with the same packet is the first, another packet is refused', async () => {
    const { parts, sender } = house;
    const one = await house.sent();
    const [packets] = await house.owner<{ n: number }>(
      'select count(*)::int as n from referrals.packet where packet_id = $1',
      [one.packet_id],
    );
    expect(packets?.n).toBe(1);
    await expect(house.send(one)).rejects.toMatchObject({ code: 'wrong_step' });
    expect((await readReferral(parts, sender, one.referral_id)).packet_id).toBe(one.packet_id);
  });

  it('needs a consent of this person, for this recipient, that covers every field', async () => {
    const one = await house.make();
    const narrow = randomUUID();
    await insert(house.kept.main, 'consent.record', {
      grant_id: narrow,
      subject: one.subject,
      from_org: ORG_A,
      to_org: ORG_B,
      purpose_id: 'referral.send',
      categories: ['need'],
      notice_id: 'referral',
      notice_version: 1,
      notice_lang: 'en',
      explained: 'read',
      shared_language: true,
      given: 'mark',
      given_at: new Date(Date.now() - 1000),
      not_after: new Date(Date.now() + HOUR),
    });
    const prepare = (grant: string) =>
      actAs(house.door, sending(house.sender, '/test'), (tx) =>
        tx.query('select fw.prepare_referral($1, $2)', [one.referral_id, grant]),
      );
    await expect(prepare(narrow)).rejects.toMatchObject({ code: 'consent_missing' });
    await expect(prepare((await house.ready()).grant_id)).rejects.toMatchObject({
      code: 'consent_missing',
    });
    await expect(prepare(randomUUID())).rejects.toMatchObject({ code: 'consent_missing' });
  });

  it('freezes exactly the consented fields: each packet against its profile and its consent', async () => {
    const { parts, receiver } = house;
    const one = await house.sent();
    const { packet } = await readReceived(parts, receiver, one.packet_id);
    const profile = PROFILES.find(({ service_type: type }) => type === 'health');
    for (const field of Object.keys(packet)) expect(profile?.fields).toHaveProperty(field);
    expect(Object.keys(packet).sort()).toEqual(
      [...((await house.state(one.referral_id))['fields'] as string[])].sort(),
    );
    const columns = await house.owner<{ column_name: string }>(
      `select column_name from information_schema.columns where table_schema = 'referrals' and table_name = 'packet'`,
    );
    expect(columns.map(({ column_name: name }) => name)).not.toContain('subject');
  });
});

describe('taking back', () => {
  it.each(['by the person', 'by a worker', 'by the consent itself'])(
    '%s ends it for the recipient at once',
    async (how) => {
      const { parts, sender, receiver, door } = house;
      const person = await house.person();
      const one = await house.sent({ subject: person.subject });
      await readReceived(parts, receiver, one.packet_id);
      const holder = { subject: person.subject, org: ORG_A, session: person.code };
      if (how === 'by the person') await ownWithdrawal(door, holder, one.referral_id);
      else if (how === 'by a worker')
        await stepReferral(parts, sender, one.referral_id, { step: 'withdraw', how: 'telephone' });
      else
        await withdrawConsent(
          door,
          { kind: 'person', actor: '', ...holder, purpose: 'own.access' },
          one.grant_id,
          'token',
        );
      await expect(readReceived(parts, receiver, one.packet_id)).rejects.toMatchObject({
        code: 'consent_missing',
      });
      expect(await listReceived(parts, receiver)).not.toContainEqual(
        expect.objectContaining({ packet_id: one.packet_id }),
      );
      await expect(
        answerReceived(parts, receiver, one.packet_id, { step: 'accept' }),
      ).rejects.toMatchObject({ code: 'consent_missing' });
      expect(await house.state(one.referral_id)).toMatchObject({
        state: 'withdrawn',
        next_due_at: null,
      });
      const [packet] = await house.owner(
        'select sealed, state from referrals.packet where packet_id = $1',
        [one.packet_id],
      );
      expect(packet).toEqual({ sealed: Buffer.from([0]), state: 'withdrawn' });
      const [note] = (await listToDelete(parts, receiver)).filter(
        ({ grant }) => grant === one.grant_id,
      );
      expect(note).toMatchObject({
        why: 'withdrawn',
        deleted_at: null,
        number: expect.stringMatching(/^\d{4}$/),
      });
      await confirmDeleted(parts, receiver, one.grant_id);
      expect(await messages(one.referral_id)).toContain('owner deleted');
      await expect(confirmDeleted(parts, house.worker(ORG_A), one.grant_id)).rejects.toMatchObject({
        code: 'not_found',
      });
    },
  );

  it('an agreement that ends stops the reading at once, and the clock closes what went under it', async () => {
    const { parts, receiver } = house;
    const other = await addAgreement(house.kept.main, [ORG_A, ORG_B], {
      categories: ['need', 'language', 'wishes', 'words', 'age'],
    });
    const network = await house.network({
      to: ORG_B,
      route: 'account',
      agreement: other,
      code: '30003',
    });
    house.listings.set('30003', clinic({ code: '30003' }));
    const one = await house.sent({ network_id: network });
    await house.owner(`update consent.agreement set state = 'ended' where agreement_id = $1`, [
      other,
    ]);
    await expect(readReceived(parts, receiver, one.packet_id)).rejects.toMatchObject({
      code: 'agreement_missing',
    });
    await referralRound(house.door);
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'expired', need_open: true });
    expect(await messages(one.referral_id)).toContain('owner agreement_ended');
  });

  it('erasing her takes referral, packet and signature along, and tells the recipient', async () => {
    const { parts, receiver, door } = house;
    const person = await house.person();
    const one = await house.sent({ subject: person.subject });
    await readReceived(parts, receiver, one.packet_id);
    await insert(house.kept.main, 'referrals.consent_sign', {
      grant_id: one.grant_id,
      org_id: ORG_A,
      subject: person.subject,
      kind: 'sheet',
      sealed: Buffer.from([1]),
    });
    await askErasure(door, { subject: person.subject, org: ORG_A, session: person.code });
    await expect(readReceived(parts, receiver, one.packet_id)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await listReferrals(parts, house.sender, 'person', person.subject)).toEqual([]);
    await continueErasures(door, ORG_A, async () => new Date(0));
    for (const table of ['referral', 'referral_change', 'message'])
      expect(
        await house.owner(`select 1 from referrals.${table} where referral_id = $1`, [
          one.referral_id,
        ]),
      ).toEqual([]);
    expect(
      await house.owner('select 1 from referrals.packet where packet_id = $1', [one.packet_id]),
    ).toEqual([]);
    expect(
      await house.owner('select 1 from referrals.consent_sign where grant_id = $1', [one.grant_id]),
    ).toEqual([]);
    expect(await listToDelete(parts, receiver)).toContainEqual(
      expect.objectContaining({ grant: one.grant_id, why: 'erased' }),
    );
    // The recipient's key of it goes too, so that old backups open nothing.
    expect(
      await house.owner('select 1 from referrals.spent_key where packet_id = $1', [one.packet_id]),
    ).toHaveLength(1);
    await referralRound(door);
    expect(await house.owner('select 1 from referrals.spent_key')).toEqual([]);
  });
});
