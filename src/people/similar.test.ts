import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyOperation } from '../desk/testing.ts';
import { renewCircles } from '../firewall/circles/index.ts';
import { askErasure, continueErasures } from '../firewall/erasure/index.ts';
import { actAs, asWorker, type GuardedAct } from '../firewall/index.ts';
import { owner, POINT } from '../sync/testing.ts';
import { peopleHouse, type PeopleHouse } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

type Shown = { subject: string; name: string; age_band: string; month: string };
const ask = async (
  name: string,
  more: object = {},
  headers?: Record<string, string>,
): Promise<Shown[]> => {
  const payload = { point_id: POINT, name, birth_year: 1990, ...more };
  const { status, body } = await house.ask('/api/people/similar', payload, headers);
  expect(status, JSON.stringify(body)).toBe(200);
  return body['people'] as Shown[];
};
const subjects = async (name: string, more: object = {}): Promise<string[]> =>
  (await ask(name, more, house.far.headers)).map(({ subject }) => subject);
const sketches = (subject: string) =>
  owner(house, 'select sealed, circle_key_id from ident.name_sketch where subject = $1', [subject]);

/** What the keeper says of a circle's key as it stood in an old backup. */
const stateOfKey = (id: string, sealed: Buffer) => {
  const { keeper } = house.firewall;
  const act = { ...asWorker(house.sara), role: 'app_desk', purpose: 'desk.visit', route: '/test' };
  return actAs(house.firewall, act as GuardedAct, async (tx) => {
    const key = { store: 'circle', subject: id };
    const place = { column: 'ident.circle_key.sealed', rowId: id };
    const items = [{ key, place, sealed }];
    const [one] = await keeper.open({ nonce: tx.nonce, purpose: 'desk.visit', items });
    return one?.state;
  });
};

test('somebody registered a second ago is found by a second desk, in another script, with nothing but name, age and month', async () => {
  expect(await ask('Mirembe Okonjo Talavera')).toEqual([]);
  const her = await house.somebody({ name: 'فاطمة الزهراء بن يوسف', birth_year: 1994 });
  const shown = await ask('Fatima Zahra Ben Youssef', { birth_year: 1994 }, house.far.headers);
  expect(shown).toEqual([
    {
      subject: her.subject,
      name: 'فاطمة الزهراء بن يوسف',
      age_band: '18-59',
      month: new Date().toISOString().slice(0, 7),
    },
  ]);
  const next = await house.somebody({ name: 'Tesfalem Gebremedhin Habte', birth_year: 1988 });
  expect(await subjects('Tesfalem Gebremedhin Habte', { birth_year: 1988 })).toEqual([
    next.subject,
  ]);
  const touched = await owner(
    house,
    `select route from audit.stage where $1 = any (subjects) and act = 'read' and actor = $2`,
    [her.subject, house.sara.actor],
  );
  expect(touched).toEqual([{ route: 'POST /api/people/similar' }]);
});

test('neither the name nor how it sounds can be read in the database', async () => {
  const { packSketch, skeleton } = await import('./name-sketch.ts');
  const name = 'Xochiquetzal Lanternmaker';
  const { subject } = await house.somebody({ name, birth_year: 1990 });
  const [row] = await sketches(subject);
  const packed = Buffer.from(packSketch(skeleton(name))).subarray(2, 8);
  const tables = await owner(
    house,
    `select (select string_agg(encode(sealed, 'hex'), '') from ident.name_sketch) || (select string_agg(encode(sealed, 'hex'), '') from ident.name) as all`,
  );
  expect(row?.['sealed']).toBeInstanceOf(Buffer);
  expect(String(tables[0]?.['all'])).not.toContain(packed.toString('hex'));
  expect(String(tables[0]?.['all'])).not.toContain(Buffer.from('Xochi').toString('hex'));
});

test('who would rather start new has no sketch and is never proposed; who says so later is forgotten at once', async () => {
  const name = 'Bonifacio Quispe Mamani';
  const first = await house.somebody({ name, no_link: true, birth_year: 1990 });
  expect(await sketches(first.subject)).toEqual([]);
  const second = await house.somebody({ name, birth_year: 1990 });
  expect(await subjects(name)).toEqual([second.subject]);
  await owner(house, 'update casework.person set no_link = true where subject = $1', [
    second.subject,
  ]);
  expect(await subjects(name)).toEqual([]);
  expect(await sketches(second.subject)).toEqual([]);
});

test('twenty names cost a worker one opened key and what she is shown, not the whole circle', async () => {
  const opens = async (): Promise<number> => {
    const [row] = await house.house.kept.keys
      .borrow('migrate')
      .then(async (client) =>
        client
          .query<{ n: number }>(
            `select coalesce(sum(n), 0)::int as n from keys.opens where kind = 'open' and who = $1`,
            [house.yonas.actor],
          )
          .finally(() => client.release()),
      )
      .then(({ rows }) => rows);
    return row?.n ?? 0;
  };
  const before = await opens();
  for (let n = 0; n < 20; n++)
    await house.somebody({ name: `Ngozi Adaeze Number${n}`, birth_year: 1990 });
  await ask('Somebody Entirely Different');
  expect((await opens()) - before).toBe(0);
  expect((await ask('Ngozi Adaeze')).length).toBeLessThanOrEqual(5);
  expect((await opens()) - before).toBeLessThanOrEqual(5);
});

