/** A tablet that several people use, at one of several points, with and without a desk open on it. */
import { beforeEach, expect, test } from 'vitest';
import { sendWaiting } from './closed-desk.ts';
import { openDesk } from './open-desk.ts';
import { modelServer, type ModelServer, modelWire, POINT } from './testing.ts';
import { badgeOf, BRUNO, tabletOf, type TestTablet, visit } from './tablet-testing.ts';

let now: number;
let server: ModelServer;
beforeEach(async () => {
  now = Date.parse('2026-11-22T09:00:00Z');
  server = await modelServer({ now: () => now, real: true });
});

const tablet = (): TestTablet => tabletOf(server);

test('of several points a tablet works at the one that was chosen on it, whoever opens it next, and shows no other queue', async () => {
  const { line, world } = tablet();
  const square = '018f0000-0000-7000-8000-000000000002';
  server.points = [
    { point_id: POINT, name: 'Harbour Hub', spaces: ['open'], agreement: null },
    { point_id: square, name: 'Market Square', spaces: [], agreement: null },
  ];
  const amal = await openDesk({ way: badgeOf(1), world });
  expect(amal.state()).toMatchObject({ pointChosen: false, points: [{ point_id: POINT }, {}] });
  await amal.perform(visit());
  expect(amal.visits().size).toBe(1);
  await amal.choosePoint(square);
  expect(amal.state()).toMatchObject({ pointChosen: true, points: [{ point_id: square }, {}] });
  expect([amal.visits().size, amal.events().length]).toEqual([0, 0]);
  await amal.perform({ ...visit(), point_id: square });
  expect([...amal.visits().values()].map(({ point_id }) => point_id)).toEqual([square]);
  amal.lock();
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), world });
  expect(bruno.state()).toMatchObject({ pointChosen: true, points: [{ point_id: square }, {}] });
  bruno.lock();
  // Somebody who works at the other one only is not kept from it.
  server.points = server.points.slice(0, 1);
  const alone = await openDesk({ way: badgeOf(2), world });
  expect(alone.state()).toMatchObject({ pointChosen: true, points: [{ point_id: POINT }] });
});

test('somebody without an open role sends nobody’s work astray, is told so, and a colleague takes it along', async () => {
  const { line, world } = tablet();
  const amal = await openDesk({ way: badgeOf(1), world });
  line.state = 'down';
  await amal.perform(visit());
  line.state = 'up';
  line.noRole = true;
  await amal.sync();
  expect(amal.state()).toMatchObject({ noRole: true, waiting: 1, needsLook: [] });
  amal.lock();
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'no-role' });
  expect((await sendWaiting(world)).count).toBe(1);
  line.noRole = false;
  line.account = BRUNO;
  now += 600_000;
  const bruno = await openDesk({ way: badgeOf(2), world });
  await bruno.sync();
  expect(bruno.state()).toMatchObject({ noRole: false, others: { count: 0 } });
  expect(server.events.size).toBe(1);
});

test('what came by a file and is refused has its reason in sight, for whoever is there', async () => {
  const { world } = tablet();
  const amal = await openDesk({ way: badgeOf(1), world });
  const item = {
    op_id: '018f0000-0000-7000-8000-00000000abcd',
    device_id: 'other',
    device_seq: 1,
    hlc: '000000000001-0000-00000001',
    made_at: now,
    sealed: 'AAAA',
  };
  const file = new Blob([JSON.stringify({ format: 'wayhouse outbox', v: 1, items: [item] })]);
  expect(await amal.importFile(file)).toBe(1);
  await amal.sync();
  expect(amal.state().needsLook).toMatchObject([
    {
      op_id: item.op_id,
      state: 'needs_look',
      kinds: [],
      actions: ['sendAgain', 'giveToManager', 'saveAsFile'],
    },
  ]);
  expect(amal.state().others.count).toBe(0);
  await amal.sendAgain(item.op_id);
  expect(amal.state().needsLook).toHaveLength(1);
});

test('after a restore of the house it begins anew with the feed, and loses nothing that waits', async () => {
  const { line, world } = tablet();
  const asked: (string | undefined)[] = [];
  const wire = modelWire(server, line);
  world.wire = {
    ...wire,
    changes(point, since, take, contact, heard) {
      asked.push(since);
      // As the server answers a cursor that names another life than its own.
      const known = since?.startsWith(`${life}:`) ? since.split(':')[1] : undefined;
      return wire.changes(point, known, take, contact, heard).then((answer) => {
        if (answer.kind === 'ok' && answer.value)
          answer.value.cursor = `${life}:${answer.value.cursor}`;
        return answer;
      });
    },
  };
  let life = 'a';
  const amal = await openDesk({ way: badgeOf(1), world });
  await amal.perform(visit());
  await amal.sync();
  line.state = 'down';
  const waiting = await amal.perform(visit());
  await amal.sync();
  life = 'b';
  // The copy that was put back is of before her first visit, and a colleague has worked since.
  const others = await openDesk({ way: badgeOf(2), world: tablet().world });
  await others.perform(visit());
  await others.sync();
  others.lock();
  line.state = 'up';
  server.points = [...server.points];
  const before = amal.visits().size;
  await amal.sync();
  await amal.sync();
  expect(server.answered.get(waiting.op_id)?.verdict.result).toBe('recorded');
  expect(amal.state()).toMatchObject({ waiting: 0, needsLook: [] });
  expect(amal.visits().size).toBe(before + 1);
  expect(new Set(asked)).toContain('a:1');
  expect(asked.at(-1)).toBe('b:3');
});
