/** An interpreter for a visit of a path: who can, what is written down, and that nobody outside the compartment learns of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { actAs } from '../firewall/index.ts';
import { inContext, putTicketKey } from '../firewall/context/testing.ts';
import { staffDoorOf } from '../staff/testing.ts';
import { owner, type Tablet } from '../sync/testing.ts';
import { actIn } from './compartment.ts';
import { answerInterpreter, askInterpreter, requestsIn, wishIn } from './interpreting.ts';
import { comesIn, handsOver, operation, protectionHouse, type ProtectionHouse } from './testing.ts';
import { type PathEvent, readVisit } from './visits.ts';

const event = (kind: string, body: Record<string, unknown>): PathEvent => ({
  event_id: randomUUID(),
  kind,
  actor_id: randomUUID(),
  at: new Date(),
  body,
});

describe('what the desk was told', () => {
  it('says the language, and a woman for a survivor unless she said otherwise', () => {
    const asked = event('language_asked', { tags: ['ti', 'ar'] });
    expect(wishIn('survivor', [asked])).toEqual({ tags: ['ti', 'ar'], same_sex: 'woman' });
    expect(wishIn('child', [asked])).toEqual({ tags: ['ti', 'ar'] });
    const either = event('preference_set', { same_sex: 'either' });
    expect(wishIn('survivor', [asked, either])).toMatchObject({ same_sex: 'either' });
    expect(wishIn('child', [asked, event('preference_set', { same_sex: 'man' })])).toMatchObject({
      same_sex: 'man',
    });
    // A later wish that says nothing of it does not take it back.
    expect(wishIn('survivor', [either, event('preference_set', { alone: true })])).toMatchObject({
      same_sex: 'either',
      tags: [],
    });
  });

  it('stands with the requests as they are now', () => {
    const ask = event('interpreter_asked', { interpreter_ref: 'a', tags: ['ti'], setting: 'room' });
    const answer = event('interpreter_answered', { interpreter_ref: 'a', booking: 'accepted' });
    expect(requestsIn([ask])).toMatchObject([{ ref: 'a', now: 'asked' }]);
    expect(requestsIn([ask, answer])).toMatchObject([{ ref: 'a', now: 'accepted' }]);
    expect(requestsIn([answer])).toEqual([]);
  });
});

describe.each(['child', 'survivor'] as const)('of the compartment %s', (room) => {
  let house: ProtectionHouse;
  let officer: Awaited<ReturnType<ProtectionHouse['officer']>>;
  let tablet: Tablet;
  let visit: string;
  const rows = <T>(sql: string, values: unknown[] = []) =>
    owner(house.desk, sql, values) as Promise<T[]>;
  const door = () => staffDoorOf(house.desk.house);

  beforeAll(async () => {
    house = await protectionHouse();
    officer = await house.officer(room);
    await house.makeKey(room, officer, [officer]);
    const desk = await house.desk.worker('desk');
    tablet = await house.desk.tablet(desk);
    visit = await comesIn(tablet);
    await tablet.send([
      {
        op: operation(tablet, visit, [
          ['language_asked', { tags: ['ti'], modes: ['speaks'], asked_how: 'picture' }],
        ]),
      },
    ]);
    await handsOver(tablet, visit, room);
    for (const [who, gender] of [
      [desk, 'woman'],
      [await house.desk.worker('desk'), 'man'],
    ] as const) {
      await rows(`update staff.account set languages = '{ti}' where account_id = $1`, [who.actor]);
      await rows(`insert into staff.declaration (account_id, org_id, gender) values ($1, $2, $3)`, [
        who.actor,
        house.desk.house.org,
        gender,
      ]);
    }
  });
  afterAll(() => house.close());

  const read = async () => (await readVisit(door(), officer, room, visit)).interpreters;
  const asking = () => ({
    event_id: v7(),
    interpreter_ref: randomUUID(),
    tags: ['ti'],
    setting: 'phone' as const,
    same_sex: 'woman' as const,
    sensitive: true,
  });

  it('she sees who speaks the language, a woman first where it is a survivor', async () => {
    const { wish, offers } = await read();
    expect(wish.tags).toEqual(['ti']);
    expect(offers).toHaveLength(room === 'survivor' ? 1 : 2);
    expect(offers[0]).toMatchObject({ kind: 'staff', tag: 'ti', settings: ['phone', 'video'] });
  });

  it('writes down what was asked and what became of it, and no table outside says a word', async () => {
    const tables = await rows<{ t: string }>(
      `select format('%I.%I', schemaname, tablename) t from pg_tables where schemaname !~ '^(pg_|information_schema|audit)'
         and not (schemaname = 'casework' and tablename like 'event%') order by 1`,
    );
    const all = async () => {
      const found = await rows<{ t: string; x: string }>(
        tables
          .map(
            ({ t }) =>
              `select '${t}' t, md5(string_agg(x::text, '|' order by x::text)) x from ${t} x`,
          )
          .join(' union all '),
      );
      return found.map(({ t, x }) => `${t} ${x}`).toSorted();
    };
    const before = await all();
    const asked = asking();
    await askInterpreter(door(), officer, room, visit, asked);
    await askInterpreter(door(), officer, room, visit, asked);
    const answer = (booking: 'accepted' | 'joined' | 'ended') =>
      answerInterpreter(door(), officer, room, visit, {
        event_id: v7(),
        spoken_id: v7(),
        interpreter_ref: asked.interpreter_ref,
        booking,
      });
    await expect(answer('ended')).rejects.toMatchObject({ code: 'wrong_step' });
    await answer('joined');
    expect((await read()).requests).toMatchObject([{ setting: 'phone', now: 'joined' }]);
    await answer('ended');
    expect(await all()).toEqual(before);
    const written = await rows<{ kind: string; compartment: string; actor_id: string }>(
      `select kind, compartment, actor_id from casework.event where visit_id = $1 and actor_id = $2 order by recorded_at`,
      [visit, officer.actor],
    );
    expect(written).toEqual(
      ['interpreter_asked', 'interpreter_answered', 'communication', 'interpreter_answered'].map(
        (kind) => ({ kind, compartment: room, actor_id: officer.actor }),
      ),
    );
    // The desk's own tablet gets none of it, and in the log it is a step.
    const { lines } = await tablet.changes();
    expect(JSON.stringify(lines)).not.toContain(asked.interpreter_ref);
    expect(JSON.stringify(lines)).not.toContain(officer.actor);
    const acts = await rows<{ act: string; route: string; details: object }>(
      `select act, route, details from audit.stage where actor = $1 and act <> 'open' order by stage_id desc limit 3`,
      [officer.actor],
    );
    for (const one of acts) {
      expect(one.act).toBe('step.added');
      expect(one.route).toBe('POST /api/compartments/:compartment/visits/:visit/steps');
      expect(Object.keys(one.details)).toEqual(['step']);
    }
  });

  it('takes no other words, no other visit and nobody else', async () => {
    const say = (kind: string, body: object, at = visit) =>
      actAs(door(), actIn(officer, room, '/test'), (tx) =>
        tx.query('select fw.interpret_visit($1, $2, $3, $4)', [v7(), at, kind, body]),
      );
    const { event_id: _, ...body } = asking();
    for (const [kind, given] of [
      ['interpreter_asked', { ...body, note: 'her story' }],
      ['interpreter_asked', { ...body, setting: 'street' }],
      ['interpreter_asked', { ...body, sensitive: 'her story' }],
      ['interpreter_asked', { ...body, tags: [] }],
      ['interpreter_answered', { interpreter_ref: randomUUID(), booking: 'joined' }],
      ['space_given', { place_kind: 'open' }],
      ['note_written', {}],
    ] as const)
      await expect(say(kind, given)).rejects.toMatchObject({ code: 'bad_input' });
    const free = await comesIn(tablet);
    await expect(say('interpreter_asked', body, free)).rejects.toMatchObject({
      field: 'visit_is_here',
    });
    const other = await house.officer(room === 'child' ? 'survivor' : 'child');
    await expect(askInterpreter(door(), other, room, visit, asking())).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const { database, org } = house.desk.house;
    const key = await putTicketKey(database);
    await expect(
      inContext(
        database,
        key,
        { audience: 'app_desk', org, actor: officer.actor, purpose: 'desk.visit' },
        (tx) =>
          tx.query('select fw.interpret_visit($1, $2, $3, $4)', [
            v7(),
            visit,
            'interpreter_asked',
            body,
          ]),
        'rollback',
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
