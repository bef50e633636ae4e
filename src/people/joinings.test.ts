import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addOrganisation } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { owner } from '../sync/testing.ts';
import { JOINING_STATES, type Joining, joiningsOf, type JoiningState } from './joinings.ts';
import { confirmLink, makeLink, undoLink } from './links.ts';
import { peopleHouse, type PeopleHouse, type Registered } from './testing.ts';

let house: PeopleHouse;
let marta: Worker;
const secret = (label: string) => house.house.kept.keystore.derived(label);
beforeAll(async () => {
  house = await peopleHouse();
  marta = await house.worker('point_manager');
});
beforeEach(async () => {
  house.house.kept.clock.now = house.house.clock.now = Date.now();
  await owner(house, 'delete from casework.identity_link', []);
});
afterAll(() => house.close());

const list = (state?: JoiningState, page = 1, who = marta) =>
  joiningsOf(house.firewall, who, { state, page });
async function propose(
  a: Registered,
  b: Registered,
  by: Worker = house.yonas,
  slips = false,
): Promise<string> {
  const link_id = randomUUID();
  const pair = { link_id, a: a.subject, b: b.subject };
  await makeLink(
    house.firewall,
    secret,
    by,
    slips
      ? { ...pair, evidence: 'both_slips_shown', codes: [a.code, b.code] }
      : { ...pair, evidence: 'person_says' },
  );
  return link_id;
}
const someone = (n: number): Promise<Registered[]> =>
  Promise.all(Array.from({ length: n }, () => house.somebody()));
const called = async ({ actor }: Worker): Promise<unknown> =>
  (
    await owner(house, 'select display_name n from staff.account where account_id = $1', [actor])
  )[0]?.['n'];

test('nobody was joined: nothing is listed, and nothing is counted', async () => {
  expect(await list()).toEqual({
    joinings: [],
    counts: { waiting: 0, joined: 0, refused: 0, apart: 0 },
    page: 1,
    pages: 1,
  });
});

test('each state says when, by what evidence, who proposed and who decided, and is counted and asked for alone', async () => {
  const [a, b, c, d, e, f, g, h] = (await someone(8)) as [
    Registered,
    Registered,
    Registered,
    Registered,
    Registered,
    Registered,
    Registered,
    Registered,
  ];
  const { firewall, yonas, sara } = house;
  const waiting = await propose(a, b, marta);
  const joined = await propose(c, d);
  await confirmLink(firewall, sara, joined);
  const refused = await propose(e, f);
  await undoLink(firewall, sara, refused, 'not_same');
  const apart = await propose(g, h, yonas, true);
  await undoLink(firewall, marta, apart, 'person_asked');

  const { joinings, counts } = await list();
  expect(counts).toEqual({ waiting: 1, joined: 1, refused: 1, apart: 1 });
  expect(joinings.map(({ link_id, state }) => [link_id, state])).toEqual([
    [apart, 'apart'],
    [refused, 'refused'],
    [joined, 'joined'],
    [waiting, 'waiting'],
  ]);
  const by = (id: string) => joinings.find(({ link_id }) => link_id === id) as Joining;
  const [yonasIs, saraIs, martaIs] = await Promise.all([yonas, sara, marta].map(called));
  const now = expect.any(Number) as number;
  const never = { confirmed_by: null, confirmed_ms: null, undone_by: null, undone_ms: null };
  expect(by(waiting)).toMatchObject({
    ...never,
    own: true,
    evidence: 'person_says',
    made_by: martaIs,
    made_ms: now,
    undo_reason: null,
    a: { subject: a.subject, age_band: '18-59', month: new Date().toISOString().slice(0, 7) },
  });
  expect(by(joined)).toMatchObject({
    ...never,
    own: false,
    made_by: yonasIs,
    confirmed_by: saraIs,
    confirmed_ms: now,
  });
  expect(by(refused)).toMatchObject({
    ...never,
    undone_by: saraIs,
    undone_ms: now,
    undo_reason: 'not_same',
    by_slips: false,
  });
  expect(by(apart)).toMatchObject({
    evidence: 'both_slips_shown',
    made_by: yonasIs,
    confirmed_by: yonasIs,
    undone_by: martaIs,
    undo_reason: 'person_asked',
  });
  for (const state of JOINING_STATES) {
    const alone = await list(state);
    expect(alone.joinings.map((one) => one.state)).toEqual([state]);
    expect(alone.counts).toEqual(counts);
  }
});

