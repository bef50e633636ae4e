/** Two officers decide: what one of them alone, a third, and the database itself make of it, in both compartments, on the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganisation } from '../firewall/context/testing.ts';
import { actAs, type Worker } from '../firewall/index.ts';
import { type Compartment, listVisits } from '../protection/index.ts';
import { actIn } from '../protection/compartment.ts';
import { readStatement } from '../protection/statement.ts';
import { answerByLink, look } from './recipient.ts';
import { declineSealed } from './sealed-second.ts';
import { stepSealed } from './sealed.ts';
import { DAY, PACKET, type SealedHouse, sealedHouse } from './sealed-testing.ts';

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
  const decline = async (id: string, who: Worker, reason: 'not_safe' | 'not_now' = 'not_safe') =>
    declineSealed(h.door, who, room, id, { reason, changes: (await h.seenBy({ id })).changes });
  /** A statement as an officer's program could say it. */
  const straight = (who: Worker, sql: string, values: unknown[] = []) =>
    actAs(h.door, actIn(who, room, '/test'), (tx) => tx.query(sql, values));

  it('what one has prepared waits: no link, no packet, nothing readable, and no row outside', async () => {
    const tables = await h.rows<{ t: string }>(
      `select format('%I.%I', schemaname, tablename) t from pg_tables where schemaname !~ '^(pg_|information_schema|audit)'
         and not (schemaname = $1 and tablename in ('referral', 'referral_change')) order by 1`,
      [room],
    );
    const all = async () => {
      const found = await h.rows<{ t: string; n: string; x: string }>(
        tables
          .map(
            ({ t }) =>
              `select '${t}' t, count(*) n, md5(string_agg(x::text, '|' order by x::text)) x from ${t} x`,
          )
          .join(' union all '),
      );
      return found.map(({ t, n, x }) => `${t} ${n} ${x}`).toSorted();
    };
    const before = await all();
    const id = await h.prepare();
    expect(await all()).toEqual(before);
    expect(await h.seenBy({ id })).toMatchObject({
      state: 'ready',
      has_left: false,
      made_by: h.noor.actor,
      second_by: null,
    });
    const [row] = await h.rows<Record<string, unknown>>(
      `select * from ${room}.referral where referral_id = $1`,
      [id],
    );
    expect(JSON.stringify(row)).not.toContain(PACKET.sentence);
    const line = (await listVisits(h.door, h.idil, room)).find(
      ({ visit_id }) => visit_id === h.visit,
    );
    expect(line?.referrals).toMatchObject({
      waiting: 0,
      prepared: [{ to_name: 'Doctor Lind', made_by: h.noor.actor }],
    });
    expect(readStatement(await h.opened((await h.seenBy({ id })).sealed))?.text).toContain(
      PACKET.sentence,
    );
    await h.step({ id }, { step: 'withdraw' });
  });

  it('whoever prepared cannot send it, by no road', async () => {
    const id = await h.prepare();
    await expect(h.confirm(id, h.noor)).rejects.toMatchObject({ code: 'second_person_needed' });
    await expect(decline(id, h.noor)).rejects.toMatchObject({ code: 'second_person_needed' });
    const { changes } = await h.seenBy({ id });
    for (const step of ['send', 'accept', 'received', 'reply', 'revise', 'open'])
      await expect(
        straight(h.noor, 'select fw.step_sealed_referral($1, $2, $3, $4, $5)', [
          id,
          step,
          changes,
          {},
          null,
        ]),
      ).rejects.toMatchObject({ code: 'wrong_step' });
    for (const sql of [
      `update ${room}.referral set second_by = '${randomUUID()}'`,
      `insert into ${room}.way_in default values`,
      `select locator_hash from ${room}.way_in`,
      `select fw.move_sealed_referral('${room}', '${id}', 'send', 'sender', null, '{}', null)`,
      `select fw.open_sealed_way('${room}', null, null, null, null, null, '{}')`,
      `select fw.sealed_referral_held('${id}', ${String(changes)})`,
    ])
      await expect(straight(h.noor, sql)).rejects.toThrow();
    // Not even the owner of the tables writes it otherwise.
    for (const [set, constraint] of [
      [`state = 'sent', reply_key = 'age1'`, 'two_decide'],
      [`second_by = made_by, second_at = now()`, 'another_person'],
      [`state = 'received', closed_at = now(), reply_key = 'age1'`, 'two_decide'],
      [`second_by = gen_random_uuid(), second_at = now(), state = 'sent'`, 'sent_has_reply_key'],
      [`of_age = true, state = 'sent'`, /referral_of_age_check|sent_has_reply_key/],
    ] as const)
      await expect(
        h.rows(`update ${room}.referral set ${set} where referral_id = $1`, [id]),
      ).rejects.toThrow(constraint);
    expect(await ways(id)).toEqual([]);
    expect((await h.seenBy({ id })).state).toBe('ready');
  });

  it('a second officer reads it and confirms: only then the link works, and the answer comes back', async () => {
    const id = await h.prepare();
    const sent = await h.confirm(id);
    expect(await h.seenBy(sent)).toMatchObject({
      state: 'sent',
      has_left: true,
      made_by: h.noor.actor,
      second_by: h.idil.actor,
    });
    const entered = await h.come(sent);
    const seen = await look(h.door, entered);
    if (seen.kind !== 'packet') throw new Error(seen.kind);
    expect(seen.packet.packet).toEqual(PACKET);
    expect(JSON.stringify({ ...seen, from: '' })).not.toMatch(/survivor|child|protect|path|salt/i);
    await answerByLink(h.door, entered, { step: 'ask', words: 'At eight?' });
    expect(await h.opened((await h.seenBy(sent)).question)).toBe('At eight?');
    await h.step(sent, { step: 'reply', words: 'Yes.' });
    expect(await look(h.door, entered)).toMatchObject({ packet: { reply: 'Yes.' } });
    const appointment_at = new Date(Date.now() + DAY).toISOString();
    await answerByLink(h.door, entered, { step: 'accept', appointment_at });
    expect((await h.seenBy(sent)).state).toBe('accepted');
    expect(
      await h.rows(
        `select step, party, actor from ${room}.referral_change where referral_id = $1 order by n limit 3`,
        [id],
      ),
    ).toEqual([
      { step: 'prepare', party: 'sender', actor: h.noor.actor },
      { step: 'send', party: 'sender', actor: h.idil.actor },
      { step: 'open', party: 'recipient', actor: null },
    ]);
    await expect(h.confirm(id)).rejects.toMatchObject({ code: 'wrong_step' });
    await h.step(sent, { step: 'withdraw' });
    expect(await look(h.door, entered)).toEqual({ kind: 'taken_back', deleted: false });
  });

  it('nobody confirms who cannot open it, has another role or works elsewhere; and nothing else than what was prepared', async () => {
    const id = await h.prepare();
    const opened = await h.readBy(h.idil, id);
    // An officer whom no holder has given the key yet.
    const new_here = await h.house.officer(room);
    await expect(h.confirm(id, new_here, { opened })).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    const other = await h.house.officer(room === 'child' ? 'survivor' : 'child');
    await expect(h.confirm(id, other, { opened })).rejects.toMatchObject({ code: 'not_allowed' });
    const elsewhere = await h.house.officer(room);
    const org = await addOrganisation(h.house.desk.house.database);
    for (const table of ['account', 'session', 'role_grant', 'training'])
      await h.rows(`update staff.${table} set org_id = $1 where account_id = $2`, [
        org,
        elsewhere.actor,
      ]);
    h.house.desk.house.forget();
    const stranger = { ...elsewhere, org };
    await expect(h.confirm(id, stranger, { opened })).rejects.toMatchObject({ code: 'not_found' });
    await expect(decline(id, stranger)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      straight(stranger, 'select fw.confirm_sealed_referral($1, $2, $3) as state', [
        { referral_id: id, changes: 1, digest: '00', reply_key: 'age1' },
        Buffer.from('x'),
        {},
      ]),
    ).resolves.toEqual([{ state: null }]);
    const changed = opened.replace(PACKET.sentence ?? '', 'Her whole story.');
    expect(changed).not.toBe(opened);
    for (const given of [changed, `${opened} `, '{}', 'nothing'])
      await expect(h.confirm(id, h.idil, { opened: given })).rejects.toMatchObject({
        code: 'bad_input',
        field: 'as_prepared',
      });
    expect(await ways(id)).toEqual([]);
  });

  it('a second officer says no with a reason: it is over, and nothing has left', async () => {
    const id = await h.prepare();
    await decline(id, h.idil);
    expect(await h.seenBy({ id })).toMatchObject({
      state: 'cancelled',
      reason: 'not_safe',
      second_by: h.idil.actor,
      has_left: false,
    });
    await expect(h.confirm(id)).rejects.toMatchObject({ code: 'wrong_step' });
    await expect(decline(id, h.idil)).rejects.toMatchObject({ code: 'wrong_step' });
    await expect(h.step({ id }, { step: 'withdraw' })).rejects.toMatchObject({
      code: 'wrong_step',
    });
    const again = await h.prepare();
    await expect(
      straight(h.idil, 'select fw.decline_sealed_referral($1, $2, $3)', [again, 1, 'other']),
    ).rejects.toMatchObject({ field: 'second_says_why' });
  });

  it('is taken back at every state, by her word or the officer’s', async () => {
    for (const step of ['withdraw', 'cancel'] as const) {
      const id = await h.prepare();
      await h.step({ id }, { step });
      expect(await h.seenBy({ id })).toMatchObject({
        state: step === 'withdraw' ? 'withdrawn' : 'cancelled',
        has_left: false,
      });
      const sent = await h.confirm(await h.prepare());
      const entered = await h.come(sent);
      await h.step(sent, { step });
      expect((await look(h.door, entered)).kind).toBe(
        step === 'withdraw' ? 'taken_back' : 'closed',
      );
    }
  });

  it('of a yes and a taking back at the same moment one holds, and a link is there only with the yes', async () => {
    const kinds = new Set<string>();
    for (const later of [0, 0, 5, 10, 20, 30, 45, 60, 80, 110, 600]) {
      const id = await h.prepare();
      const opened = await h.readBy(h.idil, id);
      const { changes } = await h.seenBy({ id });
      const yes = () => h.confirm(id, h.idil, { opened, changes });
      const back = () => stepSealed(h.door, h.noor, room, id, { step: 'withdraw', changes });
      // The packet takes its time to be made: sometimes the other one begins later.
      const [first, second] = await Promise.allSettled([
        yes(),
        new Promise((done) => setTimeout(done, later)).then(back),
      ]);
      const { state, has_left } = await h.seenBy({ id });
      kinds.add(state);
      expect([first.status, second.status, state, has_left, (await ways(id)).length]).toEqual(
        first.status === 'fulfilled'
          ? ['fulfilled', 'rejected', 'sent', true, 1]
          : ['rejected', 'fulfilled', 'withdrawn', false, 0],
      );
    }
    expect([...kinds].toSorted()).toEqual(['sent', 'withdrawn']);
    const id = await h.prepare();
    const opened = await h.readBy(h.idil, id);
    const both = await Promise.allSettled([
      h.confirm(id, h.idil, { opened, changes: 1 }),
      h.confirm(id, h.idil, { opened, changes: 1 }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await ways(id)).toHaveLength(1);
  });
});

it('both compartments keep the same columns, since the same functions read and write them', async () => {
  const h = await sealedHouse('child');
  const columns = (room: Compartment, table: string) =>
    h.rows(
      `select column_name, data_type from information_schema.columns where table_schema = $1 and table_name = $2 order by ordinal_position`,
      [room, table],
    );
  for (const table of ['referral', 'referral_change', 'way_in'])
    expect(await columns('child', table)).toEqual(await columns('survivor', table));
  await h.close();
});
