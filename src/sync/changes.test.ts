import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseAgain } from '../firewall/backup/index.ts';
import { asOwner } from '../firewall/context/testing.ts';
import { deskHouse, type DeskHouse, owner, POINT, type Tablet, walkIn } from './testing.ts';

let desk: DeskHouse;
let tablet: Tablet;
beforeAll(async () => {
  desk = await deskHouse();
  tablet = await desk.tablet(await desk.worker('desk'));
});
afterAll(() => desk.close());

/** One visit, and the numbers of its events. */
async function visited(): Promise<string[]> {
  const op = walkIn(tablet);
  const { verdicts } = await tablet.send([{ op }]);
  expect(verdicts).toMatchObject([{ result: 'recorded' }]);
  return op.events.map(({ event_id }) => event_id).sort();
}
const recorded = (events: readonly string[], days: number) =>
  asOwner(desk.house.database, (tx) =>
    tx.execute(
      `update casework.event set recorded_at = recorded_at - make_interval(days => $2) where event_id = any($1)`,
      [events, days],
    ),
  );
const seen = async (since?: string) => {
  const { lines, cursor } = await tablet.changes(since);
  return {
    cursor,
    events: lines.flatMap((one) => ('event' in one ? [one.event.event_id] : [])).sort(),
  };
};

/** Waits until no transaction of the server, of other tests too, is older than what was recorded: until then a feed would begin with it. */
const allOlderEnded = () =>
  expect
    .poll(
      async () => {
        const [row] = await asOwner(desk.house.database, (tx) =>
          tx.query<{ so: boolean }>(
            'select pg_snapshot_xmin(pg_current_snapshot()) > max(tx) as so from casework.event',
          ),
        );
        return row?.so;
      },
      { timeout: 30_000 },
    )
    .toBe(true);

test('a new tablet gets the last seven days, what came later comes once it asks again', async () => {
  expect((await seen()).events).toEqual([]);
  const old = await visited();
  await recorded(old, 8);
  await allOlderEnded();
  const before = await seen();
  expect(before.events).toEqual([]);
  const lastWeek = await visited();
  await recorded(lastWeek, 6);
  const today = await visited();
  const both = await seen();
  expect(both.events).toEqual([...lastWeek, ...today].sort());
  expect((await seen(before.cursor)).events).toEqual(both.events);
  expect((await seen(both.cursor)).events).toEqual([]);
});

test('more than fits one answer is said to go on, and comes whole', async () => {
  const first = await visited();
  // As many copies as make two pages; they are events of the same point, a moment later each.
  await asOwner(desk.house.database, async (tx) => {
    await tx.execute('alter table casework.event disable trigger user');
    await tx.execute(
      `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, visit_id, actor_id, at_device, tx, body)
         select gen_random_uuid(), op_id, kind, org_id, purpose_id, point_id, visit_id, actor_id, at_device, tx, body
         from casework.event, generate_series(1, 2100) where event_id = $1`,
      [first[0]],
    );
    await tx.execute('alter table casework.event enable trigger user');
  });
  const [stored] = await asOwner(desk.house.database, (tx) =>
    tx.query<{ n: number }>(
      `select count(*)::int as n from casework.event where recorded_at > now() - interval '7 days'`,
    ),
  );
  const events = new Set<string>();
  const page = await tablet.changes();
  expect(page.more).toBe(true);
  const rest = await tablet.changes(page.cursor);
  expect(rest.more).toBe(false);
  for (const line of [...page.lines, ...rest.lines])
    if ('event' in line) events.add(line.event.event_id);
  expect(events.size).toBe(stored?.n);
});

test('an answer that is cut where the numbers get a digit more loses nothing behind it', async () => {
  const [one = ''] = await visited();
  await asOwner(desk.house.database, async (tx) => {
    await tx.execute('alter table casework.event disable trigger user');
    // Read as words, 100 comes before 99.
    await tx.execute(
      `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, visit_id, actor_id, at_device, tx, body)
         select gen_random_uuid(), op_id, kind, org_id, purpose_id, point_id, visit_id, actor_id, at_device,
           case when n <= 100 then '99' else '100' end::xid8, '{"channel": "outreach", "heads": 1}'
         from casework.event, generate_series(1, 2300) n where event_id = $1`,
      [one],
    );
    await tx.execute('alter table casework.event enable trigger user');
  });
  const events: string[] = [];
  let page = await tablet.changes();
  expect(page.more).toBe(true);
  for (let goOn = true; goOn; ) {
    for (const line of page.lines)
      if ('event' in line && line.event.body['channel'] === 'outreach')
        events.push(line.event.event_id);
    goOn = page.more;
    if (goOn) page = await tablet.changes(page.cursor);
  }
  const left = await owner(
    desk,
    `delete from casework.event where body ->> 'channel' = 'outreach' returning event_id`,
  );
  expect(events.toSorted()).toEqual(left.map(({ event_id }) => event_id as string).toSorted());
});

