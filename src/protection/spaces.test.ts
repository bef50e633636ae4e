import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { missingSpaces, type PlacedAs, suits } from '../desk/spaces.ts';
import { SPACES } from '../desk/values.ts';
import { owner, POINT, type Tablet } from '../sync/testing.ts';
import type { KeyPair } from './member-key.ts';
import { comesIn, handsOver, operation, type ProtectionHouse, protectionHouse } from './testing.ts';

let house: ProtectionHouse;
let lena: Worker & { own: KeyPair };
let marta: Worker;
let tablet: Tablet;
beforeAll(async () => {
  house = await protectionHouse();
  lena = await house.officer('child');
  await house.makeKey('child', lena, [lena]);
  marta = await house.desk.worker('point_manager');
  tablet = await house.desk.tablet(await house.desk.worker('desk'));
});
afterAll(() => house.close());

const put = async (visit: string, place_kind: string, subject?: string) => {
  const op = operation(tablet, visit, [['space_given', { place_kind }, subject]]);
  return (await tablet.send([{ op }])).verdicts[0];
};
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const override = (worker: Worker, visit_id: string, place_kind: string, more: object = {}) =>
  house.post(worker, '/api/desk/overrides', {
    override_id: randomUUID(),
    point_id: POINT,
    visit_id,
    place_kind,
    why: 'no_space_free',
    until: inHours(6),
    ...more,
  });

test('a child alone is put into a space for minors and nowhere else, by whoever asks', async () => {
  const visit = await comesIn(tablet);
  await handsOver(tablet, visit, 'child');
  expect(await put(visit, 'open')).toMatchObject({
    result: 'refused',
    problem: 'space_unsuitable',
  });
  expect(await put(visit, 'women_children')).toMatchObject({ problem: 'space_unsuitable' });
  expect(await put(visit, 'minors')).toMatchObject({ result: 'recorded' });
  const url = `/api/compartments/child/visits/${visit}`;
  const place = (place_kind: string) =>
    house.post(lena, `${url}/space`, { event_id: randomUUID(), place_kind });
  expect((await place('open')).body).toMatchObject({ code: 'space_unsuitable', status: 409 });
  expect((await place('minors')).status).toBe(201);
  expect((await house.get(lena, url)).body).toMatchObject({
    space: { place_kind: 'minors', suits: true },
  });
});

test('flag and dormitory in one operation: neither is stored', async () => {
  const visit = await comesIn(tablet);
  const op = operation(
    tablet,
    visit,
    [
      ['space_given', { place_kind: 'open' }],
      ['pathway_opened', { level: 'now' }],
    ],
    { pathways: [{ visit_id: visit, compartment: 'child' }] },
  );
  expect((await tablet.send([{ op }])).verdicts[0]).toMatchObject({ problem: 'space_unsuitable' });
  expect(
    await owner(house.desk, 'select 1 from casework.pathway where visit_id = $1', [visit]),
  ).toEqual([]);
});

test('somebody who was in the dormitory before the flag: the path opens and its lead is told', async () => {
  const visit = await comesIn(tablet);
  expect(await put(visit, 'open')).toMatchObject({ result: 'recorded' });
  expect((await handsOver(tablet, visit, 'child')).verdicts[0]).toMatchObject({
    result: 'recorded',
  });
  const told = (await house.get(lena, '/api/compartments/child/alarms')).body['alarms'];
  expect(told).toContainEqual(
    expect.objectContaining({ visit_id: visit, kind: 'placed_unsuitably', lead: lena.actor }),
  );
});

test('a survivor is put into the private room, which the point must have', async () => {
  const visit = await comesIn(tablet);
  await handsOver(tablet, visit, 'survivor');
  expect(await put(visit, 'open')).toMatchObject({ problem: 'space_unsuitable' });
  // This point has none.
  expect(await put(visit, 'private_room')).toMatchObject({ problem: 'space_unsuitable' });
  const spaces = 'update directory.point set spaces = $1 where location_id = $2';
  await owner(house.desk, spaces, [['minors', 'mother_baby', 'private_room'], POINT]);
  expect(await put(visit, 'private_room')).toMatchObject({ result: 'recorded' });
  await owner(house.desk, spaces, [['minors', 'mother_baby'], POINT]);
});

