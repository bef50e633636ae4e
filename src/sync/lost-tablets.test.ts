/** Tablets that are lost, that were called lost by mistake, and those in which two organisations work. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOrganisation, insert } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { secretHash } from '../staff/may-issue.ts';
import { openManaging } from './managing.ts';
import { isOrderFor } from './wipe-order.ts';
import type { DeskStart, WipeOrder } from './wire.ts';
import { deskHouse, type DeskHouse, owner, POINT, type Tablet, walkIn } from './testing.ts';

let desk: DeskHouse;
let sara: Worker;
let other: Tablet;
beforeAll(async () => {
  desk = await deskHouse();
  sara = await desk.worker('desk');
  other = await desk.tablet(sara);
});
afterAll(() => desk.close());

const revoke = ({ device }: Tablet) =>
  desk.app.inject({
    method: 'POST',
    url: `/api/desk/devices/${device}/revoke`,
    headers: other.headers,
  });
const start = (headers: Record<string, string>) =>
  desk.app.inject({ url: '/api/desk/start', headers });

test('a tablet that was taken out of use gets nothing any more: its sign-ins end, and its own secret brings the order to forget', async () => {
  const lost = await desk.tablet(await desk.worker('desk'));
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) =>
    (
      await desk.app.inject({
        method,
        url,
        headers: lost.headers,
        ...(payload ? { payload } : {}),
      })
    ).statusCode;
  const everything = () =>
    Promise.all([
      ask('GET', `/api/desk/changes?point=${POINT}`),
      ask('POST', '/api/desk/names', { subjects: [randomUUID()] }),
      ask('POST', '/api/desk/notes', { events: [randomUUID()] }),
      ask('POST', '/api/desk/ops', { ops: [{ op: walkIn(lost) }] }),
      ask('GET', '/api/desk/devices'),
    ]);
  expect(await everything()).toEqual([200, 200, 200, 200, 200]);
  expect((await revoke(lost)).statusCode).toBe(200);
  desk.house.forget();
  expect(await everything()).toEqual([401, 401, 401, 401, 401]);
  const told = await start(lost.headers);
  expect(told.statusCode).toBe(410);
  expect(told.json()).toMatchObject({
    wipe: { device_id: lost.device, houses: [desk.house.org] },
  });
  // Nobody else is told whether there is such a tablet, or what became of it.
  const forged = { ...lost.headers, 'desk-device': `${lost.device}.not-the-secret-of-this-tablet` };
  expect((await start(forged)).statusCode).toBe(401);
  const { cookie: _, ...nobody } = other.headers;
  expect((await start(nobody)).statusCode).toBe(401);
  // Where else they are signed in, her colleagues go on.
  expect((await other.changes()).cursor).not.toBe('');
});

test('what the console stops is stopped at that moment at the door of the tablets too, though its sign-in is still believed', async () => {
  const lead = await desk.worker('point_manager');
  const tablet = await desk.tablet(await desk.worker('desk'));
  const headers = { ...tablet.headers, 'desk-outbox': `waiting=1;point=${POINT}` };
  const brings = async () => {
    const payload = { ops: [{ op: walkIn(tablet) }] };
    const sent = await desk.app.inject({ method: 'POST', url: '/api/desk/ops', headers, payload });
    return sent.statusCode;
  };
  // Said twice, so that its state is remembered.
  expect(await brings()).toBe(200);
  expect(await brings()).toBe(200);
  const { keeper, database, now } = desk.house.door;
  const secret = (label: string) => desk.house.kept.keystore.derived(label);
  const managing = openManaging({ keeper, database }, secret, now);
  await managing.revoke(lead, tablet.device);
  expect(await brings()).toBe(410);
});

test('a browser in which people of another house work is registered anew for this one, and nobody learns of the other', async () => {
  const theirs = await addOrganisation(desk.house.database, { name: 'Another house' });
  const device = randomUUID();
  const row = {
    device_id: device,
    org_id: theirs,
    label: 'Tablet of theirs',
    secret_hash: secretHash(`${device.slice(0, 8)}-is-its-secret`),
    registered_by: randomUUID(),
    revoked_at: new Date().toISOString(),
  };
  await insert(desk.house.database, 'staff.device', row);
  const hana = await desk.worker('desk');
  const mine = await desk.tablet(hana, device);
  expect(mine.start.device).toEqual({ device_id: device });
  // Theirs lost it: the tablet hears so from whoever is signed in, in the node's own words, and nobody else does.
  const { wipe, node_key } = mine.start;
  expect(wipe?.houses).toEqual([theirs]);
  expect(wipe && (await isOrderFor(wipe, { device_id: device, nodeKey: node_key }))).toBe(true);
  const forged = { ...mine.headers, 'desk-device': `${device}.not-the-secret-of-this-tablet` };
  expect((await start(forged)).body).not.toContain(theirs);
  expect((await mine.send([{ sealed: await mine.seal(walkIn(mine)) }])).verdicts).toMatchObject([
    { result: 'recorded' },
  ]);
  const listed = (await desk.app.inject({ url: '/api/desk/devices', headers: mine.headers })).json<{
    devices: { device_id: string; revoked_at: string | null; waiting: number | null }[];
  }>();
  expect(listed.devices.filter(({ device_id }) => device_id === device)).toMatchObject([
    { revoked_at: null, waiting: 1 },
  ]);
  // What becomes of it here does not touch what it is there.
  await owner(
    desk,
    'update staff.device set revoked_at = null where device_id = $1 and org_id = $2',
    [device, theirs],
  );
  expect((await start(mine.headers)).json<DeskStart>()).not.toHaveProperty('wipe');
  expect((await revoke(mine)).statusCode).toBe(200);
  const states = await owner(
    desk,
    'select org_id, revoked_at is null as live from staff.device where device_id = $1',
    [device],
  );
  expect(states).toHaveLength(2);
  expect(states).toEqual(
    expect.arrayContaining([
      { org_id: theirs, live: true },
      { org_id: desk.house.org, live: false },
    ]),
  );
  // The order that the tablet's own secret brings says whose it is.
  desk.house.forget();
  const ordered = async () => (await start(mine.headers)).json<WipeOrder>().wipe.houses;
  expect(await ordered()).toEqual([desk.house.org]);
  await owner(desk, 'update staff.device set revoked_at = now() where device_id = $1', [device]);
  expect(await ordered()).toEqual([desk.house.org, theirs].toSorted());
});

test('whoever leads the point takes a tablet back into use that was called lost by mistake; nobody else does', async () => {
  const hana = await desk.worker('desk');
  const lost = await desk.tablet(hana);
  const before = walkIn(lost);
  const sealed = await lost.seal(before);
  await revoke(lost);
  desk.house.forget();
  expect((await start(lost.headers)).statusCode).toBe(410);
  expect((await other.send([{ sealed }])).verdicts).toMatchObject([{ result: 'quarantined' }]);
  const { headers } = await desk.tablet(await desk.worker('point_manager'));
  const takeBack = (who: Record<string, string>, device = lost.device) =>
    desk.app.inject({ method: 'POST', url: `/api/desk/devices/${device}/return`, headers: who });
  expect((await takeBack(other.headers)).statusCode).toBe(404);
  expect((await start(lost.headers)).statusCode).toBe(410);
  expect((await takeBack(headers)).json()).toEqual({ returned: true });
  expect((await takeBack(headers)).statusCode).toBe(404);
  expect((await takeBack(headers, randomUUID())).statusCode).toBe(404);
  // Her sign-in there has ended for good; with another she works again, under the same number.
  expect((await start(lost.headers)).statusCode).toBe(401);
  const again = await desk.tablet(await desk.worker('desk'), lost.device);
  expect((await again.send([{ sealed: await again.seal(walkIn(again)) }])).verdicts).toMatchObject([
    { result: 'recorded' },
  ]);
  // What had come as a lost tablet's goes on waiting for a decision.
  expect(
    await owner(desk, 'select decision from sync.held where op_id = $1', [before.op_id]),
  ).toEqual([{ decision: null }]);
  const noted = await owner(
    desk,
    `select actor from audit.stage where act = 'device.returned' and details ->> 'device' = $1`,
    [lost.device],
  );
  expect(noted).toHaveLength(1);
});