test('what another organisation holds, and another point, is nobody’s here', async () => {
  const [ours, theirs] = ['Wilhelmina Vandersloot Ames', 'Ekundayo Marquardt Bello'];
  const stays = await house.somebody({ name: ours, birth_year: 1990 });
  const goes = await house.somebody({ name: theirs, birth_year: 1990 });
  const org = randomUUID();
  await owner(
    house,
    `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
       values ($1, 'Red Hill', 'XW', 'health', true, gen_random_uuid(), gen_random_uuid())`,
    [org],
  );
  await owner(house, 'update ident.name_sketch set org_id = $1 where subject = $2', [
    org,
    goes.subject,
  ]);
  expect(await subjects(ours)).toEqual([stays.subject]);
  expect(await subjects(theirs)).toEqual([]);
  const elsewhere = { point_id: randomUUID(), name: ours, birth_year: 1990 };
  expect((await house.ask('/api/people/similar', elsewhere)).body).toEqual({ people: [] });
});

test('a worker of another point only does not reach this circle, though it is in the memory', async () => {
  const name = 'Ximena Przybylska Onyango';
  const her = await house.somebody({ name, birth_year: 1990 });
  expect(await subjects(name)).toEqual([her.subject]);
  const stranger = await house.worker('desk');
  const { headers } = await house.tablet(stranger);
  await owner(house, 'update staff.role_grant set points = array[$1::uuid] where account_id = $2', [
    randomUUID(),
    stranger.actor,
  ]);
  house.house.forget();
  expect(await ask(name, {}, headers)).toEqual([]);
  // Her work with a name for this point is refused alone, as it is without one.
  const op = { ...anyOperation(4711), point_id: POINT, op_id: randomUUID() };
  const named = {
    ...op,
    names: [{ name_id: randomUUID(), subject: randomUUID(), text: name }],
    people: [],
  };
  const answer = await house.ask('/api/desk/ops', { ops: [{ op: named }, { op: 7 }] }, headers);
  expect(answer).toMatchObject({
    status: 200,
    body: { verdicts: [{ result: 'refused', problem: 'not_allowed' }, { result: 'refused' }] },
  });
});

test('a name that is too long is told so; one without letters finds nobody', async () => {
  const { status } = await house.ask('/api/people/similar', {
    point_id: POINT,
    name: 'x'.repeat(200),
  });
  expect(status).toBe(400);
  expect(await ask('🙂')).toEqual([]);
});

test('somebody erased is in no circle from the moment she asks, and no key opens her sketch when her keys are gone', async () => {
  const name = 'Oluwaseun Ishaq Varghese';
  const [her, stays] = [
    await house.somebody({ name, birth_year: 1990 }),
    await house.somebody({ name: 'Stays Herewithus', birth_year: 1990 }),
  ];
  expect(await subjects(name)).toEqual([her.subject]);
  const [before] = await sketches(stays.subject);
  // Nothing went from it before, so that it is her erasure alone that renews the key.
  const [old] = await owner(
    house,
    'update ident.circle_key set gone = 0 returning circle_key_id, sealed',
  );
  const holder = { subject: her.subject, org: house.house.org, session: her.code };
  await askErasure(house.firewall, holder);
  expect(await subjects(name)).toEqual([]);
  await continueErasures(house.firewall, house.house.org, async () => new Date(0));
  expect(await sketches(her.subject)).toEqual([]);
  const [after] = await sketches(stays.subject);
  expect(after?.['circle_key_id']).not.toBe(before?.['circle_key_id']);
  expect(await stateOfKey(String(old?.['circle_key_id']), old?.['sealed'] as Buffer)).toBe(
    'no-key',
  );
  const keys = await owner(house, 'select retiring from ident.circle_key where point_id = $1', [
    POINT,
  ]);
  expect(keys).toEqual([{ retiring: [] }]);
  expect(await subjects('Stays Herewithus')).toEqual([stays.subject]);
  // Written with the key that the tablet's server still held: it asks for the new one.
  const late = await house.somebody({ name: 'Late Lanternbearer', birth_year: 1990 });
  expect(await subjects('Late Lanternbearer')).toEqual([late.subject]);
  expect(await renewCircles(house.firewall, house.house.org)).toBe(0);
});

test('where a backup was put back and the key opens no more, the circle begins anew and names are taken in', async () => {
  await owner(
    house,
    `update ident.circle_key set sealed = '\\x01', circle_key_id = gen_random_uuid()`,
  );
  const her = await house.somebody({ name: 'Anew Beginnerson', birth_year: 1990 });
  expect(await subjects('Anew Beginnerson')).toEqual([her.subject]);
  expect(await subjects('Stays Herewithus')).toEqual([]);
});
