/** What waits for a manager, what becomes of it, and the order to a lost tablet. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import type { Worker } from '../firewall/index.ts';
import { COOKIE } from '../staff/index.ts';
import { isOrderFor, readWipe } from './wipe-order.ts';
import { deskHouse, type DeskHouse, owner, type Tablet, walkIn } from './testing.ts';

let desk: DeskHouse;
let yonas: Worker;
let sara: Worker;
let tablet: Tablet;
let other: Tablet;
beforeAll(async () => {
  desk = await deskHouse();
  yonas = await desk.worker('desk');
  sara = await desk.worker('desk');
  tablet = await desk.tablet(yonas);
  other = await desk.tablet(sara);
});
afterAll(() => desk.close());

const count = async (op: Operation): Promise<number> => {
  const rows = await owner(desk, 'select 1 from casework.event where op_id = $1', [op.op_id]);
  return rows.length;
};

test('a lost tablet gets nothing but the order to forget; its work waits for a manager', async () => {
  const hana = await desk.worker('desk');
  const lost = await desk.tablet(hana);
  const op = walkIn(lost);
  const sealed = await lost.seal(op);
  const revoked = await desk.app.inject({
    method: 'POST',
    url: `/api/desk/devices/${lost.device}/revoke`,
    headers: tablet.headers,
  });
  expect(revoked.json()).toEqual({ revoked: true });
  // Its sign-in has ended with it; its own secret brings the order.
  expect((await lost.send([{ sealed }])).status).toBe(401);
  const told = await desk.app.inject({ url: '/api/desk/start', headers: lost.headers });
  const order = readWipe(told.json());
  const { node_key: nodeKey } = tablet.start;
  const obeys = (device_id: string, key: string, changed = {}) =>
    isOrderFor(
      { ...(order as NonNullable<typeof order>), ...changed },
      { device_id, nodeKey: key },
    );
  expect(await obeys(lost.device, nodeKey)).toBe(true);
  expect(await obeys(lost.device, lost.key.publicKey)).toBe(false);
  expect(await obeys(tablet.device, nodeKey)).toBe(false);
  expect(await obeys(tablet.device, nodeKey, { device_id: tablet.device })).toBe(false);
  expect(await obeys(lost.device, nodeKey, { at: 0 })).toBe(false);
  expect(
    (await desk.app.inject({ url: '/api/desk/start', headers: lost.headers })).statusCode,
  ).toBe(410);
  expect((await other.send([{ sealed }])).verdicts).toMatchObject([
    { op_id: op.op_id, result: 'quarantined', problem: 'device_revoked' },
  ]);
  expect(await count(op)).toBe(0);
  expect(
    await owner(desk, 'select reason, worker_id from sync.held where op_id = $1', [op.op_id]),
  ).toEqual([{ reason: 'device_revoked', worker_id: hana.actor }]);
});

test('a manager admits what waited, once, as its author’s; nobody else at the desk may', async () => {
  const late = await desk.tablet(yonas);
  const op = walkIn(late);
  await other.send([{ sealed: await late.seal(op), for_manager: true }]);
  const manager = await desk.worker('point_manager');
  const { headers } = await desk.tablet(manager);
  const decide = (who: Record<string, string>) =>
    desk.app.inject({
      method: 'POST',
      url: `/api/desk/held/${op.op_id}`,
      headers: who,
      payload: { decision: 'admitted' },
    });
  expect((await decide(other.headers)).statusCode).toBe(404);
  expect(
    (await desk.app.inject({ url: '/api/desk/held', headers: other.headers })).statusCode,
  ).toBe(404);
  const waiting = (await desk.app.inject({ url: '/api/desk/held', headers })).json<{
    held: { op_id: string }[];
  }>();
  expect(waiting.held.map(({ op_id }) => op_id)).toContain(op.op_id);
  expect((await decide(headers)).json()).toEqual({
    verdict: { op_id: op.op_id, result: 'recorded' },
  });
  // Told twice, the first answer stands.
  expect((await decide(headers)).json()).toEqual({
    verdict: { op_id: op.op_id, result: 'recorded' },
  });
  const [row] = await owner(desk, 'select actor_id from casework.event where op_id = $1 limit 1', [
    op.op_id,
  ]);
  expect(row).toEqual({ actor_id: yonas.actor });
});

test('what a manager does not take is told to the tablets that hold it, with the reason; nobody drops without one', async () => {
  const [first, second, third] = [walkIn(tablet), walkIn(tablet), walkIn(tablet)];
  for (const op of [first, second, third])
    await tablet.send([{ sealed: await tablet.seal(op), for_manager: true }]);
  const { headers } = await desk.tablet(await desk.worker('point_manager'));
  const decide = (op: Operation, payload: object) =>
    desk.app.inject({ method: 'POST', url: `/api/desk/held/${op.op_id}`, headers, payload });
  const drop = { decision: 'dropped', why: 'recorded_already' };
  expect((await decide(first, { decision: 'dropped' })).json()).toMatchObject({
    errors: [{ field: 'why', expected: expect.stringContaining('reason') }],
  });
  expect((await decide(first, { ...drop, decision: 'admitted' })).statusCode).toBe(400);
  expect((await decide(first, drop)).json()).toMatchObject({ verdict: { problem: 'dropped' } });
  expect((await decide(second, { decision: 'admitted' })).statusCode).toBe(200);
  const ask = (who: Record<string, string>) =>
    desk.app.inject({
      method: 'POST',
      url: '/api/desk/held',
      headers: who,
      payload: { ops: [first, second, third].map(({ op_id }) => op_id) },
    });
  const { decided } = (await ask(tablet.headers)).json<{ decided: { op_id: string }[] }>();
  expect(decided).toHaveLength(2);
  expect(decided).toEqual(
    expect.arrayContaining([
      { op_id: first.op_id, decision: 'dropped', why: 'recorded_already' },
      { op_id: second.op_id, decision: 'admitted', why: null },
    ]),
  );
  expect(await count(first)).toBe(0);
  const editor = await desk.worker('editor');
  expect((await ask({ cookie: `${COOKIE}=${editor.session}` })).statusCode).toBe(404);
});

test('what waits for a manager without a number or point of its own is told its faults, and holds up nobody', async () => {
  const good = walkIn(tablet);
  const { point_id: _, ...without } = walkIn(tablet);
  const { verdicts } = await tablet.send([
    { sealed: await tablet.seal(without as Operation), for_manager: true },
    { sealed: await tablet.seal(good) },
  ]);
  expect(verdicts).toMatchObject([
    { result: 'refused', problem: 'bad_input', detail: 'point_id must be present.' },
    { result: 'recorded' },
  ]);
});

test('of two who decide at once one wins, and the other is told who decided, what and when', async () => {
  const leaders = [await desk.worker('point_manager'), await desk.worker('point_manager')];
  const headers = await Promise.all(leaders.map(async (one) => (await desk.tablet(one)).headers));
  for (let round = 0; round < 6; round++) {
    const op = walkIn(tablet);
    await tablet.send([{ sealed: await tablet.seal(op), for_manager: true }]);
    const choices = [{ decision: 'admitted' }, { decision: 'dropped', why: 'not_so' }];
    const answers = await Promise.all(
      choices.map((payload, who) =>
        desk.app.inject({
          method: 'POST',
          url: `/api/desk/held/${op.op_id}`,
          headers: headers[(who + round) % 2] ?? {},
          payload,
        }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409]);
    const winner = answers.findIndex(({ statusCode }) => statusCode === 200);
    const [row] = await owner(
      desk,
      'select decision, decided_by, decided_at from sync.held where op_id = $1',
      [op.op_id],
    );
    const by = leaders[(winner + round) % 2]?.actor;
    expect(row).toMatchObject({ decision: choices[winner]?.decision, decided_by: by });
    const { detail } = answers[1 - winner]?.json<{ detail: string }>() ?? { detail: '' };
    expect(detail).toContain(winner === 0 ? 'taken in already' : 'left out already');
    expect(detail).toContain(by);
    expect(detail).toContain((row?.['decided_at'] as Date | undefined)?.toISOString() ?? '-');
    // What was left out is in no record, and what was taken in is.
    expect(await count(op)).toBe(winner === 0 ? op.events.length : 0);
  }
});