test('a proposal that ended because both slips were shown says so, and does not pass for a mistake', async () => {
  const [a, b] = (await someone(2)) as [Registered, Registered];
  const proposed = await propose(a, b);
  const joined = await propose(b, a, house.sara, true);
  const { joinings } = await list();
  expect(joinings.map(({ link_id, by_slips }) => [link_id, by_slips])).toEqual([
    [joined, false],
    [proposed, true],
  ]);
});

test('pages of twenty are whole: each joining once, the newest first, and a page past the last is the last', async () => {
  const people = await someone(44);
  const made: string[] = [];
  for (let n = 0; n < 43; n += 1)
    made.unshift(await propose(people[n] as Registered, people[n + 1] as Registered));
  const pages = [await list(undefined, 1), await list(undefined, 2), await list(undefined, 3)];
  expect(pages.map(({ joinings }) => joinings.length)).toEqual([20, 20, 3]);
  expect(pages.flatMap(({ joinings }) => joinings.map(({ link_id }) => link_id))).toEqual(made);
  expect(await list('waiting', 90)).toEqual({ ...pages[2], page: 3, pages: 3 });
});

test('who is shown has it in her own log, who is on another page has not', async () => {
  const people = await someone(22);
  for (let n = 0; n < 21; n += 1)
    await propose(people[n] as Registered, people[n + 1] as Registered);
  const before = await logged(people);
  await list();
  expect((await logged(people)) - before).toBe(21);
});
const logged = async (people: readonly Registered[]): Promise<number> =>
  Number(
    (
      await owner(
        house,
        `select count(*) n from audit.stage, unnest(subjects) s where act = 'read' and route = 'GET /staff/point/joinings' and s = any ($1)`,
        [people.map(({ subject }) => subject)],
      )
    )[0]?.['n'],
  );

test('is for whoever leads a point, in the own organisation, and without who is being erased', async () => {
  const [a, b, c] = (await someone(3)) as [Registered, Registered, Registered];
  await propose(a, b);
  await propose(b, c);
  for (const role of ['desk', 'caseworker', 'volunteer'] as const)
    await expect(list(undefined, 1, await house.worker(role))).rejects.toMatchObject({
      code: 'purpose_mismatch',
    });
  const away = await house.worker('point_manager');
  const org = await addOrganisation(house.house.database);
  for (const table of ['account', 'session', 'role_grant', 'training'])
    await owner(house, `update staff.${table} set org_id = $1 where account_id = $2`, [
      org,
      away.actor,
    ]);
  house.house.forget();
  const elsewhere = await list(undefined, 1, { ...away, org });
  expect([elsewhere.joinings, elsewhere.counts.waiting]).toEqual([[], 0]);
  await owner(
    house,
    'insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, $3)',
    [house.house.org, a.subject, randomUUID()],
  );
  const left = await list();
  expect(left.joinings.map((one) => one.b.subject)).toEqual([c.subject]);
  expect(left.counts.waiting).toBe(1);
});

test('who works here no more is not named', async () => {
  const [a, b] = (await someone(2)) as [Registered, Registered];
  const gone = await house.worker('desk');
  await propose(a, b, gone);
  await owner(house, 'update staff.account set closed_at = now() where account_id = $1', [
    gone.actor,
  ]);
  expect((await list()).joinings[0]).toMatchObject({ made_by: null, own: false });
});
