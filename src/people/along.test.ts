/** Who a tablet takes along for a day without a network (PT-07, PT-03; design chapter 30, section 5.1). */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askErasure, continueErasures } from '../firewall/erasure/index.ts';
import { actAs, asWorker, type Worker } from '../firewall/index.ts';
import { type Managing, openManaging } from '../sync/managing.ts';
import { owner, POINT, type Tablet } from '../sync/testing.ts';
import type { TakenAlong } from './name-along.ts';
import { compare } from './name-compare.ts';
import { skeleton } from './name-sketch.ts';
import { unpackRecord } from './name-record.ts';
import { type PeopleHouse, peopleHouse } from './testing.ts';

let house: PeopleHouse;
let lead: Worker;
let managing: Managing;
beforeAll(async () => {
  house = await peopleHouse();
  lead = await house.worker('point_manager');
  managing = openManaging(
    house.firewall,
    (label) => house.house.kept.keystore.derived(label),
    Date.now,
  );
});
afterAll(() => house.close());

const take = async ({ headers }: Tablet): Promise<TakenAlong | null> => {
  const answer = await house.app.inject({ method: 'POST', url: '/api/people/along', headers });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ along: TakenAlong | null }>().along;
};
const leave = ({ device }: Tablet, days = 1): Promise<Date> =>
  managing.letCarry(lead, { device, point: POINT, days });
const startOf = async ({ headers }: Tablet) =>
  (await house.app.inject({ url: '/api/desk/start', headers })).json().rules.carrying;
const bytes = (text = ''): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'));

test('a tablet gets nobody without the leave of whoever leads the point, and then who was here, without a name', async () => {
  const { subject, code } = await house.somebody({ name: 'Tarik Belkacem', birth_year: 1991 });
  const bare = await house.somebody();
  const rather = await house.somebody({ name: 'Tarik Belkacem', birth_year: 1991, no_link: true });
  expect(await take(house.near)).toBeNull();
  expect(await startOf(house.near)).toBeUndefined();
  const until = await leave(house.near);
  expect(until.getTime() - Date.now()).toBeGreaterThan(86_000_000);
  const along = await take(house.near);
  expect(await startOf(house.near)).toEqual({
    carrying_id: along?.carrying_id,
    until: along?.until,
  });
  expect(along).toMatchObject({ point_id: POINT, until: until.getTime() });
  const row = (one: string) => along?.people.find((each) => each.subject === one);
  const digest = (slip: string) =>
    createHash('sha256').update(slip).digest().subarray(0, 12).toString('base64url');
  expect(row(subject)).toMatchObject({
    month: new Date().toISOString().slice(0, 7),
    codes: [digest(code)],
  });
  expect(unpackRecord(bytes(row(subject)?.record))).toMatchObject({
    birthYear: 1991,
    ageBand: '18-59',
  });
  // Who has no name, or would rather start new, is known by her slip alone.
  expect(row(bare.subject)).toEqual({
    subject: bare.subject,
    month: expect.any(String),
    codes: [digest(bare.code)],
  });
  expect(row(rather.subject)?.record).toBeUndefined();
  expect(JSON.stringify(along)).not.toMatch(/tarik|belkacem/i);
  // The other tablet has no leave of this.
  expect(await take(house.far)).toBeNull();
});

test('each who was given to a tablet stands in its list and has it in her own log', async () => {
  const { subject } = await house.somebody({ name: 'Noor Haddad' });
  await leave(house.far, 3);
  expect((await take(house.far))?.people.map((one) => one.subject)).toContain(subject);
  const listed = await owner(
    house,
    `select k.device_id from sync.device_manifest m join sync.carrying k using (carrying_id) where m.subject = $1`,
    [subject],
  );
  expect(listed).toEqual([{ device_id: house.far.device }]);
  const logged = await owner(
    house,
    `select act, actor, route from audit.stage where $1 = any (subjects) and act = 'taken_along'`,
    [subject],
  );
  expect(logged).toEqual([
    { act: 'taken_along', actor: house.sara.actor, route: 'POST /api/people/along' },
  ]);
  const [mine] = (await managing.carryings(lead)).filter(
    ({ device_id }) => device_id === house.far.device,
  );
  expect(mine).toMatchObject({ point_id: POINT, ended_at: null });
  expect(mine?.people).toBeGreaterThan(0);
});