test('a tablet from another life of the database starts anew, once, and misses nothing from then on', async () => {
  const lines = async (since?: string) => {
    const events: string[] = [];
    let cursor = since;
    for (let page = 0; page < 9; page++) {
      const answer = await tablet.changes(cursor);
      cursor = answer.cursor.split('~')[0] ?? '';
      for (const line of answer.lines) if ('event' in line) events.push(line.event.event_id);
      if (!answer.more) return { events: events.toSorted(), cursor };
    }
    throw new Error('a feed without an end');
  };
  await allOlderEnded();
  const anew = await lines();
  expect(anew.events.length).toBeGreaterThan(2_000);
  const uuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  const [life = '', number = ''] = anew.cursor.split(':');
  // Another server, its numbers long passed or not reached; a machine that was put back as a whole; a tablet of before lives were named.
  for (const former of [
    `0123456789:${number}`,
    '0123456789:3',
    `0123456789:${number}.${uuid}.${number}`,
    `${life}:999999999999`,
    `${life}:999999999998.${uuid}.999999999999`,
    number,
    '999999999999',
  ]) {
    const first = await lines(former);
    expect(first.events).toEqual(anew.events);
    expect((await lines(first.cursor)).events).toEqual([]);
    const later = await visited();
    expect((await lines(first.cursor)).events).toEqual(later);
    anew.events = [...anew.events, ...later].toSorted();
    await allOlderEnded();
  }
});

/** Asked for so many days ago, stored now. */
async function erased(days: number): Promise<string> {
  const subject = randomUUID();
  await asOwner(desk.house.database, (tx) =>
    tx.execute(
      `insert into consent.erasing (org_id, subject, erasure_no, asked_at)
         values ($1, $2, gen_random_uuid(), now() - make_interval(days => $3))`,
      [desk.house.org, subject, days],
    ),
  );
  await expect
    .poll(
      async () => {
        const [row] = await asOwner(desk.house.database, (tx) =>
          tx.query<{ so: boolean }>(
            'select pg_snapshot_xmin(pg_current_snapshot()) > max(tx) as so from consent.erasing',
          ),
        );
        return row?.so;
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  return subject;
}
/** Who was erased, by the answer to a question with these cursors. */
const goneBy = async (query: Record<string, string>): Promise<string[]> => {
  const answer = await desk.app.inject({
    url: '/api/desk/changes',
    query: { point: POINT, ...query },
    headers: tablet.headers,
  });
  return [...answer.body.matchAll(/"erased":\{"subject":"([^"]+)"/g)].map(([, id = '']) => id);
};
/** The cursor of a tablet that has everything. */
async function upToDate(): Promise<string> {
  let { cursor, more } = await tablet.changes();
  while (more) ({ cursor, more } = await tablet.changes(cursor));
  ({ cursor } = await tablet.changes(cursor.split('~')[0]));
  return cursor.split('~')[0] ?? '';
}

test('an erasure comes once to whoever asks again, also after months away, and not for ever with every answer', async () => {
  const long = await upToDate();
  const [old, recent] = [await erased(200), await erased(2)];
  const now = await upToDate();
  expect((await goneBy({ since: long })).toSorted()).toEqual([old, recent].toSorted());
  expect(await goneBy({ since: now })).toEqual([]);
  // At a point where it never asked before, it still holds what it had from the other.
  expect((await goneBy({ heard: long })).toSorted()).toEqual([old, recent].toSorted());
  expect(await goneBy({ heard: now })).toEqual([]);
  // One that has nothing can hold what was made within its lease.
  expect(await goneBy({})).toEqual([recent]);
  // A long answer that was cut has told those up to its beginning only.
  const uuid = '00000000-0000-0000-0000-000000000000';
  const number = now.split(':')[1] ?? '';
  expect(await goneBy({ heard: `${now}.${uuid}.${long.split(':')[1]}` })).toHaveLength(2);
  // A copy of the database was put back, whether its numbers are smaller than those that the tablet has or have passed them.
  for (const since of ['999999999999', number, `0123456789:${number}`, '0123456789:999999999999'])
    expect(await goneBy({ since })).toHaveLength(2);
  // It worked at two points: at the other it has heard nothing since.
  expect(await goneBy({ since: now, heard: `0123456789:${number}` })).toHaveLength(2);
});

test('who is erased again after a restore is told to tablets, and what they still bring of her is of nobody', async () => {
  const subject = randomUUID();
  const persons = () =>
    asOwner(desk.house.database, (tx) =>
      tx.query('select 1 from casework.person where subject = $1', [subject]),
    );
  const before = await upToDate();
  expect((await tablet.send([{ op: walkIn(tablet, { subject }) }])).verdicts).toMatchObject([
    { result: 'recorded' },
  ]);
  expect(await persons()).toHaveLength(1);
  await eraseAgain(desk.house.database, async (subjects) =>
    subjects.filter((one) => one === subject),
  );
  expect(await goneBy({ since: before })).toContain(subject);
  const waiting = walkIn(tablet, { subject });
  expect((await tablet.send([{ op: waiting }])).verdicts).toMatchObject([{ result: 'recorded' }]);
  expect(await persons()).toEqual([]);
  expect(
    await asOwner(desk.house.database, (tx) =>
      tx.query('select distinct subject from casework.event where op_id = $1', [waiting.op_id]),
    ),
  ).toEqual([{ subject: null }]);
});
