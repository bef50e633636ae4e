/** Out of a survivor's path and back: what the officer, the recipient and everybody else get of it, on the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganisation, inContext, putTicketKey } from '../firewall/context/testing.ts';
import { actAs } from '../firewall/index.ts';
import type { Problem } from '../http/problem.ts';
import { actIn } from '../protection/compartment.ts';
import { readStatement } from '../protection/statement.ts';
import { PURPOSE_STORES } from '../staff/roles.ts';
import { answerByLink, enter, faceOf, look } from './recipient.ts';
import { stepSealed } from './sealed.ts';
import { DAY, PACKET, type SealedHouse, sealedHouse } from './sealed-testing.ts';

const TABLES = ['survivor', 'child'].flatMap((room) =>
  ['referral', 'referral_change', 'way_in'].map((table) => `${room}.${table}`),
);
let h: SealedHouse;
beforeAll(async () => {
  h = await sealedHouse();
});
afterAll(() => h.close());

describe('a packet out of the path of survivors', () => {
  it('is opened by link and code, answered, and the answer stands in the path', async () => {
    const sent = await h.send();
    expect(await faceOf(h.door, sent.locator)).toMatchObject({
      from: 'Selmora Network of Open Doors',
      lang: 'en',
    });
    const entered = await h.come(sent);
    const seen = await look(h.door, entered);
    if (seen.kind !== 'packet') throw new Error(seen.kind);
    expect(seen.packet.packet).toEqual(PACKET);
    expect(Object.keys(seen.packet).toSorted()).toEqual([
      'answer_due',
      'appointment_at',
      'from_org',
      'level',
      'number',
      'packet',
      'packet_id',
      'state',
    ]);
    expect(JSON.stringify({ ...seen, from: '' })).not.toMatch(/survivor|protect|path/i);

    await answerByLink(h.door, entered, { step: 'ask', words: 'Can she come at eight?' });
    const asking = await h.seenBy(sent);
    expect(asking.state).toBe('question');
    expect(await h.opened(asking.question)).toBe('Can she come at eight?');
    await h.step(sent, { step: 'reply', words: 'Yes.' });
    expect(await look(h.door, entered)).toMatchObject({ packet: { reply: 'Yes.' } });

    const at = new Date(Date.now() + DAY).toISOString();
    await answerByLink(h.door, entered, { step: 'accept', appointment_at: at });
    expect(await h.seenBy(sent)).toMatchObject({
      state: 'accepted',
      appointment_at: new Date(at),
      moved: false,
      to_name: 'Doctor Lind',
    });
    // Another time; sent twice it is one step.
    const later = new Date(Date.now() + 2 * DAY).toISOString();
    const { changes } = await h.seenBy(sent);
    for (let twice = 0; twice < 2; twice++)
      await answerByLink(h.door, entered, { step: 'move', appointment_at: later });
    expect(await h.seenBy(sent)).toMatchObject({
      state: 'accepted',
      appointment_at: new Date(later),
      moved: true,
      changes: changes + 1,
    });
    expect(readStatement(await h.opened((await h.seenBy(sent)).sealed))).toMatchObject({
      about: 'referral',
      text: 'A doctor: Needs the results read aloud.',
    });
    // Her own word counts; theirs stays beside it.
    await h.step(sent, { step: 'partly_received' });
    await answerByLink(h.door, entered, { step: 'received' });
    expect(await h.seenBy(sent)).toMatchObject({
      state: 'partly_received',
      provider_outcome: 'received',
      person_outcome: 'partly_received',
    });
    // It goes with its time: two weeks after the outcome nothing opens.
    await h.rows(`update survivor.way_in set ends_at = ends_at - interval '14 days'`);
    expect(await enter(h.door, sent.locator, { code: sent.code })).toBeUndefined();
  });

  it('changes nothing outside the compartment: no row of any other table, no event, no message, no count', async () => {
    const tables = await h.rows<{ t: string }>(
      `select format('%I.%I', schemaname, tablename) t from pg_tables where schemaname !~ '^(pg_|information_schema|audit)'
         and not (schemaname = 'survivor' and tablename in ('referral', 'referral_change', 'way_in')) order by 1`,
    );
    expect(tables.length).toBeGreaterThan(60);
    const all = async () =>
      (
        await h.rows<{ t: string; n: string; x: string }>(
          tables
            .map(
              ({ t }) =>
                `select '${t}' t, count(*) n, md5(string_agg(x::text, '|' order by x::text)) x from ${t} x`,
            )
            .join(' union all '),
        )
      )
        .map(({ t, n, x }) => `${t} ${n} ${x}`)
        .sort();
    const before = await all();
    const log = `select act, purpose, route, count(*)::int n from audit.stage where org_id = $1 group by 1, 2, 3`;
    const acts = await h.rows<{ act: string }>(log, [h.house.desk.house.org]);
    const sent = await h.send();
    const entered = await h.come(sent);
    await look(h.door, entered);
    await answerByLink(h.door, entered, { step: 'decline', reason: 'full' });
    expect(await all()).toEqual(before);
    // In the log of its own organisation it is one more step of the path.
    const more = await h.rows<{ act: string; purpose: string; route: string }>(log, [
      h.house.desk.house.org,
    ]);
    const news = more.filter(
      (one) => !acts.some((was) => JSON.stringify(was) === JSON.stringify(one)),
    );
    expect(news.map(({ act, purpose, route }) => [act, purpose, route]).toSorted()).toEqual([
      ['open', 'survivor.support', 'POST /api/compartments/:compartment/visits/:visit/steps'],
      ['step.added', 'survivor.support', 'POST /api/compartments/:compartment/visits/:visit/steps'],
    ]);
    const details = await h.rows<{ details: unknown }>(
      `select details from audit.stage where act = 'step.added'`,
    );
    // Like every other step of the path, with a number that is no referral's.
    for (const { details: one } of details) expect(Object.keys(one ?? {})).toEqual(['step']);
    expect(JSON.stringify(details)).not.toContain(sent.id);
    expect(await h.seenBy(sent)).toMatchObject({ state: 'declined', reason: 'full' });
    // A packet that was declined has no content any more, here and there.
    expect(
      await h.rows(
        `select 1 from survivor.way_in w join survivor.referral r using (packet_id) where r.referral_id = $1 and octet_length(w.sealed) > 1`,
        [sent.id],
      ),
    ).toEqual([]);
    expect(await look(h.door, entered)).toEqual({ kind: 'closed' });
  });

  it('is seen by no other purpose, straight in the database, and written by nobody but its functions', async () => {
    const sent = await h.send();
    let asked = 0;
    const { database, org } = h.house.desk.house;
    const key = await putTicketKey(database);
    const { actor } = h.noor;
    for (const [purpose, stores] of Object.entries(PURPOSE_STORES))
      for (const audience of stores) {
        for (const table of TABLES) {
          if (audience === `app_${table.split('.')[0] ?? ''}`) continue;
          const got = await inContext(
            database,
            key,
            { audience, org, actor, purpose },
            (tx) => tx.query(`select * from ${table}`),
            'rollback',
          ).catch((error: Problem) => error.code);
          asked += 1;
          expect([purpose, audience, table, got]).toEqual([
            purpose,
            audience,
            table,
            'not_allowed',
          ]);
        }
      }
    expect(asked).toBeGreaterThan(120);
    const act = actIn(h.noor, 'survivor', '/test');
    for (const statement of [
      `update survivor.referral set state = 'received', closed_at = now()`,
      'delete from survivor.referral',
      'select locator_hash from survivor.way_in',
      'select sealed from survivor.way_in',
    ])
      await expect(actAs(h.door, act, (tx) => tx.query(statement))).rejects.toThrow();
    const stranger = await h.house.officer('survivor');
    await h.rows('update staff.role_grant set role = $2 where account_id = $1', [
      stranger.actor,
      'child',
    ]);
    h.house.desk.house.forget();
    await expect(h.send({}, h.visit, stranger)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(
      stepSealed(h.door, stranger, 'survivor', sent.id, { step: 'withdraw', changes: 1 }),
    ).rejects.toThrow();
  });

  it('takes no field that this service does not need, whoever writes, and nobody who is not of age', async () => {
    await expect(h.send({ packet: { ...PACKET, needs: ['law.advice'] } })).rejects.toMatchObject({
      code: 'bad_input',
    });
    await expect(h.send({ packet: { ...PACKET, chosen_name: 'Hana' } })).rejects.toMatchObject({
      code: 'bad_input',
    });
    const straight = (change: object) => {
      const [generation, packet_id] = [1, randomUUID()];
      const details = {
        referral_id: randomUUID(),
        visit_id: h.visit,
        network_id: h.network,
        packet_id,
        number: '1234',
        level: 'soon',
        agreed: 'interpreter',
        of_age: true,
        fields: ['needs', 'level'],
        categories: ['need'],
        profile_v: 1,
        generation,
        reply_key: 'age1',
        ...change,
      };
      const hash = () => Buffer.from(randomUUID().replaceAll('-', '')).toString('base64');
      const access = {
        access_id: randomUUID(),
        locator_hash: hash(),
        proof_hash: hash(),
        wrapped: hash(),
      };
      return actAs(h.door, actIn(h.noor, 'survivor', '/test'), (tx) =>
        tx.query('select fw.send_sealed_referral($1, $2, $3, $4)', [
          details,
          Buffer.from('x'),
          Buffer.from('y'),
          access,
        ]),
      );
    };
    await expect(straight({ fields: ['needs', 'history'] })).rejects.toMatchObject({
      field: 'field_is_needed',
    });
    await expect(straight({ of_age: false })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(straight({ visit_id: randomUUID() })).rejects.toMatchObject({
      field: 'visit_is_here',
    });
    await expect(straight({ network_id: randomUUID() })).rejects.toMatchObject({
      field: 'recipient_is_known',
    });
    await expect(straight({ generation: 7 })).rejects.toMatchObject({ field: 'key_is_live' });
    const young = await h.came(randomUUID());
    await expect(straight({ visit_id: young })).rejects.toMatchObject({ field: 'two_must_decide' });
    await expect(straight({})).resolves.toBeDefined();
  });

  it('goes once, under a live agreement and to a service that is not suspended', async () => {
    const sent = await h.send();
    await expect(h.send({ referral_id: sent.id })).rejects.toMatchObject({ code: 'conflict' });
    const suspended = await h.entry(
      await addOrganisation(h.house.desk.house.database, { name: 'Away' }),
      {
        suspended_at: new Date(),
        suspended_why: 'safety',
      },
    );
    await expect(h.send({ network_id: suspended })).rejects.toMatchObject({ code: 'not_found' });
    const entered = await h.come(sent);
    await h.rows(`update consent.agreement set state = 'suspended' where agreement_id = $1`, [
      h.agreement,
    ]);
    await expect(h.send()).rejects.toMatchObject({ code: 'not_found' });
    expect(await look(h.door, entered)).toMatchObject({ kind: 'taken_back' });
    await h.rows(`update consent.agreement set state = 'live' where agreement_id = $1`, [
      h.agreement,
    ]);
    expect(await look(h.door, entered)).toMatchObject({ kind: 'packet' });
  });
});
