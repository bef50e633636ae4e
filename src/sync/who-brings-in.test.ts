/** Who may bring work in: a role at a desk, for as long as what opened it lasts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantRole, recordTraining } from '../staff/index.ts';
import { deskHouse, type DeskHouse, owner, type Tablet, walkIn } from './testing.ts';

let desk: DeskHouse;
let tablet: Tablet;
beforeAll(async () => {
  desk = await deskHouse();
  tablet = await desk.tablet(await desk.worker('desk'));
});
afterAll(() => desk.close());

test('what a training opened closes with its last day, also on a tablet that hears of nothing', async () => {
  const hana = await desk.worker('desk');
  const day = (await owner(desk, `select (now() at time zone 'UTC')::date::text as day`))[0]?.[
    'day'
  ];
  await owner(
    desk,
    `update staff.training set passed_on = $2::date - 364 where account_id = $1 and course = 'data_protection'`,
    [hana.actor, day],
  );
  desk.house.forget();
  const last = await desk.tablet(hana);
  const end = Date.parse(`${String(day)}T23:59:59.999Z`);
  expect(last.start.lease_until).toBe(end);
  const [key] = await owner(desk, 'select until_at from sync.session_key where worker_id = $1', [
    hana.actor,
  ]);
  expect(key?.['until_at']).toEqual(new Date(end));
  const tomorrow = new Date(end + 1000).toISOString();
  const late = walkIn(last, { made_at: tomorrow });
  expect((await tablet.send([{ sealed: await last.seal(late) }])).verdicts).toMatchObject([
    { result: 'quarantined', problem: 'role_lapsed' },
  ]);
  // Whoever has months left works the whole time without a contact.
  expect(tablet.start.lease_until).toBeGreaterThan(Date.now() + 71 * 3_600_000);
});

test('another role that ends does not close the desk', async () => {
  const sara = await desk.worker('desk');
  const administrator = await desk.worker('administrator');
  await grantRole(desk.house.door, administrator, sara.actor, {
    role: 'distribution',
    until: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await recordTraining(desk.house.door, administrator, sara.actor, {
    course: 'code_of_conduct',
    hours: 4,
    passed_on: '2026-01-01',
    valid_until: '2030-01-01',
  });
  desk.house.forget();
  const { start } = await desk.tablet(sara);
  expect(start.lease_until).toBeGreaterThan(Date.now() + 71 * 3_600_000);
});

test('who has no role at a desk gets no start, and brings in nothing', async () => {
  const editor = await desk.worker('editor');
  await expect(desk.tablet(editor)).rejects.toThrow('404');
  const without = await desk.app.inject({
    method: 'POST',
    url: '/api/desk/ops',
    payload: { ops: [{ op: walkIn(tablet) }] },
  });
  expect(without.statusCode).toBe(401);
});
