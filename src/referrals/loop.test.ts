/** From the desk to the provider and back, against the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs } from '../firewall/index.ts';
import { ORG_A, ORG_B } from '../firewall/keeper/testing.ts';
import { checkNetwork } from './check.ts';
import { makeReferral, writeDraft } from './draft.ts';
import { listReferrals, readReferral } from './lists.ts';
import { listNetwork, listViolations, reviewViolation } from './network.ts';
import { ownOutcome, ownReferrals } from './own.ts';
import { answerReceived, listReceived, readReceived } from './received.ts';
import { reportOutcome, stepReferral } from './step.ts';
import { clinic, CLINIC_CODE, PACKET, POINT, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

const timeline = (subject: string) =>
  house.owner<{ kind: string; body: Record<string, string> }>(
    `select kind, body from casework.event where subject = $1 order by hlc`,
    [subject],
  );
const messages = async (id: string) =>
  (
    await house.owner<{ text: string }>(
      `select to_whom || ' ' || key as text from referrals.message where referral_id = $1 order by made_at, message_id`,
      [id],
    )
  ).map(({ text }) => text);

describe('the loop', () => {
  it('goes to the clinic, a question is asked and answered, she is seen, and the answer is on her timeline', async () => {
    const { parts, sender, receiver } = house;
    const one = await house.sent();
    const [line] = await listReceived(parts, receiver);
    expect(line).toMatchObject({
      packet_id: one.packet_id,
      state: 'sent',
      level: 'soon',
      from_org: ORG_A,
    });
    expect(JSON.stringify(line)).not.toContain(one.subject);
    const packet = await readReceived(parts, receiver, one.packet_id);
    expect(packet).toMatchObject({ state: 'opened', packet: PACKET });
    await answerReceived(parts, receiver, one.packet_id, { step: 'ask', words: 'Which door?' });
    const detail = await readReferral(parts, sender, one.referral_id);
    expect(detail.steps.at(-1)).toMatchObject({ step: 'ask', words: 'Which door?' });
    expect(detail.next).toContain('reply');
    await stepReferral(parts, sender, one.referral_id, { step: 'reply', words: 'The blue one.' });
    expect(await readReceived(parts, receiver, one.packet_id)).toMatchObject({
      state: 'opened',
      reply: 'The blue one.',
    });
    await answerReceived(parts, receiver, one.packet_id, { step: 'accept', bring: ['nothing'] });
    await answerReceived(parts, receiver, one.packet_id, { step: 'received' });
    expect(await house.state(one.referral_id)).toMatchObject({
      state: 'received',
      provider_outcome: 'received',
      next_due_at: null,
      need_open: false,
      late: false,
    });
    expect(
      (await timeline(one.subject)).map(
        ({ kind, body }) => `${kind} ${body['referral_state'] ?? body['service_code']}`,
      ),
    ).toEqual([
      'referral_made health.doctor',
      'referral_step opened',
      'referral_step question',
      'referral_step opened',
      'referral_step accepted',
      'referral_step received',
    ]);
    // No word of it is readable anywhere: questions and replies are sealed to the other side.
    const [stored] = await house.owner<{ all: string }>(
      `select string_agg(c::text || p::text, '') as all from referrals.referral_change c, referrals.packet p`,
    );
    for (const word of ['Which door', 'blue', 'read aloud']) {
      expect(stored?.all).not.toContain(word);
      expect(stored?.all).not.toContain(Buffer.from(word).toString('hex'));
    }
  });

  it('keeps whoever reads it in the person’s own log, with the organisation and not its worker', async () => {
    const { parts, receiver } = house;
    const one = await house.sent();
    await readReceived(parts, receiver, one.packet_id);
    const staged = await house.owner(
      `select org_id, subject, subjects, actor from audit.stage where act = 'packet.opened' and details ->> 'packet' = $1`,
      [one.packet_id],
    );
    expect(staged).toEqual([
      { org_id: ORG_B, subject: null, subjects: null, actor: receiver.actor },
    ]);
    // As the sequencer would: the staged row becomes a line of the log.
    await house.owner(
      `with leaf as (insert into audit.leaf (leaf_index, leaf) values (900001, '\\x7b7d') returning leaf_index)
       insert into audit.detail (leaf_index, at, kind, actor, org_id, purpose, route, act, details)
       select leaf.leaf_index, s.at, s.kind, s.actor, s.org_id, s.purpose, s.route, s.act, s.details from audit.stage s, leaf
       where s.act = 'packet.opened' and s.details ->> 'packet' = $1`,
      [one.packet_id],
    );
    const mine = {
      kind: 'person',
      actor: '',
      org: ORG_A,
      subject: one.subject,
      role: 'app_desk',
      purpose: 'own.access',
      route: '/my/log',
    } as const;
    const [log] = await actAs(house.door, mine, (tx) =>
      tx.query<{ log: object[] }>('select fw.my_log() as log'),
    );
    expect(log?.log).toEqual([
      expect.objectContaining({
        act: 'packet.opened',
        organisation: ORG_B,
        purpose: 'referral.receive',
      }),
    ]);
    const other = { ...mine, subject: randomUUID() };
    const [theirs] = await actAs(house.door, other, (tx) =>
      tx.query<{ log: object[] }>('select fw.my_log() as log'),
    );
    expect(theirs?.log).toEqual([]);
  });

  it('makes one of two with the same id, and refuses fields that the service does not need', async () => {
    const { parts, sender } = house;
    const draft = await house.make();
    expect(await makeReferral(parts, sender, draft)).toMatchObject({ state: 'draft' });
    await expect(house.make({ packet: { ...PACKET, chosen_name: 'Amal' } })).rejects.toMatchObject({
      code: 'bad_input',
    });
    const written = await writeDraft(parts, sender, draft.referral_id, {
      level: 'today',
      packet: {
        needs: ['health.doctor'],
        level: 'today',
        chosen_name: 'Amal',
        sentence: 'She has no residence permit.',
      },
      ticked: ['chosen_name'],
    });
    expect(written.categories).toEqual(['name', 'need', 'words']);
    // Warned about, never refused.
    expect(written.warnings.length).toBeGreaterThan(0);
    await expect(house.make({ network_id: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('her own side', () => {
  it('shows where it stands, and her word counts while both stay', async () => {
    const { parts, sender, receiver, door } = house;
    const person = await house.person();
    const holder = { subject: person.subject, org: ORG_A, session: person.code };
    const one = await house.sent({ subject: person.subject });
    await readReceived(parts, receiver, one.packet_id);
    await answerReceived(parts, receiver, one.packet_id, { step: 'accept' });
    await answerReceived(parts, receiver, one.packet_id, { step: 'received' });
    const [seen] = await ownReferrals(door, holder);
    expect(seen).toMatchObject({
      state: 'received',
      to: 'Red Hill Clinic',
      needs: ['health.doctor'],
    });
    await expect(
      ownOutcome(door, holder, one.referral_id, { outcome: 'refused' }),
    ).rejects.toMatchObject({ code: 'bad_input' });
    await ownOutcome(door, holder, one.referral_id, {
      outcome: 'refused',
      reason: 'discrimination',
    });
    expect(await house.state(one.referral_id)).toMatchObject({
      state: 'refused',
      provider_outcome: 'received',
      person_outcome: 'refused',
      reason: 'discrimination',
    });
    expect(await messages(one.referral_id)).toEqual(
      expect.arrayContaining(['owner difference', 'manager violation']),
    );
    await answerReceived(parts, receiver, one.packet_id, {
      step: 'partly_received',
      reason: 'full',
    });
    await reportOutcome(
      parts,
      sender,
      one.referral_id,
      { outcome: 'received' },
      'followup.outcome',
    );
    expect(await house.state(one.referral_id)).toMatchObject({
      state: 'refused',
      provider_outcome: 'received',
    });
    const stranger = await house.person();
    expect(await ownReferrals(door, { ...holder, subject: stranger.subject })).toEqual([]);
    await expect(
      ownOutcome(door, { ...holder, subject: stranger.subject }, one.referral_id, {
        outcome: 'received',
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the network', () => {
  it('does not suggest a service that turned somebody away for what she is, until somebody has looked', async () => {
    const { parts, sender, receiver } = house;
    const network = await house.network({
      to: ORG_B,
      route: 'account',
      agreement: house.agreement,
      code: '40001',
    });
    house.listings.set('40001', clinic({ code: '40001' }));
    const one = await house.sent({ network_id: network });
    await readReceived(parts, receiver, one.packet_id);
    await expect(
      answerReceived(parts, receiver, one.packet_id, { step: 'decline', reason: 'work' }),
    ).rejects.toMatchObject({ code: 'bad_input' });
    await answerReceived(parts, receiver, one.packet_id, { step: 'decline', reason: 'status' });
    expect(await house.state(one.referral_id)).toMatchObject({
      state: 'declined',
      reason: 'status',
      need_open: true,
    });
    expect(await listReferrals(parts, sender, 'open_needs')).toContainEqual(
      expect.objectContaining({ referral_id: one.referral_id }),
    );
    expect(
      await checkNetwork(parts, sender, {
        network_id: network,
        wishes: { needs: ['health.doctor'] },
      }),
    ).toMatchObject({ suspended: true });
    const blocked = await checkNetwork(parts, sender, {
      network_id: house.byAccount,
      wishes: { needs: ['health.doctor'], languages: ['fa'] },
    });
    expect(blocked.alternatives.map(({ listing_code: code }) => code)).not.toContain('40001');
    await expect(house.make({ network_id: network })).rejects.toMatchObject({
      code: 'network_suspended',
    });
    const violation = (await listViolations(parts, sender)).find(
      (one) => one.network_id === network,
    );
    expect(violation).toMatchObject({ kind: 'status_refusal', reported_by: 'recipient' });
    await reviewViolation(parts, sender, violation?.violation_id ?? '', 'mended');
    expect(
      (await listNetwork(parts, sender)).find(({ network_id: id }) => id === network),
    ).toMatchObject({ suspended_at: null });
    // Elsewhere, with the need going along.
    const next = await house.make({ follows: one.referral_id, subject: one.subject });
    expect((await house.state(one.referral_id))['need_open']).toBe(false);
    expect(await house.state(next.referral_id)).toMatchObject({
      follows: one.referral_id,
      need_open: true,
    });
    house.listings.delete('40001');
  });
});

it('an entry whose service is not listed any more is said to be gone', async () => {
  house.listings.delete(CLINIC_CODE);
  await expect(
    checkNetwork(house.parts, house.sender, {
      network_id: house.byAccount,
      wishes: { needs: ['health.doctor'] },
    }),
  ).rejects.toMatchObject({ code: 'gone' });
  house.listings.set(CLINIC_CODE, clinic());
  expect(POINT).toMatch(/^018f/);
});
