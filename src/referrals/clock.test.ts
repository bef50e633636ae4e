/** Deadlines against the real database: reminders, overdue, the manager, and what is forgotten. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganisation } from '../firewall/context/testing.ts';
import { actAs } from '../firewall/index.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { referralRound } from './clock.ts';
import { listReferrals, listTasks, readReferral } from './lists.ts';
import { listNetwork } from './network.ts';
import { clockwork } from './parts.ts';
import { answerReceived, listReceived, readReceived } from './received.ts';
import { stepReferral } from './step.ts';
import { PACKET, testHouse, type TestHouse } from './testing.ts';

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

describe('the clock', () => {
  it('reminds, calls it overdue with a task for the owner, and hands it to the manager; owner and recipient can still act', async () => {
    const { parts, sender, receiver } = house;
    const one = await house.sent();
    await house.pass(12.1 * HOUR);
    await referralRound(house.door);
    await house.pass(7.2 * HOUR);
    await referralRound(house.door);
    expect(
      (await listReceived(parts, receiver)).find(({ packet_id: id }) => id === one.packet_id),
    ).toMatchObject({ reminded: 2 });
    await house.pass(5 * HOUR);
    await referralRound(house.door);
    expect(await house.state(one.referral_id)).toMatchObject({
      state: 'overdue',
      late: true,
      escalated: false,
    });
    await house.pass(24 * HOUR);
    await referralRound(house.door);
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'overdue', escalated: true });
    expect(await messages(one.referral_id)).toEqual(['owner overdue', 'manager no_answer']);
    expect(
      (await listReferrals(parts, sender, 'escalated')).map(({ referral_id: id }) => id),
    ).toContain(one.referral_id);
    expect((await listTasks(parts, sender, false)).map(({ key }) => key)).toContain('overdue');
    const again = await referralRound(house.door);
    expect(again.referrals).toBe(0);
    // Heard by telephone.
    await stepReferral(parts, sender, one.referral_id, { step: 'accept' });
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'accepted', late: true });
    expect(
      (await listNetwork(parts, sender)).find(({ network_id: id }) => id === house.byAccount)?.rate
        .asked,
    ).toBeGreaterThan(0);
  });

  it('goes on for everybody else when one organisation was cut off', async () => {
    const { owner } = house;
    const one = await house.sent();
    // First in any order, with something due that nobody may do any more.
    const closed = '00000000-0000-4000-8000-000000000001';
    await addOrganisation(house.kept.main, { id: closed, name: 'Cut off' });
    const raised = await owner<{ alert_id: string }>(
      `insert into referrals.alert (alert_id, org_id, purpose_id, point_id, focus, raised_by, next_due_at)
         values (gen_random_uuid(), $1, 'desk.visit', gen_random_uuid(), 'health', gen_random_uuid(), clock_timestamp() - interval '1 hour') returning alert_id`,
      [closed],
    );
    expect(raised).toHaveLength(1);
    await owner('update fw.organisation set cut_at = clock_timestamp() where org_id = $1', [
      closed,
    ]);
    await house.pass(25 * HOUR);
    const { left_out } = await referralRound(house.door);
    expect(left_out).toBe(1);
    expect(await house.state(one.referral_id)).toMatchObject({ state: 'overdue' });
    await owner('delete from referrals.alert where org_id = $1', [closed]);
    expect((await referralRound(house.door)).left_out).toBe(0);
  });

  it('leaves alone what moved between its look and its step, and what is not due', async () => {
    const one = await house.sent();
    const tick = (items: object[]) =>
      actAs(house.door, clockwork(ORG_A), (tx) =>
        tx.query<{ n: number }>('select fw.tick_referrals($1) as n', [JSON.stringify(items)]),
      );
    const lapse = [{ step: 'lapse', notices: [], set: {} }];
    const { changes } = await house.state(one.referral_id);
    expect(await tick([{ referral_id: one.referral_id, changes, done: lapse }])).toEqual([
      { n: 0 },
    ]);
    await house.pass(25 * HOUR);
    expect(
      await tick([{ referral_id: one.referral_id, changes: Number(changes) - 1, done: lapse }]),
    ).toEqual([{ n: 0 }]);
    expect((await house.state(one.referral_id))['state']).toBe('sent');
    await referralRound(house.door);
    expect((await house.state(one.referral_id))['state']).toBe('overdue');
  });

  it('forgets contents after their time: packets two weeks after the outcome, drafts thirty days after', async () => {
    const { parts, receiver, sender } = house;
    const one = await house.sent();
    await readReceived(parts, receiver, one.packet_id);
    await answerReceived(parts, receiver, one.packet_id, { step: 'accept' });
    await answerReceived(parts, receiver, one.packet_id, { step: 'received' });
    await house.make();
    await house.pass(15 * 24 * HOUR);
    await referralRound(house.door);
    await expect(readReceived(parts, receiver, one.packet_id)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await readReferral(parts, sender, one.referral_id)).packet).toMatchObject(PACKET);
    await house.make();
    await house.pass(16 * 24 * HOUR);
    await referralRound(house.door);
    expect((await readReferral(parts, sender, one.referral_id)).packet).toBeNull();
  });

  it('tells whoever watches over data of a life-saving exception at once, and again when nobody reviewed it', async () => {
    const one = await house.ready();
    await house.owner(
      `update consent.record set exception = 'life_saving', review_due = clock_timestamp() + interval '72 h' where grant_id = $1`,
      [one.grant_id],
    );
    await house.send(one);
    const told = async () =>
      (
        await house.owner<{ told: string }>(
          `select to_whom || ' ' || key as told from referrals.message where referral_id = $1 and key like 'exception%' order by 1`,
          [one.referral_id],
        )
      ).map((row) => row.told);
    await referralRound(house.door);
    expect(await told()).toEqual(['dpo exception']);
    await house.pass(25 * HOUR);
    await referralRound(house.door);
    await referralRound(house.door);
    expect(await told()).toEqual(['dpo exception', 'dpo exception_due']);
    await house.pass(48 * HOUR);
    await referralRound(house.door);
    await referralRound(house.door);
    expect(await told()).toEqual([
      'dpo exception',
      'dpo exception_due',
      'dpo exception_unreviewed',
      'manager exception_unreviewed',
    ]);
  });
});
