/** Shifts over midnight, roles that end on the way, and whoever goes home without a word (VOL-01, VOL-02, VUL-05). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { owner, POINT } from '../sync/testing.ts';
import type { OwnWork } from './own-work.ts';
import type { Team } from './team.ts';
import { teamStand, type TeamStand } from './team-testing.ts';
import type { WeekShift } from './week.ts';

let stand: TeamStand;
beforeAll(async () => {
  stand = await teamStand();
});
beforeEach(() => stand.wind());
afterAll(() => stand.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The midnight that ends the day after tomorrow, on the calendar by which trainings end. */
const midnight = () => Math.floor(Date.now() / DAY) * DAY + 3 * DAY;

async function assignTo(worker: Worker, from: number, to: number) {
  const { ask, admin } = stand;
  const shift_id = randomUUID();
  const [starts_at, ends_at] = [from, to].map((ms) => new Date(ms).toISOString());
  await ask('POST', admin, '/api/staff/roster', { shift_id, point_id: POINT, starts_at, ends_at });
  const answer = await ask('POST', admin, `/api/staff/roster/${shift_id}/assignments`, {
    account: worker.actor,
    role: 'desk',
  });
  return { shift_id, answer };
}

describe('a shift of the night', () => {
  it('is for nobody whose training ends at midnight; the evening before it is', async () => {
    const { desk, ask, admin } = stand;
    const hana = await desk.worker('desk');
    await owner(
      desk,
      `update staff.training set valid_until = current_date + 2 where account_id = $1 and course <> 'data_protection'`,
      [hana.actor],
    );
    const night = await assignTo(hana, midnight() - 2 * HOUR, midnight() + 6 * HOUR);
    expect(night.answer).toMatchObject({ status: 403, body: { code: 'training_lapsed' } });
    const evening = await assignTo(hana, midnight() - 4 * HOUR, midnight());
    expect(evening.answer.status).toBe(201);
    const query = new URLSearchParams({
      point: POINT,
      from: new Date(midnight() - DAY).toISOString(),
      to: new Date(midnight() + DAY).toISOString(),
    });
    const { body } = await ask('GET', admin, `/api/staff/roster/week?${query.toString()}`);
    const shift = (body['shifts'] as WeekShift[]).find((one) => one.shift_id === night.shift_id);
    expect(shift?.could.find(({ account }) => account === hana.actor)).toMatchObject({
      conflicts: expect.arrayContaining(['training_lapsed']),
    });
  });

  it('is for nobody whose role itself ends before it does', async () => {
    const { desk } = stand;
    const hana = await desk.worker('desk');
    await owner(
      desk,
      `update staff.role_grant set until_at = clock_timestamp() + interval '2 days' where account_id = $1`,
      [hana.actor],
    );
    const late = await assignTo(hana, midnight() + DAY, midnight() + DAY + HOUR);
    expect(late.answer.body).toMatchObject({
      code: 'training_lapsed',
      errors: [{ field: 'role:desk' }],
    });
    const early = await assignTo(hana, Date.now() + HOUR, Date.now() + 2 * HOUR);
    expect(early.answer.status).toBe(201);
  });
});

describe('whoever went home without saying so', () => {
  const say = (worker: Worker, here: boolean) =>
    stand.ask('POST', worker, '/api/staff/roster/presence', {
      presence_id: randomUUID(),
      point_id: POINT,
      here,
    });
  const looked = async () => {
    const { body } = await stand.ask('GET', stand.yonas, `/api/desk/team?point=${POINT}`);
    const { team, services } = body as unknown as Team;
    return {
      here: team.filter(({ here }) => here).map(({ account }) => account),
      meals: services.find(({ service }) => service === 'food.meal'),
    };
  };
  /** As if so many hours had passed for everybody who came. */
  const pass = async (hours: number) => {
    const { desk } = stand;
    const trigger = (how: string) =>
      owner(desk, `alter table staff.presence ${how} trigger for_oneself`);
    await trigger('disable');
    await owner(
      desk,
      `update staff.presence set came_at = came_at - make_interval(hours => $1), left_at = left_at - make_interval(hours => $1)`,
      [hours],
    );
    await trigger('enable');
  };

  it('counts for no service that needs two on the next day, and comes again as anybody', async () => {
    const { desk, yonas, ask } = stand;
    const hana = await desk.worker('desk');
    await say(yonas, true);
    await say(hana, true);
    await pass(15);
    expect(await looked()).toMatchObject({ meals: { state: 'may_run', present: 2 } });
    await pass(7);
    await say(yonas, true);
    const next = await looked();
    expect(next).toMatchObject({
      here: [yonas.actor],
      meals: { state: 'paused', present: 1 },
    });
    // Since when: sixteen hours after they came.
    expect(Math.abs(Date.now() - 6 * HOUR - Number(next.meals?.paused_at))).toBeLessThan(60_000);
    const own = (await ask('GET', hana, '/api/staff/me/work')).body as unknown as OwnWork;
    expect(own.here).toBeNull();
    await say(hana, true);
    expect(await looked()).toMatchObject({ meals: { state: 'may_run', present: 2 } });
    const kept = await owner(
      desk,
      `select extract(epoch from left_at - came_at)::int / 3600 as hours from staff.presence where left_at is not null`,
    );
    expect(kept).toEqual([{ hours: 16 }, { hours: 16 }]);
  });
});
