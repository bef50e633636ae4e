/** Buttons that are pressed twice, words that are taken back, drafts and owners that change in the middle of a day. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { referralRound } from './clock.ts';
import { writeDraft } from './draft.ts';
import { listReferrals } from './lists.ts';
import { listViolations, reviewViolation } from './network.ts';
import { ownOutcome } from './own.ts';
import { answerReceived, readReceived } from './received.ts';
import type { AnswerInput } from './schemas.ts';
import { handOver, reportOutcome } from './step.ts';
import { PACKET, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

const MINUTE = 60_000;
/** Sent, opened and answered with a yes, for somebody with a slip. */
async function accepted() {
  const { parts, receiver } = house;
  const { subject, code } = await house.person();
  const one = await house.sent({ subject });
  const answer = (input: AnswerInput) => answerReceived(parts, receiver, one.packet_id, input);
  await readReceived(parts, receiver, one.packet_id);
  await answer({ step: 'accept' });
  const holder = { subject, org: ORG_A, session: code };
  return { ...one, answer, holder };
}
const told = async (id: string) =>
  (
    await house.owner<{ text: string }>(
      `select to_whom || ' ' || key || ' ' || count(*) as text from referrals.message where referral_id = $1 group by to_whom, key order by 1`,
      [id],
    )
  ).map(({ text }) => text);
const lines = (subject: string, state: string) =>
  house.owner(
    `select 1 as one from casework.event where subject = $1 and body ->> 'referral_state' = $2`,
    [subject, state],
  );
const openNeeds = async () =>
  (await listReferrals(house.parts, house.sender, 'open_needs')).map(({ referral_id: id }) => id);

describe('an outcome that is said twice', () => {
  it('by the service is one word, one task and one report, so that one review lifts the suspension', async () => {
    const { parts, sender } = house;
    const one = await accepted();
    const refused = { step: 'refused', reason: 'status' } as const;
    const both = await Promise.all([one.answer(refused), one.answer(refused)]);
    expect(both).toEqual([{ state: 'refused' }, { state: 'refused' }]);
    expect(await lines(one.subject, 'refused')).toHaveLength(1);
    expect(await told(one.referral_id)).toEqual([
      'manager violation 1',
      'owner accept 1',
      'owner refused 1',
    ]);
    const found = await listViolations(parts, sender);
    expect(found).toHaveLength(1);
    await reviewViolation(parts, sender, found[0]?.violation_id ?? '', 'mended');
    await expect(house.make()).resolves.toBeDefined();
  });

  it('by her is one word too; another word, or the same after another, is a step', async () => {
    const one = await accepted();
    const say = (reason: string) =>
      ownOutcome(house.door, one.holder, one.referral_id, { outcome: 'refused', reason });
    await say('discrimination');
    await say('discrimination');
    expect(await told(one.referral_id)).toEqual([
      'manager violation 1',
      'owner accept 1',
      'owner refused 1',
    ]);
    await say('full');
    await ownOutcome(house.door, one.holder, one.referral_id, { outcome: 'received' });
    await say('full');
    expect(await lines(one.subject, 'refused')).toHaveLength(3);
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'refused', reason: 'full' });
  });

  it('by the service again after the desk heard otherwise is a step: it insists', async () => {
    const one = await accepted();
    await one.answer({ step: 'not_attended', reason: 'work' });
    await reportOutcome(house.parts, house.sender, one.referral_id, { outcome: 'received' });
    await one.answer({ step: 'not_attended', reason: 'work' });
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'not_attended' });
  });
});

describe('a need that was closed as met', () => {
  it('is open again when she says that she was turned away, and stays with its owner', async () => {
    const one = await accepted();
    await one.answer({ step: 'received' });
    expect(await openNeeds()).not.toContain(one.referral_id);
    await ownOutcome(house.door, one.holder, one.referral_id, {
      outcome: 'refused',
      reason: 'full',
    });
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'refused', need_open: true });
    expect(await openNeeds()).toContain(one.referral_id);
    // What the service goes on saying changes nothing of that.
    await one.answer({ step: 'partly_received' });
    await one.answer({ step: 'received' });
    expect(await openNeeds()).toContain(one.referral_id);
    await ownOutcome(house.door, one.holder, one.referral_id, { outcome: 'received' });
    expect(await openNeeds()).not.toContain(one.referral_id);
  });

  it('is open again when nobody knew, and it turns out that she never got it', async () => {
    const one = await accepted();
    await house.pass(23 * 24 * 60 * MINUTE);
    await referralRound(house.door);
    expect(await house.state(one.referral_id)).toMatchObject({
      state: 'unknown',
      need_open: false,
    });
    await one.answer({ step: 'not_attended', reason: 'transport' });
    expect(await openNeeds()).toContain(one.referral_id);
  });

  it('stays closed where another referral has taken it along', async () => {
    const one = await accepted();
    await one.answer({ step: 'received' });
    await house.make({ subject: one.subject, follows: one.referral_id });
    await ownOutcome(house.door, one.holder, one.referral_id, {
      outcome: 'refused',
      reason: 'full',
    });
    expect(await openNeeds()).not.toContain(one.referral_id);
  });
});

it('a draft that has become urgent is missed after minutes, not after the days of what it was', async () => {
  const { parts, sender } = house;
  const { referral_id: id } = await house.make({ level: 'any_time' });
  const write = (level: 'now' | 'any_time') =>
    writeDraft(parts, sender, id, { level, packet: { ...PACKET, level } });
  await write('any_time');
  await house.pass(30 * MINUTE);
  await referralRound(house.door);
  expect(await told(id)).toEqual([]);
  await write('now');
  await house.pass(11 * MINUTE);
  // Written anew without another urgency, it is not put off.
  await write('now');
  await referralRound(house.door);
  expect(await told(id)).toEqual(['owner not_sent 1']);
  await house.pass(10 * MINUTE);
  await referralRound(house.door);
  expect(await told(id)).toEqual(['manager not_sent 1', 'owner not_sent 1']);
});

it('a need that is still open is handed to nobody who is not there', async () => {
  const { parts, sender } = house;
  const one = await accepted();
  await one.answer({ step: 'refused', reason: 'full' });
  await expect(
    handOver(parts, sender, one.referral_id, { owner: randomUUID() }),
  ).rejects.toMatchObject({ code: 'not_found' });
  expect(await openNeeds()).toContain(one.referral_id);
});
