/** A sign-in on a tablet of a point ends after ten minutes of quiet, one on an own device after fifteen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretHash } from '../staff/may-issue.ts';
import { deskHouse, type DeskHouse, owner } from './testing.ts';

let desk: DeskHouse;
beforeAll(async () => {
  desk = await deskHouse();
});
afterAll(() => desk.close());

test('quiet ends it, from the moment the tablet has made itself known', async () => {
  const hana = await desk.worker('desk');
  const idle = async (): Promise<unknown> => {
    const [row] = await owner(
      desk,
      'select extract(epoch from idle)::int as seconds from staff.session where session_hash = $1',
      [secretHash(hana.session)],
    );
    return row?.['seconds'];
  };
  expect(await idle()).toBe(900);
  const tablet = await desk.tablet(hana);
  expect(await idle()).toBe(600);
  const start = () => desk.app.inject({ url: '/api/desk/start', headers: tablet.headers });
  const quiet = (minutes: number) =>
    owner(
      desk,
      `update staff.session set seen_at = clock_timestamp() - make_interval(mins => $2) where session_hash = $1`,
      [secretHash(hana.session), minutes],
    );
  await quiet(9);
  desk.house.forget();
  expect((await start()).statusCode).toBe(200);
  await quiet(11);
  desk.house.forget();
  expect((await start()).statusCode).toBe(401);
});
