/** The real tablet's store against the real server and its database: what the two promise each other is kept on both sides. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Parts } from '../../src/console/tablet/store/desk.ts';
import type { KeptDesk } from '../../src/console/tablet/store/kept-desk.ts';
import { saveWaiting } from '../../src/console/tablet/store/closed-desk.ts';
import { openDesk } from '../../src/console/tablet/store/open-desk.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { deskHouse, type DeskHouse, owner, POINT } from '../../src/sync/testing.ts';
import { badge, linedTablet } from './tablet-line.ts';

let house: DeskHouse;
let yonas: Worker;
let sara: Worker;
beforeAll(async () => {
  house = await deskHouse();
  yonas = await house.worker('desk');
  sara = await house.worker('desk');
}, 90_000);
afterAll(() => house.close());

const tabletOf = (worker: Worker) => linedTablet(house, worker);
const walkIn = (desk: KeptDesk, ...more: Parts['events']): Parts => {
  const { picture, number } = desk.nextTicket();
  const body = { channel: 'walk_in', heads: 1, ticket_picture: picture, ticket_number: number };
  return {
    point_id: POINT,
    purpose: 'desk.visit',
    events: [{ kind: 'visit_opened', body }, ...more],
  };
};
const stored = async (opIds: readonly string[]): Promise<string[]> =>
  (
    await owner(
      house,
      'select event_id from casework.event where op_id = any($1) order by event_id',
      [opIds],
    )
  ).map((row) => (row as { event_id: string }).event_id);

test('acts made without a network arrive once, though the answer was lost, and a second desk sees them', async () => {
  const one = tabletOf(yonas);
  const desk = await openDesk({ way: badge(1), world: one.world });
  one.line.state = 'down';
  const made = [
    await desk.perform(
      walkIn(desk, { kind: 'need_seen', body: { code: 'food.meal', how: 'said' } }),
    ),
    await desk.perform(walkIn(desk)),
  ];
  one.line.state = 'half';
  await desk.sync();
  expect(desk.state()).toMatchObject({ waiting: 2, online: 'no' });
  one.line.state = 'up';
  await desk.sync();
  expect(desk.state()).toMatchObject({ waiting: 0, online: 'yes', needsLook: [] });
  const ids = made.flatMap(({ events }) => events.map(({ event_id }) => event_id)).sort();
  expect(await stored(made.map(({ op_id }) => op_id))).toEqual(ids);

  const other = tabletOf(sara);
  const second = await openDesk({ way: badge(2), world: other.world });
  await second.sync();
  expect(second.events().map(({ event_id }) => event_id)).toEqual(expect.arrayContaining(ids));
  // Until the server's own copy came, the tablet showed the same.
  const at = (all: ReturnType<KeptDesk['events']>) =>
    all.map(({ event_id, hlc, kind, body, actor_id }) => ({ event_id, hlc, kind, body, actor_id }));
  expect(at(desk.events())).toEqual(at(second.events()));
});

test('a colleague carries what she cannot read; it is stored as its maker’s', async () => {
  const tablet = tabletOf(yonas);
  const desk = await openDesk({ way: badge(1), world: tablet.world });
  tablet.line.state = 'down';
  const made = await desk.perform(walkIn(desk));
  await desk.signOut();
  tablet.line.worker = sara;
  tablet.line.state = 'up';
  const next = await openDesk({ way: badge(2), world: tablet.world });
  expect(next.state()).toMatchObject({ others: { count: 1 }, waiting: 0 });
  await next.sync();
  expect(next.state().others.count).toBe(0);
  const [row] = await owner(house, 'select actor_id from casework.event where op_id = $1', [
    made.op_id,
  ]);
  expect(row).toEqual({ actor_id: yonas.actor });
});

test('two desks that asked for the language without knowing of each other see both, and settle it', async () => {
  const [a, b] = [tabletOf(yonas), tabletOf(sara)];
  const one = await openDesk({ way: badge(1), world: a.world });
  const opened = await one.perform(walkIn(one));
  const visit_id = opened.events[0]?.visit_id ?? '';
  await one.sync();
  const two = await openDesk({ way: badge(2), world: b.world });
  await two.sync();
  const ask = (desk: KeptDesk, tag: string) =>
    desk.perform({
      point_id: POINT,
      purpose: 'desk.visit',
      events: [
        {
          kind: 'language_asked',
          visit_id,
          body: { tags: [tag], modes: ['hears'], asked_how: 'spoken' },
        },
      ],
    });
  await ask(one, 'ti');
  await ask(two, 'am');
  for (const desk of [one, two, one]) await desk.sync();
  for (const desk of [one, two])
    expect(desk.visits().get(visit_id)?.languages).toMatchObject({
      value: { tags: ['am'] },
      also: { value: { tags: ['ti'] } },
    });
  await ask(one, 'ti');
  for (const desk of [one, two]) await desk.sync();
  for (const desk of [one, two]) {
    expect(desk.visits().get(visit_id)?.languages).toMatchObject({ value: { tags: ['ti'] } });
    expect(desk.visits().get(visit_id)?.languages).not.toHaveProperty('also');
  }
});

test('what the permit did not cover is held for a manager and says so; its neighbours are stored', async () => {
  const tablet = tabletOf(yonas);
  const desk = await openDesk({ way: badge(1), world: tablet.world });
  const beyond = await desk.perform({ ...walkIn(desk), purpose: 'shelter.stay' });
  const good = await desk.perform(walkIn(desk));
  await desk.sync();
  expect(await stored([good.op_id])).toHaveLength(1);
  expect(await stored([beyond.op_id])).toHaveLength(0);
  expect(desk.state()).toMatchObject({
    waiting: 0,
    needsLook: [{ op_id: beyond.op_id, state: 'quarantined', reason: 'role_lapsed' }],
  });
  const held = await owner(house, 'select worker_id, reason from sync.held where op_id = $1', [
    beyond.op_id,
  ]);
  expect(held).toEqual([{ worker_id: yonas.actor, reason: 'role_lapsed' }]);
  // The place among the point's tablets, from which its own tickets follow.
  const { ticket_slot } = desk.state().rules;
  expect(ticket_slot).toEqual(expect.any(Number));
});

test('a revoked tablet is wiped at its next contact; what was sealed goes by a file, and a manager holds it', async () => {
  const tablet = tabletOf(yonas);
  const desk = await openDesk({ way: badge(1), world: tablet.world });
  tablet.line.state = 'down';
  const made = await desk.perform(walkIn(desk));
  const manager = await house.worker('point_manager');
  const revoked = await house.app.inject({
    method: 'POST',
    url: `/api/desk/devices/${desk.state().device_id}/revoke`,
    headers: { cookie: `${COOKIE}=${manager.session}` },
  });
  expect(revoked.statusCode).toBe(200);
  // Its sign-in has ended with it: the order comes all the same.
  house.house.forget();
  tablet.line.state = 'up';
  await desk.sync();
  expect(desk.state().cover).toBe('wiped');
  await expect(openDesk({ way: badge(1), world: tablet.world })).rejects.toMatchObject({
    code: 'revoked',
  });
  const file = await saveWaiting(tablet.world);
  const other = tabletOf(sara);
  const second = await openDesk({ way: badge(2), world: other.world });
  expect(await second.importFile(file)).toBe(1);
  await second.sync();
  const held = await owner(house, 'select reason from sync.held where op_id = $1', [made.op_id]);
  expect(held).toEqual([{ reason: 'device_revoked' }]);
});

test('a tablet that was away for long loses whom the house has erased meanwhile, and her neighbours stay', async () => {
  const away = tabletOf(await house.worker('desk'));
  const desk = await openDesk({ way: badge(1), world: away.world });
  const subject = crypto.randomUUID();
  const hers = (await desk.perform({
    ...walkIn(desk),
    people: [{ subject, age_band: '18-59' }],
    events: [{ kind: 'visit_opened', subject, body: { channel: 'walk_in', heads: 1 } }],
  })) as { events: { visit_id?: string }[] };
  const other = await desk.perform(walkIn(desk));
  await desk.sync();
  const visits = () =>
    [hers, other].map(({ events }) => desk.visits().has(events[0]?.visit_id ?? ''));
  expect(visits()).toEqual([true, true]);
  away.line.state = 'down';
  await owner(
    house,
    `insert into consent.erasing (org_id, subject, erasure_no, asked_at)
       select $1, s, gen_random_uuid(), now() - interval '200 days' from unnest($2::uuid[]) s`,
    [house.house.org, [subject, ...Array.from({ length: 40 }, () => crypto.randomUUID())]],
  );
  const near = tabletOf(await house.worker('desk'));
  const second = await openDesk({ way: badge(2), world: near.world });
  await second.perform(walkIn(second));
  await second.sync();
  expect(visits()).toEqual([true, true]);
  away.line.state = 'up';
  await desk.sync();
  expect(visits()).toEqual([false, true]);
  desk.lock();
  away.line.state = 'down';
  const again = await openDesk({ way: badge(1), world: away.world });
  expect(again.visits().has(hers.events[0]?.visit_id ?? '')).toBe(false);
});
