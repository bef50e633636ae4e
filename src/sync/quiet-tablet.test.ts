/** A sign-in on a tablet of a point ends after ten minutes of quiet, one on an own device after fifteen. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COOKIE } from '../staff/index.ts';
import { secretHash } from '../staff/may-issue.ts';
import { deskHouse, type DeskHouse, owner, POINT } from './testing.ts';

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

test('what a tablet asks by itself keeps no sign-in alive; what a person does there counts from its own moment', async () => {
  const hana = await desk.worker('desk');
  const tablet = await desk.tablet(hana);
  const hash = secretHash(hana.session);
  const quietSeconds = async (): Promise<number> => {
    const [row] = await owner(
      desk,
      'select extract(epoch from clock_timestamp() - seen_at)::int as seconds from staff.session where session_hash = $1',
      [hash],
    );
    return Number(row?.['seconds']);
  };
  const quiet = async (minutes: number): Promise<void> => {
    await owner(
      desk,
      `update staff.session set seen_at = clock_timestamp() - make_interval(mins => $2) where session_hash = $1`,
      [hash, minutes],
    );
    desk.house.forget();
  };
  const ask = async (method: 'GET' | 'POST', url: string, more: object = {}, payload?: object) =>
    (
      await desk.app.inject({
        method,
        url,
        headers: { ...tablet.headers, ...more },
        ...(payload ? { payload } : {}),
      })
    ).statusCode;
  const changes = `/api/desk/changes?point=${POINT}`;
  const ops = { ops: [randomUUID()] };
  const untouched = { 'desk-quiet': String(8 * 60_000) };
  await quiet(8);
  // Nobody says that somebody did anything, or says that it was eight minutes ago.
  for (const more of [{}, untouched]) {
    expect(await ask('GET', changes, more)).toBe(200);
    expect(await ask('GET', '/api/desk/start', more)).toBe(200);
    expect(await ask('POST', '/api/desk/held', more, ops)).toBe(200);
  }
  expect(await ask('POST', '/api/desk/names', untouched, { subjects: [randomUUID()] })).toBe(200);
  expect(await quietSeconds()).toBeGreaterThanOrEqual(8 * 60);
  // Two minutes ago, and just now, though the house has answered a question of the tablet a moment before.
  expect(await ask('GET', changes, { 'desk-quiet': '120000' })).toBe(200);
  expect(await quietSeconds()).toBeLessThan(140);
  expect(await quietSeconds()).toBeGreaterThanOrEqual(120);
  expect(await ask('POST', '/api/desk/names', {}, { subjects: [randomUUID()] })).toBe(200);
  expect(await quietSeconds()).toBeLessThan(60);
  // A word about a later touch than now is none.
  await quiet(9);
  expect(await ask('GET', changes, { 'desk-quiet': '-5' })).toBe(200);
  expect(await quietSeconds()).toBeGreaterThanOrEqual(9 * 60);
  await quiet(11);
  expect(await ask('GET', changes, { 'desk-quiet': '0' })).toBe(401);
});

test('what somebody says of her tablet is kept: her own may be quiet as long as any device, until it is a shared one', async () => {
  const hana = await desk.worker('desk');
  const tablet = await desk.tablet(hana);
  const device = randomUUID();
  const ask = async (use: string | undefined, worker = hana) => {
    const headers = {
      ...tablet.headers,
      cookie: `${COOKIE}=${worker.session}`,
      'desk-device': `${device}.${device.slice(0, 8)}-is-its-secret`,
      ...(use ? { 'desk-use': use } : {}),
    };
    const { statusCode } = await desk.app.inject({ url: '/api/desk/start', headers });
    expect(statusCode).toBe(200);
    const { devices } = (await desk.app.inject({ url: '/api/desk/devices', headers })).json<{
      devices: { device_id: string; shared: boolean }[];
    }>();
    const [row] = await owner(
      desk,
      'select extract(epoch from idle)::int as seconds from staff.session where session_hash = $1',
      [secretHash(worker.session)],
    );
    return [devices.find(({ device_id }) => device_id === device)?.shared, row?.['seconds']];
  };
  const yonas = await desk.worker('desk');
  expect(await ask('own', yonas)).toEqual([false, 900]);
  // A start that says nothing, or nonsense, changes nothing.
  expect(await ask(undefined, yonas)).toEqual([false, 900]);
  expect(await ask('mine', yonas)).toEqual([false, 900]);
  expect(await ask('shared', yonas)).toEqual([true, 600]);
  expect(await ask(undefined, yonas)).toEqual([true, 600]);
});
