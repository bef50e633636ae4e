import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAgreement, addGrant } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { owner } from '../sync/testing.ts';
import { findByCode } from './find-by-code.ts';
import { confirmLink, makeLink, undoLink } from './links.ts';
import { rootsOf } from './roots.ts';
import { peopleHouse, type PeopleHouse, type Registered } from './testing.ts';

let house: PeopleHouse;
const secret = (label: string) => house.house.kept.keystore.derived(label);
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

const link = (a: string, b: string, evidence = 'person_says', more: object = {}) => {
  const link_id = randomUUID();
  return { link_id, payload: { link_id, a, b, evidence, ...more } };
};
const rootOf = async (code: string): Promise<unknown> =>
  (await house.ask('/api/people/code', { code })).body['subject'];

test('both slips in one hand join at once; every old code leads to the older token, before and after undoing to its own', async () => {
  const [old, young] = [await house.somebody(), await house.somebody()];
  const { link_id, payload } = link(young.subject, old.subject, 'both_slips_shown', {
    codes: [young.code, old.code],
  });
  expect(await house.ask('/api/links', payload)).toEqual({
    status: 200,
    body: { state: 'joined' },
  });
  expect([await rootOf(old.code), await rootOf(young.code)]).toEqual([old.subject, old.subject]);
  const roots = await rootsOf(house.firewall, house.yonas, 'POST /api/people/code');
  expect([roots(young.subject), roots('unjoined')]).toEqual([old.subject, 'unjoined']);
  const again = await house.ask('/api/links', { ...payload, link_id: randomUUID() });
  expect(again.body).toEqual({ state: 'same' });
  const undone = await house.ask(`/api/links/${link_id}/undo`, { reason: 'not_same' });
  expect(undone.body).toEqual({ a: young.subject, b: old.subject, unsure: [] });
  expect([await rootOf(old.code), await rootOf(young.code)]).toEqual([old.subject, young.subject]);
});

test('slips that are not theirs join nobody', async () => {
  const [a, b, c] = [await house.somebody(), await house.somebody(), await house.somebody()];
  const codes = (one: string, two: string) =>
    link(a.subject, b.subject, 'both_slips_shown', { codes: [one, two] }).payload;
  expect((await house.ask('/api/links', codes(a.code, c.code))).status).toBe(404);
  expect((await house.ask('/api/links', codes(a.code, a.code))).status).toBe(404);
  expect((await house.ask('/api/links', codes(b.code, a.code))).status).toBe(404);
  expect(
    (await house.ask('/api/links', link(a.subject, b.subject, 'both_slips_shown').payload)).status,
  ).toBe(400);
  expect(await rootOf(b.code)).toBe(b.subject);
});

test('what the person says is a proposal, until a second worker confirms it', async () => {
  const [a, b] = [await house.somebody(), await house.somebody()];
  const { link_id, payload } = link(a.subject, b.subject);
  expect((await house.ask('/api/links', payload)).body).toEqual({ state: 'waiting' });
  expect(await rootOf(b.code)).toBe(b.subject);
  const own = await house.ask(`/api/links/${link_id}/confirm`, {});
  expect(own).toMatchObject({ status: 403, body: { code: 'second_person_needed' } });
  const seen = await house.ask('/api/links/waiting', undefined, house.far.headers);
  expect(seen.body['waiting']).toContainEqual(
    expect.objectContaining({ link_id, a: a.subject, b: b.subject, own: false }),
  );
  expect((await house.ask(`/api/links/${link_id}/confirm`, {}, house.far.headers)).status).toBe(
    200,
  );
  expect(await rootOf(b.code)).toBe(a.subject);
  expect((await house.ask(`/api/links/${link_id}/confirm`, {}, house.far.headers)).status).toBe(
    404,
  );
});

test('straight in the database, too: nobody confirms her own proposal, and no link joins two organisations', async () => {
  const [a, b] = [await house.somebody(), await house.somebody()];
  const row = (other: string, by: string) =>
    owner(
      house,
      `insert into casework.identity_link (link_id, org_id, purpose_id, subject, other, evidence, made_by, confirmed_by, confirmed_at)
         values (gen_random_uuid(), $1, 'desk.visit', $2, $3, 'person_says', $4, $5, now())`,
      [house.house.org, a.subject, other, house.yonas.actor, by],
    );
  await expect(row(b.subject, house.yonas.actor)).rejects.toThrow(/identity_link_check3/);
  const org = randomUUID();
  const foreign = randomUUID();
  await owner(
    house,
    `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
       values ($1, 'Red Hill', 'XW', 'health', true, gen_random_uuid(), gen_random_uuid())`,
    [org],
  );
  await owner(
    house,
    `insert into casework.person (subject, org_id, purpose_id) values ($1, $2, 'desk.visit')`,
    [foreign, org],
  );
  await expect(row(foreign, house.sara.actor)).rejects.toMatchObject({ code: 'purpose_mismatch' });
  const unknown = await house.ask('/api/links', link(a.subject, randomUUID()).payload);
  const crossing = await house.ask('/api/links', link(a.subject, foreign).payload);
  expect(crossing.status).toBe(404);
  expect(crossing.body).toEqual(unknown.body);
  expect(
    await owner(house, 'select 1 from casework.identity_link where $1 in (subject, other)', [
      foreign,
    ]),
  ).toEqual([]);
});

