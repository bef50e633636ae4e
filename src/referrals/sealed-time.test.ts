/** What was sent out of a survivor's path is taken back, erased, late, kept no longer than its time, and locked: on the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import { continueErasures } from '../firewall/erasure/erase.ts';
import { expire } from '../firewall/erasure/expire.ts';
import { listAlarms } from '../protection/alarms.ts';
import { addStep } from '../protection/steps.ts';
import { listVisits } from '../protection/visits.ts';
import { walkIn } from '../sync/testing.ts';
import { answerByLink, deletedByLink, enter, faceOf, look } from './recipient.ts';
import { DAY, type SealedHouse, sealedHouse } from './sealed-testing.ts';

let h: SealedHouse;
beforeAll(async () => {
  h = await sealedHouse();
});
afterAll(() => h.close());

describe('taken back', () => {
  it('reaches the recipient at once, and that it deleted what it had comes back', async () => {
    const sent = await h.send();
    const entered = await h.come(sent);
    expect(await look(h.door, entered)).toMatchObject({ kind: 'packet' });
    await h.step(sent, { step: 'withdraw' });
    expect(await look(h.door, entered)).toEqual({ kind: 'taken_back', deleted: false });
    await expect(answerByLink(h.door, entered, { step: 'accept' })).rejects.toMatchObject({
      code: 'consent_missing',
    });
    await deletedByLink(h.door, entered);
    expect(await look(h.door, entered)).toEqual({ kind: 'taken_back', deleted: true });
    expect(await h.seenBy(sent)).toMatchObject({
      state: 'withdrawn',
      deleted_at: expect.any(Date) as Date,
    });
    await expect(h.step(sent, { step: 'received' })).rejects.toMatchObject({ code: 'wrong_step' });
  });

  it('by an erasure too: her rows go, and the link asks to delete', async () => {
    const subject = randomUUID();
    const hers = await h.came();
    await h.rows(`update casework.pathway set subject = $2 where visit_id = $1`, [hers, subject]);
    const sent = await h.send({}, hers);
    const entered = await h.come(sent);
    expect(await look(h.door, entered)).toMatchObject({ kind: 'packet' });
    await h.rows(
      `insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, gen_random_uuid())`,
      [h.house.desk.house.org, subject],
    );
    expect(await look(h.door, entered)).toMatchObject({ kind: 'taken_back' });
    await continueErasures(h.door, h.house.desk.house.org, async () => new Date(0));
    for (const table of ['referral', 'way_in'])
      expect(await h.rows(`select 1 from survivor.${table} where subject = $1`, [subject])).toEqual(
        [],
      );
    expect(
      await h.rows('select 1 from survivor.referral where referral_id = $1', [sent.id]),
    ).toEqual([]);
    expect(await look(h.door, entered)).toMatchObject({ kind: 'taken_back' });
  });
});

describe('a token that comes after the path was opened, and after something was sent', () => {
  it('is the token of everything on the path: erasing takes it all, and the link asks to delete', async () => {
    const subject = randomUUID();
    const hers = await h.came();
    const sent = await h.send({}, hers);
    const entered = await h.come(sent);
    await addStep(h.door, h.noor, 'survivor', hers, {
      step_id: randomUUID(),
      kind: 'medical',
      choice: 'chosen',
      due_at: '2100-01-01T10:00:00.000Z',
      owner: h.noor.actor,
    });
    const tables = ['file', 'step', 'referral', 'way_in'];
    const whose = async (): Promise<unknown[]> =>
      Promise.all(
        tables.map(async (table) => {
          const at =
            table === 'way_in'
              ? 'packet_id in (select packet_id from survivor.referral where visit_id = $1)'
              : 'visit_id = $1';
          return h.rows(`select subject from survivor.${table} where ${at}`, [hers]);
        }),
      );
    const tablet = await h.house.desk.tablet(await h.house.desk.worker('desk'));
    const saying = (token: { subject?: string }, more: Partial<Operation>): Operation => {
      const op = walkIn(tablet, token);
      const events = op.events.slice(0, 1).map((event) => ({
        ...event,
        visit_id: hers,
        kind: 'need_seen' as const,
        body: { code: 'food', how: 'said' },
      }));
      return { ...op, events, ...more };
    };
    const file = { file_id: randomUUID(), compartment: 'survivor' as const, visit_id: hers };
    const left = saying({}, { files: [{ ...file, generation: 1, sealed: 'bm9pc2U' }] });
    const named = saying({ subject }, {});
    expect((await tablet.send([{ op: left }])).verdicts).toMatchObject([{ result: 'recorded' }]);
    expect(await whose()).toEqual(tables.map(() => [{ subject: null }]));
    expect((await tablet.send([{ op: named }])).verdicts).toMatchObject([{ result: 'recorded' }]);
    expect(await whose()).toEqual(tables.map(() => [{ subject }]));
    await h.rows(
      `insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, gen_random_uuid())`,
      [h.house.desk.house.org, subject],
    );
    expect(await look(h.door, entered)).toMatchObject({ kind: 'taken_back' });
    await continueErasures(h.door, h.house.desk.house.org, async () => new Date(0));
    expect(await whose()).toEqual(tables.map(() => []));
  });
});

describe('deadlines', () => {
  it('follow from the hour at which an officer looks: late, escalated to the lead, given up', async () => {
    const mine = await h.came();
    const sent = await h.send({}, mine);
    const row = async () =>
      (await listVisits(h.door, h.noor, 'survivor')).find(({ visit_id }) => visit_id === mine)
        ?.referrals;
    const alarms = async () =>
      (await listAlarms(h.door, h.noor, 'survivor')).filter(({ visit_id }) => visit_id === mine);
    expect(await row()).toEqual({ waiting: 1, late: 0, prepared: [] });
    await h.pass(sent, DAY + 1000);
    expect(await h.seenBy(sent, mine)).toMatchObject({ state: 'overdue', escalated: false });
    expect([await row(), await alarms()]).toEqual([{ waiting: 1, late: 1, prepared: [] }, []]);
    await h.pass(sent, DAY);
    expect(await alarms()).toMatchObject([
      { kind: 'referral_unanswered', lead: h.noor.actor, seen_at: null },
    ]);
    // Opened late there is half of the time again; what the hour had made of it is written down with the step.
    await look(h.door, await h.come(sent));
    expect(await h.seenBy(sent, mine)).toMatchObject({ state: 'opened' });
    expect(
      await h.rows(
        'select step, party from survivor.referral_change where referral_id = $1 order by n',
        [sent.id],
      ),
    ).toEqual([
      { step: 'send', party: 'sender' },
      { step: 'lapse', party: 'clock' },
      { step: 'open', party: 'recipient' },
    ]);
    await h.pass(sent, 29 * DAY);
    expect(await h.seenBy(sent, mine)).toMatchObject({ state: 'expired' });
    expect(await look(h.door, await h.come(sent))).toMatchObject({ kind: 'taken_back' });
    expect([await row(), await alarms()]).toEqual([{ waiting: 0, late: 0, prepared: [] }, []]);
  });

  it('tell of what is old and has no answer, however many were sent since', async () => {
    const mine = await h.came();
    const sent = await h.send({}, mine);
    await h.pass(sent, 3 * DAY);
    // The list of a visit ends at five hundred, the newest first; nothing may fall off the list of alarms with it.
    await h.rows(
      `insert into survivor.referral select (jsonb_populate_record(r, jsonb_build_object('referral_id', gen_random_uuid(),
         'packet_id', gen_random_uuid(), 'sent_at', clock_timestamp(), 'answer_due', clock_timestamp() + interval '1 day',
         'escalate_at', clock_timestamp() + interval '2 days'))).* from survivor.referral r, generate_series(1, 501) where r.referral_id = $1`,
      [sent.id],
    );
    const alarms = await listAlarms(h.door, h.noor, 'survivor');
    expect(alarms.filter(({ visit_id }) => visit_id === mine)).toMatchObject([
      { kind: 'referral_unanswered', alarm_id: sent.id },
    ]);
    await h.rows('delete from survivor.referral where visit_id = $1 and referral_id <> $2', [
      mine,
      sent.id,
    ]);
  });

  it('end what is kept: the way in with its time, the rest after ninety days', async () => {
    const sent = await h.send();
    await h.rows(`update survivor.way_in set ends_at = now() - interval '1 hour'`);
    await h.pass(sent, 121 * DAY);
    const gone = await expire(h.door, h.house.desk.house.org);
    expect(gone['survivor.way_in survivor.support']).toBeGreaterThan(0);
    expect(gone['survivor.referral survivor.support']).toBe(1);
    expect(
      await h.rows('select 1 from survivor.referral_change where referral_id = $1', [sent.id]),
    ).toEqual([]);
  });

  it('five wrong codes lock it, as any other, and the officer sees it', async () => {
    const sent = await h.send();
    for (let i = 0; i < 5; i++) await enter(h.door, sent.locator, { code: '00000000 0' });
    expect(await enter(h.door, sent.locator, { code: sent.code })).toBeUndefined();
    expect(await faceOf(h.door, sent.locator)).toBeUndefined();
    expect((await h.seenBy(sent)).locked).toBe(true);
  });
});
