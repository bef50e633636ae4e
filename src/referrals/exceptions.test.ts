/** Without a yes only when waiting would cost a life; what is late is seen without anybody in it; another place that fits. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openedBy } from '../firewall/index.ts';
import { ORG_A, ORG_B } from '../firewall/keeper/testing.ts';
import { elsewhere } from './alternatives.ts';
import { referralRound } from './clock.ts';
import { lifeSaving } from './consent.ts';
import { listExceptions, reviewException } from './exceptions.ts';
import { listTasks } from './lists.ts';
import { overdueServices } from './overdue.ts';
import { ownReferrals } from './own.ts';
import { answerReceived, readReceived } from './received.ts';
import { clinic, PACKET, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

const HOUR = 3_600_000;
const NOW = { level: 'now' as const, packet: { ...PACKET, level: 'now' as const } };
const urgent = async () => {
  const person = await house.person();
  const one = await house.make({ ...NOW, subject: person.subject });
  const grant_id = randomUUID();
  await lifeSaving(house.parts, house.sender, one.referral_id, {
    grant_id,
    exception: 'unconscious',
  });
  return { ...one, ...person, grant_id, sent: await house.send(one) };
};
const refused = (work: Promise<unknown>) => expect(work).rejects;

describe('an act without a yes', () => {
  it('is for what must be now, says why, and can be read like any other', async () => {
    const { parts, sender, receiver } = house;
    const soon = await house.make();
    const given = { grant_id: randomUUID(), exception: 'no_time' as const };
    await refused(lifeSaving(parts, sender, soon.referral_id, given)).toMatchObject({
      code: 'bad_input',
      errors: [{ field: 'exception' }],
    });
    // Nor by another way: the database itself asks.
    await house.owner(`update referrals.referral set level = 'now' where referral_id = $1`, [
      soon.referral_id,
    ]);
    await lifeSaving(parts, sender, soon.referral_id, given);
    const one = await urgent();
    const { packet } = await readReceived(parts, receiver, one.sent.packet_id);
    expect(packet).toMatchObject({ level: 'now' });
    const [row] = await house.owner(
      'select given, explained, exception, exception_why from consent.record where grant_id = $1',
      [one.grant_id],
    );
    expect(row).toEqual({
      given: 'not_asked',
      explained: 'not_asked',
      exception: 'life_saving',
      exception_why: 'unconscious',
    });
    // Nobody else is left unasked.
    await refused(
      house.owner(
        `update consent.record set exception = null, exception_why = null, review_due = null where grant_id = $1`,
        [one.grant_id],
      ),
    ).toThrow('record_');
  });

  it('is looked at by a second person, never by one who had a part in it; she sees that, and in her log', async () => {
    const { parts, sender } = house;
    const one = await urgent();
    const officer = house.worker(ORG_A);
    const stranger = house.worker(ORG_B);
    const line = async (by = officer) =>
      (await listExceptions(parts, by)).find(({ grant_id }) => grant_id === one.grant_id);
    expect(await line()).toMatchObject({
      why: 'unconscious',
      made_by: sender.actor,
      is_own: false,
      to_name: 'Red Hill Clinic',
      finding: null,
    });
    expect((await line(sender))?.is_own).toBe(true);
    expect(await line(stranger)).toBeUndefined();
    expect(JSON.stringify(await line())).not.toContain(one.subject);
    await refused(reviewException(parts, sender, one.grant_id, 'right')).toMatchObject({
      code: 'second_person_needed',
    });
    await refused(reviewException(parts, stranger, one.grant_id, 'right')).toMatchObject({
      code: 'not_found',
    });
    const her = { subject: one.subject, org: ORG_A, session: one.code };
    expect((await ownReferrals(house.door, her))[0]?.exception).toEqual({
      why: 'unconscious',
      finding: null,
    });
    await reviewException(parts, officer, one.grant_id, 'right');
    await reviewException(parts, officer, one.grant_id, 'right');
    await refused(reviewException(parts, officer, one.grant_id, 'wrong')).toMatchObject({
      code: 'not_found',
    });
    expect((await ownReferrals(house.door, her))[0]?.exception?.finding).toBe('right');
    const waiting = await house.owner(
      `select 1 from referrals.message where referral_id = $1 and key like 'exception%' and state = 'waiting'`,
      [one.referral_id],
    );
    expect(waiting).toEqual([]);
    expect(await openedBy(house.door, her)).toBeTruthy();
    const [staged] = await house.owner(
      `select details from audit.stage where act = 'exception.reviewed' and $1 = any (subjects)`,
      [one.subject],
    );
    expect(staged).toMatchObject({ details: { finding: 'right' } });
  });

  it('that was wrong is taken back at once, as if she had done so', async () => {
    const { parts, receiver } = house;
    const one = await urgent();
    await readReceived(parts, receiver, one.sent.packet_id);
    await reviewException(parts, house.worker(ORG_A), one.grant_id, 'wrong');
    await refused(readReceived(parts, receiver, one.sent.packet_id)).toMatchObject({
      code: 'consent_missing',
    });
    expect((await house.state(one.referral_id))['state']).toBe('withdrawn');
  });
});

describe('what is late', () => {
  it('is seen by service in the whole network, with nothing of anybody', async () => {
    const one = await house.sent({ network_id: house.byLink });
    const other = await house.sent();
    const manager = house.worker(ORG_A);
    const waits = async () =>
      (await overdueServices(house.parts, manager)).flatMap(({ to_name, waiting }) =>
        waiting.map(({ number, state }) => `${to_name} ${number} ${state}`),
      );
    const [row] = await house.owner<{ number: string }>(
      'select number from referrals.referral where referral_id = $1',
      [one.referral_id],
    );
    const line = `Doctor Lind ${String(row?.number)} overdue`;
    expect(await waits()).not.toContain(line);
    await house.pass(25 * HOUR);
    await referralRound(house.door);
    expect(await waits()).toContain(line);
    const all = JSON.stringify(await overdueServices(house.parts, manager));
    for (const secret of [one.subject, other.subject, one.referral_id, 'health.doctor'])
      expect(all).not.toContain(secret);
    expect(await overdueServices(house.parts, house.worker(ORG_B))).toEqual([]);
  });
});

describe('elsewhere', () => {
  it('is in the task of the owner: services that fit what she needs, never one that was tried', async () => {
    const { parts, sender, receiver, listings } = house;
    listings.set('20005', clinic({ code: '20005', name: { text: 'Mill Clinic', lang: 'en' } }));
    listings.set('30007', clinic({ code: '30007', languages: [{ lang: 'fa', mode: 'staff' }] }));
    try {
      const one = await house.sent();
      await readReceived(parts, receiver, one.packet_id);
      await answerReceived(parts, receiver, one.packet_id, { step: 'decline', reason: 'full' });
      const found = await elsewhere(parts, sender, one.referral_id);
      expect(found).toMatchObject([{ listing_code: '20005', name: 'Mill Clinic' }]);
      const task = (await listTasks(parts, sender, false)).find(
        ({ referral_id, key }) => referral_id === one.referral_id && key === 'decline',
      );
      expect(task?.alternatives).toEqual(found);
      const mill = await house.network({
        to: ORG_B,
        route: 'account',
        agreement: house.agreement,
        code: '20005',
      });
      const second = await house.sent({
        network_id: mill,
        subject: one.subject,
        follows: one.referral_id,
      });
      expect(await elsewhere(parts, sender, second.referral_id)).toEqual([]);
      await refused(elsewhere(parts, house.worker(ORG_B), one.referral_id)).toMatchObject({
        code: 'not_found',
      });
    } finally {
      listings.delete('20005');
      listings.delete('30007');
    }
  });
});
