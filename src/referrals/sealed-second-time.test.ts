/** What waits for a second officer grows old, goes with an erasure, follows the agreement of the day, and stands in the log: on the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueErasures } from '../firewall/erasure/erase.ts';
import { actAs, type Worker } from '../firewall/index.ts';
import { actIn } from '../protection/compartment.ts';
import { enter, look } from './recipient.ts';
import { declineSealed } from './sealed-second.ts';
import { DAY, type SealedHouse, sealedHouse } from './sealed-testing.ts';

describe.each(['child', 'survivor'] as const)('out of the compartment %s', (room) => {
  let h: SealedHouse;
  beforeAll(async () => {
    h = await sealedHouse(room);
  });
  afterAll(() => h.close());

  const ways = (id: string) =>
    h.rows(
      `select 1 from ${room}.way_in join ${room}.referral using (packet_id) where referral_id = $1`,
      [id],
    );
  const decline = async (id: string, who: Worker) =>
    declineSealed(h.door, who, room, id, {
      reason: 'not_safe',
      changes: (await h.seenBy({ id })).changes,
    });
  /** A statement as an officer's program could say it. */
  const straight = (who: Worker, sql: string, values: unknown[] = []) =>
    actAs(h.door, actIn(who, room, '/test'), (tx) => tx.query(sql, values));

  it('grows old in a week: nobody confirms a wish of then', async () => {
    const id = await h.prepare();
    await h.pass({ id }, 7 * DAY + 1000);
    expect((await h.seenBy({ id })).state).toBe('expired');
    await expect(h.confirm(id)).rejects.toMatchObject({ code: 'wrong_step' });
    await expect(decline(id, h.idil)).rejects.toMatchObject({ code: 'wrong_step' });
    await expect(h.step({ id }, { step: 'received' })).rejects.toMatchObject({
      code: 'wrong_step',
    });
    expect(await ways(id)).toEqual([]);
  });

  it('asks whoever is old enough, and lets nobody be sent alone who is not of age', async () => {
    const subject = randomUUID();
    const young = await h.came(subject);
    await expect(h.prepare({ agreed: 'too_small' }, young)).rejects.toMatchObject({
      code: 'bad_input',
      field: 'wish_is_asked',
    });
    const small = await h.came();
    const id = await h.prepare({ agreed: 'too_small' }, small);
    expect(
      await h.rows(`select agreed from ${room}.referral where referral_id = $1`, [id]),
    ).toEqual([{ agreed: 'too_small' }]);
    if (room === 'child') await expect(h.send({}, young)).rejects.toThrow('it waits');
    else
      for (const change of [{}, { agreed: 'too_small' as const }])
        await expect(h.send(change, young)).rejects.toMatchObject({ field: 'two_must_decide' });
    // A packet of one officer alone is refused by the database too.
    expect(
      await h.rows(
        `select 1 from ${room}.way_in join ${room}.referral r using (packet_id) where r.visit_id = $1`,
        [young],
      ),
    ).toEqual([]);
  });

  it('goes with her rows when she is erased: nobody confirms it, and what was sent asks to delete', async () => {
    const subject = randomUUID();
    const hers = await h.came();
    const waits = await h.prepare({}, hers);
    const goes = await h.confirm(await h.prepare({}, hers), h.idil, {}, hers);
    const entered = await h.come(goes);
    const opened = await h.readBy(h.idil, waits, hers);
    // A token that comes after all that is the token of it.
    await h.rows('update casework.pathway set subject = $2 where visit_id = $1', [hers, subject]);
    expect(
      await h.rows(
        `select subject from ${room}.referral where visit_id = $1 union all select w.subject from ${room}.way_in w join ${room}.referral using (packet_id) where visit_id = $1`,
        [hers],
      ),
    ).toEqual([{ subject }, { subject }, { subject }]);
    await h.rows(
      `insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, gen_random_uuid())`,
      [h.house.desk.house.org, subject],
    );
    await expect(
      straight(h.idil, 'select fw.confirm_sealed_referral($1, $2, $3) as state', [
        { referral_id: waits, changes: 1, digest: '00', reply_key: opened },
        Buffer.from('x'),
        {},
      ]),
    ).resolves.toEqual([{ state: null }]);
    expect(await look(h.door, entered)).toMatchObject({ kind: 'taken_back' });
    await continueErasures(h.door, h.house.desk.house.org, async () => new Date(0));
    expect(await h.rows(`select 1 from ${room}.referral where visit_id = $1`, [hers])).toEqual([]);
    expect(await look(h.door, entered)).toMatchObject({ kind: 'taken_back' });
  });

  it('waits for an agreement and a service as they are when the second confirms', async () => {
    const id = await h.prepare();
    for (const [off, on, values] of [
      [
        `update consent.agreement set state = 'suspended' where agreement_id = $1`,
        `update consent.agreement set state = 'live' where agreement_id = $1`,
        [h.agreement],
      ],
      [
        `update referrals.network_entry set suspended_at = now(), suspended_why = 'safety' where network_id = $1`,
        `update referrals.network_entry set suspended_at = null, suspended_why = null where network_id = $1`,
        [h.network],
      ],
    ] as const) {
      await h.rows(off, [...values]);
      await expect(h.confirm(id)).rejects.toMatchObject({ code: 'agreement_missing' });
      await h.rows(on, [...values]);
    }
    expect(await ways(id)).toEqual([]);
    await h.confirm(id);
  });

  it('stands in the log as steps of the path: who prepared, who confirmed, who said no, who took it back', async () => {
    const acts = () =>
      h.rows<{ act: string; route: string; actor: string; details: object }>(
        `select act, route, actor, details from audit.stage where org_id = $1 and act like 'step.%' order by stage_id`,
        [h.house.desk.house.org],
      );
    const before = (await acts()).length;
    const id = await h.prepare();
    const sent = await h.confirm(id);
    await h.step(sent, { step: 'withdraw' });
    const no = await h.prepare();
    await decline(no, h.idil);
    const [steps, change] = [
      'POST /api/compartments/:compartment/visits/:visit/steps',
      'POST /api/compartments/:compartment/steps/:id',
    ];
    const { noor, idil } = h;
    const news = (await acts()).slice(before);
    expect(news.map(({ act, route, actor }) => [act, route, actor])).toEqual([
      ['step.added', steps, noor.actor],
      ['step.added', steps, idil.actor],
      ['step.changed', change, noor.actor],
      ['step.added', steps, noor.actor],
      ['step.changed', change, idil.actor],
    ]);
    for (const { details } of news) expect(Object.keys(details)).toEqual(['step']);
    expect(JSON.stringify(news)).not.toContain(id);
  });

  it('five wrong codes lock a confirmed one, as any other', async () => {
    const sent = await h.confirm(await h.prepare());
    for (let i = 0; i < 5; i++) await enter(h.door, sent.locator, { code: '00000000 0' });
    expect(await enter(h.door, sent.locator, { code: sent.code })).toBeUndefined();
    expect((await h.seenBy(sent)).locked).toBe(true);
  });
});