test('somebody under age with her own token, and nobody grown up in the visit: not among strangers', async () => {
  const girl = randomUUID();
  const visit = await comesIn(tablet, girl);
  expect(await put(visit, 'open', girl)).toMatchObject({ problem: 'space_unsuitable' });
  expect(await put(visit, 'open')).toMatchObject({ problem: 'space_unsuitable' });
  expect(await put(visit, 'women_children')).toMatchObject({ result: 'recorded' });
  const mother = randomUUID();
  const joined = operation(tablet, visit, [['visit_joined', {}, mother]], {
    people: [{ subject: mother, age_band: '18-59' }],
  });
  await tablet.send([{ op: joined }]);
  expect(await put(visit, 'open')).toMatchObject({ result: 'recorded' });
});

test('an exception has a name, a reason and an end within a day, and the lead of the path is told', async () => {
  const visit = await comesIn(tablet);
  await handsOver(tablet, visit, 'child');
  const yonas = await house.desk.worker('desk');
  expect((await override(yonas, visit, 'open')).status).toBe(404);
  for (const until of [inHours(25), inHours(-1)])
    expect((await override(marta, visit, 'open', { until })).body).toMatchObject({
      code: 'bad_input',
      errors: [{ field: 'until' }],
    });
  expect((await override(marta, visit, 'open')).status).toBe(201);
  expect(await put(visit, 'open')).toMatchObject({ result: 'recorded' });
  // For that space only.
  expect(await put(visit, 'women_children')).toMatchObject({ problem: 'space_unsuitable' });
  const rows = await owner(
    house.desk,
    'select named_by, why from casework.space_override where visit_id = $1',
    [visit],
  );
  expect(rows).toEqual([{ named_by: marta.actor, why: 'no_space_free' }]);
  const told = (await house.get(lena, '/api/compartments/child/alarms')).body['alarms'];
  expect(told).toContainEqual(
    expect.objectContaining({ visit_id: visit, kind: 'space_override', made_by: marta.actor }),
  );
  await owner(
    house.desk,
    `update casework.space_override set made_at = made_at - interval '7 hours', until_at = until_at - interval '7 hours' where visit_id = $1`,
    [visit],
  );
  expect(await put(visit, 'open')).toMatchObject({ problem: 'space_unsuitable' });
  await expect(
    owner(
      house.desk,
      `update casework.space_override set until_at = made_at + interval '24 hours 1 second' where visit_id = $1`,
      [visit],
    ),
  ).rejects.toMatchObject({ code: 'bad_input', field: 'space_override_check' });
});

test('what a point lacks stands on its action list, with what was missing when somebody needed it', async () => {
  const visit = await comesIn(tablet);
  await tablet.send([{ op: operation(tablet, visit, [['gap_met', { gap: 'same_sex' }]]) }]);
  await override(marta, visit, 'open');
  const { body } = await house.get(marta, '/api/desk/gaps');
  expect(body['points']).toMatchObject([
    {
      point_id: POINT,
      missing_spaces: ['women_children', 'private_room'],
      exceptions: [{ place_kind: 'open', why: 'no_space_free' }],
      met: [{ gap: 'same_sex', n: 1 }],
    },
  ]);
  expect(JSON.stringify(body)).not.toContain(visit);
});

test('tablet and database judge every space alike', async () => {
  for (const who of ['child', 'survivor', 'minor', 'anyone'] as PlacedAs[])
    for (const place of SPACES) {
      const [row] = await owner(house.desk, 'select fw.space_suits($1, $2) as suits', [who, place]);
      expect({ who, place, suits: suits(who, place) }).toEqual({ who, place, ...row });
    }
  expect(missingSpaces(SPACES)).toEqual([]);
});
