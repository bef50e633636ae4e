/** Nobody takes a step that is another's: asked of the database itself. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs } from '../firewall/index.ts';
import { addOrganisation } from '../firewall/context/testing.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { PROFILES } from './packet.ts';
import { clockwork, receiving, sending } from './parts.ts';
import { RULES } from './states.ts';
import { handOver } from './step.ts';
import { testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.close());

describe('nobody forges', () => {
  it('a step: the database has the same rules as the screens, and app_desk writes none of it by hand', async () => {
    const kept = await house.owner<{ rule: string }>(
      `select concat_ws('|', step, from_state, to_state, party) as rule from fw.referral_rule`,
    );
    expect(kept.map(({ rule }) => rule).sort()).toEqual(
      RULES.map(({ step, from, to, by }) => `${step}|${from}|${to}|${by}`).sort(),
    );
    const profiles = await house.owner<{ row: string }>(
      `select concat_ws('|', service_type, v, field, justification) as row from fw.packet_profile`,
    );
    expect(profiles.map(({ row }) => row).sort()).toEqual(
      PROFILES.flatMap(({ service_type, v, fields }) =>
        Object.entries(fields).map(([field, why]) => `${service_type}|${v}|${field}|${why}`),
      ).sort(),
    );
    const one = await house.sent();
    const acts = [sending(house.sender, '/x'), receiving(house.receiver, '/x'), clockwork(ORG_A)];
    for (const act of acts)
      for (const sql of [
        `update referrals.referral set state = 'received'`,
        `update referrals.packet set state = 'received'`,
        `delete from referrals.referral`,
        `insert into referrals.referral_change (referral_id, org_id, n, step, from_state, to_state, party, route) values ('${one.referral_id}', '${ORG_A}', 9, 'accept', 'sent', 'accepted', 'recipient', 'account')`,
        `select fw.move_referral('${one.referral_id}', 'accept', 'recipient', 'account', null, '{}', null)`,
        `select sealed from referrals.packet`,
        `select wrapped from referrals.recipient_access`,
        `update referrals.recipient_access set tries = 0`,
      ])
        await expect(
          actAs(house.door, act, (tx) => tx.query(sql)),
          sql,
        ).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('the part of another: sender, recipient, clock, person and strangers each keep to theirs', async () => {
    const { door, sender, receiver } = house;
    const one = await house.sent();
    const query = (act: Parameters<typeof actAs>[1], sql: string, values: unknown[]) =>
      actAs(door, act, (tx) => tx.query<{ state: string | null }>(sql, values)).then(
        (rows) => rows[0]?.state ?? null,
      );
    const STEP = 'select fw.step_referral($1, $2, null, $3, null) as state';
    const ANSWER = 'select fw.answer_packet($1, $2, $3, null) as state';
    for (const step of ['open', 'ask', 'lapse', 'expire', 'give_up'])
      await expect(
        query(sending(sender, '/x'), STEP, [one.referral_id, step, {}]),
      ).rejects.toMatchObject({ code: 'wrong_step' });
    for (const step of ['prepare', 'send'])
      await expect(
        query(sending(sender, '/x'), STEP, [one.referral_id, step, {}]),
      ).rejects.toMatchObject({ code: 'wrong_step' });
    for (const step of ['withdraw', 'cancel', 'reply', 'lapse', 'received'])
      await expect(
        query(receiving(receiver, '/x'), ANSWER, [one.packet_id, step, {}]),
      ).rejects.toMatchObject({ code: 'wrong_step' });
    // A third organisation, the sender as recipient, the recipient as sender: nothing is there.
    const third = house.worker(await addOrganisation(house.kept.main));
    for (const [act, sql, id] of [
      [sending(third, '/x'), STEP, one.referral_id],
      [receiving(third, '/x'), ANSWER, one.packet_id],
      [receiving(sender, '/x'), ANSWER, one.packet_id],
      [sending(receiver, '/x'), STEP, one.referral_id],
      [sending(sender, '/x', 'desk.visit'), STEP, one.referral_id],
      [receiving(receiver, '/x'), STEP, one.referral_id],
    ] as const)
      expect(await query(act, sql, [id, 'accept', {}])).toBeNull();
    for (const act of [sending(third, '/x'), sending(receiver, '/x'), receiving(receiver, '/x')])
      for (const table of [
        'referral',
        'referral_change',
        'message',
        'network_entry',
        'recipient_access',
        'violation',
      ])
        expect(
          await actAs(door, act, (tx) =>
            tx.query(`select 1 from referrals.${table} where org_id = '${ORG_A}'`),
          ),
          table,
        ).toEqual([]);
    // Staff cannot wind the clock.
    await expect(
      query(sending(sender, '/x'), 'select fw.tick_referrals($1)::text as state', ['[]']),
    ).rejects.toMatchObject({ code: 'purpose_mismatch' });
    // A worker who may only ask afterwards may only say how it ended.
    await expect(
      query(sending(sender, '/x', 'followup.outcome'), STEP, [one.referral_id, 'cancel', {}]),
    ).rejects.toMatchObject({ code: 'purpose_mismatch' });
    const points = { ...sending(sender, '/x'), points: [randomUUID()] };
    expect(await query(points, STEP, [one.referral_id, 'cancel', {}])).toBeNull();
    expect((await house.state(one.referral_id))['state']).toBe('sent');
  });

  it('ownership: a referral without an owner or a next look cannot be stored', async () => {
    const one = await house.make();
    for (const column of ['owner_id', 'next_due_at'])
      await expect(
        house.owner(`update referrals.referral set ${column} = null where referral_id = $1`, [
          one.referral_id,
        ]),
      ).rejects.toMatchObject({ code: 'bad_input' });
    await handOver(house.parts, house.sender, one.referral_id, { need: 'served' });
    await expect(
      handOver(house.parts, house.sender, one.referral_id, { owner: randomUUID() }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