test('undoing names what was written for the joined person meanwhile: each belongs to one of the two', async () => {
  const [a, b] = [await house.somebody(), await house.somebody()];
  const { link_id, payload } = link(b.subject, a.subject, 'both_slips_shown', {
    codes: [b.code, a.code],
  });
  await house.ask('/api/links', payload);
  const event = randomUUID();
  await owner(
    house,
    `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, subject, actor_id, at_device)
       values ($1, $1, 'need_seen', $2, 'desk.visit', gen_random_uuid(), $3, $4, now())`,
    [event, house.house.org, a.subject, house.yonas.actor],
  );
  const undone = await house.ask(`/api/links/${link_id}/undo`, { reason: 'mistake' });
  expect(undone.body).toEqual({ a: b.subject, b: a.subject, unsure: [event] });
});

test('when somebody joined is erased, her links go and the others stand for themselves', async () => {
  const [a, b] = [await house.somebody(), await house.somebody()];
  await house.ask(
    '/api/links',
    link(a.subject, b.subject, 'both_slips_shown', { codes: [a.code, b.code] }).payload,
  );
  await owner(house, 'delete from casework.person where subject = $1', [a.subject]);
  expect(await rootOf(b.code)).toBe(b.subject);
  expect(
    await owner(
      house,
      `select 1 from casework.identity_link where $1 in (subject, other) union all select 1 from casework.person_root where $1 in (subject, root)`,
      [a.subject],
    ),
  ).toEqual([]);
});

/** Tokens joined by living links, each under the oldest: as chapter 30 says it, without a database. */
function modelRoots(
  people: readonly Registered[],
  links: Iterable<readonly [number, number]>,
): string[] {
  const root = people.map((_, i) => i);
  const of = (i: number): number => (root[i] === i ? i : of(root[i] as number));
  for (const [a, b] of links) {
    const [x, y] = [of(a), of(b)];
    root[Math.max(x, y)] = Math.min(x, y);
  }
  return people.map((_, i) => people[of(i)]?.subject ?? '');
}

const RUNS = 40;
const STEPS = 25;

test(`${RUNS * STEPS} random merges and undos: every code leads to the right person, nothing moved, no consent widened`, async () => {
  const people: Registered[] = [];
  for (let n = 0; n < 7; n++) people.push(await house.somebody({ name: `Person Number${n}` }));
  const org = house.house.org;
  const to = randomUUID();
  await owner(
    house,
    `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
       values ($1, 'Clinic', 'XW', 'health', true, gen_random_uuid(), gen_random_uuid())`,
    [to],
  );
  await addAgreement(house.house.database, [org, to]);
  await addGrant(house.house.database, { subject: people[0]?.subject ?? '', from: org, to });
  const subjects = people.map(({ subject }) => subject);
  const still = async () => ({
    events: await owner(
      house,
      'select event_id, subject, visit_id, body, compartment from casework.event where subject = any ($1) order by 1',
      [subjects],
    ),
    consents: await owner(house, 'select * from consent.record order by grant_id'),
    names: await owner(
      house,
      'select name_id, subject from ident.name where subject = any ($1) order by 1',
      [subjects],
    ),
  });
  const before = await still();
  expect(before.events.length).toBe(28);
  const live = new Map<string, readonly [number, number]>();
  const { firewall, yonas, sara } = house;
  const who = (first: boolean): Worker => (first ? yonas : sara);
  let done = 0;

  const merge = async (a: number, b: number, slips: boolean, first: boolean): Promise<void> => {
    const [one, two] = [people[a], people[b]];
    if (!one || !two || a === b) return;
    const ask = { link_id: randomUUID(), a: one.subject, b: two.subject };
    const state = await makeLink(
      firewall,
      secret,
      who(first),
      slips
        ? { ...ask, evidence: 'both_slips_shown', codes: [one.code, two.code] }
        : { ...ask, evidence: 'person_says' },
    );
    const roots = modelRoots(people, live.values());
    expect(state).toBe(roots[a] === roots[b] ? 'same' : slips ? 'joined' : 'waiting');
    if (state === 'waiting') await confirmLink(firewall, who(!first), ask.link_id);
    if (state !== 'same') live.set(ask.link_id, [a, b]);
  };

  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          undo: fc.boolean(),
          a: fc.nat(6),
          b: fc.nat(6),
          slips: fc.boolean(),
          first: fc.boolean(),
          which: fc.nat(20),
        }),
        { minLength: STEPS, maxLength: STEPS },
      ),
      async (steps) => {
        for (const { undo, a, b, slips, first, which } of steps) {
          done++;
          const id = [...live.keys()][which % Math.max(1, live.size)];
          if (undo && id) {
            await undoLink(firewall, who(first), id, 'mistake');
            live.delete(id);
          } else await merge(a, b, slips, first);
        }
        const roots = modelRoots(people, live.values());
        const stored = await owner(
          house,
          `select s.subject, coalesce(r.root, s.subject) as root from unnest($1::uuid[]) with ordinality s(subject, n)
             left join casework.person_root r using (subject) order by s.n`,
          [subjects],
        );
        expect(stored.map(({ root }) => root)).toEqual(roots);
        const one = steps[0]?.a ?? 0;
        expect((await findByCode(firewall, secret, sara, people[one]?.code ?? '')).subject).toBe(
          roots[one],
        );
        expect(await still()).toEqual(before);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(done).toBe(RUNS * STEPS);
  for (const id of live.keys()) await undoLink(firewall, yonas, id, 'mistake');
  for (const { code, subject } of people)
    expect((await findByCode(firewall, secret, yonas, code)).subject).toBe(subject);
  expect(await still()).toEqual(before);
}, 300_000);