test('only whoever leads the point lets, for a tablet in use, for one to three days', async () => {
  const spare = await house.tablet(house.sara);
  const as = (worker: Worker, more: object = {}) =>
    managing.letCarry(worker, { device: spare.device, point: POINT, days: 1, ...more });
  await expect(as(house.sara)).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(as(lead, { device: randomUUID() })).rejects.toMatchObject({ code: 'not_found' });
  await expect(as(lead, { point: randomUUID() })).rejects.toMatchObject({ code: 'not_found' });
  for (const days of [0, 4, -1]) await expect(as(lead, { days })).rejects.toThrow();
  await expect(managing.endCarrying(lead, spare.device)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await take(spare)).toBeNull();
  await as(lead);
  expect(await take(spare)).not.toBeNull();
  // A new leave takes the place of the one before, and one that was taken back is over.
  await as(lead, { days: 2 });
  await managing.endCarrying(lead, spare.device);
  expect(await take(spare)).toBeNull();
  expect(await startOf(spare)).toBeUndefined();
});

test('a leave ends by its time, and with the tablet: one that comes back into use has none', async () => {
  const lost = await house.tablet(await house.worker('desk'));
  await leave(lost);
  await owner(
    house,
    `update sync.carrying set from_at = from_at - interval '2 days', until_at = clock_timestamp() - interval '1 second' where device_id = $1`,
    [lost.device],
  );
  expect(await take(lost)).toBeNull();
  await leave(lost);
  expect(await take(lost)).not.toBeNull();
  await managing.revoke(lead, lost.device);
  await expect(leave(lost)).rejects.toMatchObject({ code: 'not_found' });
  await managing.takeBack(lead, lost.device);
  house.house.forget();
  const again = await house.tablet(await house.worker('desk'), lost.device);
  expect(await take(again)).toBeNull();
  const known = (await managing.carryings(lead)).find((one) => one.device_id === lost.device);
  expect(known?.ended_at).toBeInstanceOf(Date);
  expect(known?.people).toBeGreaterThan(0);
});

test('who is erased is in no list any more, and is given to no tablet', async () => {
  const { subject, code } = await house.somebody({ name: 'Ines Barros' });
  await leave(house.near);
  await take(house.near);
  await askErasure(house.firewall, { subject, org: house.house.org, session: code });
  expect((await take(house.near))?.people.some((one) => one.subject === subject)).toBe(false);
  await continueErasures(house.firewall, house.house.org, async () => new Date(0));
  expect(
    await owner(house, 'select 1 from sync.device_manifest where subject = $1', [subject]),
  ).toEqual([]);
});

test('what is taken along compares as the server compares', async () => {
  const { subject } = await house.somebody({ name: 'خالد مصطفى العمري', birth_year: 1979 });
  const along = await take(house.near);
  const held = unpackRecord(bytes(along?.people.find((one) => one.subject === subject)?.record));
  expect(held).toBeDefined();
  if (held) expect(compare(skeleton('Khaled Mustafa Al Omari'), held.sketch)).toBeGreaterThan(0.5);
});

test('each table is read once for all of them, also by plans made while there were few', async () => {
  await leave(house.near);
  await take(house.near);
  for (let n = 0; n < 60; n++) await house.somebody({ name: `Person ${n} of many` });
  const act = {
    ...asWorker(house.yonas),
    role: 'app_ident',
    purpose: 'desk.visit',
    route: '/test',
  } as const;
  const session = createHash('sha256').update(house.yonas.session).digest();
  const [people, read] = await actAs(house.firewall, act, async (tx) => {
    const given = await tx.query('select token from fw.take_along($1)', [session]);
    // Counts of this transaction alone.
    const [counts] = await tx.query<{ rows: number }>(
      `select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables
         where relname in ('name_sketch', 'handle', 'person', 'person_root')`,
    );
    return [given.length, counts?.rows ?? 0];
  });
  expect(people).toBeGreaterThan(60);
  expect(read).toBeGreaterThan(people);
  expect(read).toBeLessThan(people * 20);
}, 60_000);

test('whoever leads the point sees whom a tablet was given, a page at a time, also of a lost one, and each has it in her log', async () => {
  const lost = await house.tablet(await house.worker('desk'));
  await leave(lost);
  const all = new Set((await take(lost))?.people.map((one) => one.token ?? one.subject));
  await managing.revoke(lead, lost.device);
  const listed: string[] = [];
  const first = await managing.manifest(lead, { device: lost.device, page: 1 });
  for (let page = 1; page <= first.pages; page++) {
    const { people } = await managing.manifest(lead, { device: lost.device, page });
    listed.push(...people.map(({ subject }) => subject));
  }
  expect(first.total).toBe(all.size);
  expect(first.pages).toBeGreaterThan(1);
  expect(new Set(listed)).toEqual(all);
  expect(listed).toHaveLength(all.size);
  expect((await managing.manifest(lead, { device: lost.device, page: 900 })).page).toBe(1);
  await expect(
    managing.manifest(house.sara, { device: lost.device, page: 1 }),
  ).rejects.toMatchObject({ code: 'not_allowed' });
  const [one] = listed;
  expect(
    await owner(
      house,
      `select 1 from audit.stage where actor = $1 and act = 'read' and $2 = any (subjects)`,
      [lead.actor, one],
    ),
  ).not.toEqual([]);
});

test('who it is of: in contact within 90 days, at this point, general, with something to know her by', async () => {
  await leave(house.near);
  const all = async () =>
    new Set((await take(house.near))?.people.map((one) => one.token ?? one.subject));
  const old = await house.somebody({ name: 'Long Ago Person' });
  const named = await house.somebody({ name: 'Month Ago Person' });
  const lost = await house.somebody();
  const spoken = await house.somebody({ spoken: 'ABCDE12345F' });
  await owner(
    house,
    'update casework.person set last_contact = current_date - 91 where subject = $1',
    [old.subject],
  );
  // As the clock of events leaves them after a month.
  await owner(house, 'update casework.event set subject = null where subject = $1', [
    named.subject,
  ]);
  await owner(house, `update casework.handle set state = 'lost' where subject = $1`, [
    lost.subject,
  ]);
  const here = await all();
  expect(here.has(old.subject)).toBe(false);
  expect(here.has(named.subject)).toBe(true);
  expect(here.has(lost.subject)).toBe(false);
  const said = (await take(house.near))?.people.find((one) => one.subject === spoken.subject);
  expect(said?.codes).toHaveLength(1);
  expect(
    await owner(house, 'select 1 from sync.device_manifest where subject = $1', [lost.subject]),
  ).toEqual([]);
  // Of another point, or in a path, it is not.
  await owner(
    house,
    `update ident.name_sketch set point_id = gen_random_uuid() where subject = $1`,
    [named.subject],
  );
  await owner(house, `update casework.event set compartment = 'survivor' where subject = $1`, [
    spoken.subject,
  ]);
  const after = await all();
  expect([after.has(named.subject), after.has(spoken.subject)]).toEqual([false, false]);
});

test('of two who were joined each is given, with who stands for them, who has it in her log too', async () => {
  const [one, two] = [
    await house.somebody({ name: 'Joined One' }),
    await house.somebody({ name: 'Joined Two' }),
  ];
  const link = {
    link_id: randomUUID(),
    a: one.subject,
    b: two.subject,
    evidence: 'both_slips_shown',
    codes: [one.code, two.code],
  };
  expect((await house.ask('/api/links', link)).body).toEqual({ state: 'joined' });
  await leave(house.near);
  const along = await take(house.near);
  const root = along?.people.find((each) => (each.token ?? each.subject) === two.subject)?.subject;
  expect([one.subject, two.subject]).toContain(root);
  expect(along?.people.filter((each) => each.subject === root)).toHaveLength(2);
});

test('who leads another point neither lets for this one, nor ends its leave, nor sees whom the tablet was given', async () => {
  const elsewhere = await house.worker('point_manager');
  const other = randomUUID();
  await owner(house, 'update staff.role_grant set points = array[$2::uuid] where account_id = $1', [
    elsewhere.actor,
    other,
  ]);
  house.house.forget();
  await leave(house.near);
  await take(house.near);
  const { device } = house.near;
  for (const point of [POINT, other])
    await expect(managing.letCarry(elsewhere, { device, point, days: 1 })).rejects.toMatchObject({
      code: 'not_found',
    });
  await expect(managing.endCarrying(elsewhere, device)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await managing.manifest(elsewhere, { device, page: 1 })).toMatchObject({ total: 0 });
  const seen = (await managing.carryings(elsewhere)).find((one) => one.device_id === device);
  expect(seen).toMatchObject({ own: false, people: 0, ended_at: null });
  expect(await take(house.near)).not.toBeNull();
});
