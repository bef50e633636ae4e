import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, beforeAll, expect, test } from 'vitest';
import { askErasure } from '../firewall/erasure/index.ts';
import { owner, POINT } from '../sync/testing.ts';
import type { Possible } from './possible.ts';
import { peopleHouse, type PeopleHouse } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
beforeEach(async () => {
  await owner(house, 'delete from casework.possible_duplicate');
});
afterAll(() => house.close());

const list = async (headers?: Record<string, string>) => {
  const { status, body } = await house.ask(
    `/api/people/possible?point=${POINT}`,
    undefined,
    headers,
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return body as { possible: Possible[]; waiting: number };
};
const decide = (payload: object) => house.ask('/api/people/possible', payload);
const stored = () =>
  owner(house, 'select subject, others, not_me from casework.possible_duplicate order by since');

test('a name that came in late is compared when somebody looks, across scripts; both have it in their log', async () => {
  const before = await house.somebody({
    name: 'Fatima Zahra Ben Youssef',
    birth_year: 1994,
    met: { asked: true },
  });
  const late = await house.somebody({ name: 'فاطمة الزهراء بن يوسف', birth_year: 1994 });
  await house.somebody({ name: 'Teklehaimanot Gebreselassie', birth_year: 1980 });
  expect(await stored()).toHaveLength(2);
  const { possible, waiting } = await list();
  expect(waiting).toBe(1);
  expect(possible).toEqual([
    {
      subject: late.subject,
      name: 'فاطمة الزهراء بن يوسف',
      age_band: '18-59',
      month: expect.stringMatching(/^\d{4}-\d\d$/) as string,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      others: [
        {
          subject: before.subject,
          name: 'Fatima Zahra Ben Youssef',
          age_band: '18-59',
          month: expect.any(String) as string,
        },
      ],
    },
  ]);
  // Who resembles nobody is no question, and nothing of it stays.
  expect(await stored()).toEqual([{ subject: late.subject, others: [before.subject], not_me: [] }]);
  expect(await list()).toEqual({ possible, waiting });
  const seen = await owner(
    house,
    `select distinct s from audit.stage, unnest(subjects) s where route = 'GET /api/people/possible' and s = any ($1)`,
    [[before.subject, late.subject]],
  );
  expect(seen).toHaveLength(2);
});

test('nobody who was asked, who would rather start new, or who said "not me" is asked about', async () => {
  const known = await house.somebody({ name: 'Nadia Karimova', met: { asked: true } });
  await house.somebody({ name: 'Nadia Karimova', met: { asked: true } });
  await house.somebody({ name: 'Nadia Karimova', no_link: true });
  expect(await stored()).toEqual([]);
  const [others] = [
    (await house.ask('/api/people/similar', { point_id: POINT, name: 'Nadia Karimova' })).body[
      'people'
    ] as { subject: string }[],
  ];
  const not_me = others.map(({ subject }) => subject);
  expect(not_me).toContain(known.subject);
  await house.somebody({ name: 'Nadia Karimova', met: { asked: false, not_me } });
  expect(await list()).toEqual({ possible: [], waiting: 0 });
  expect(await stored()).toEqual([]);
});

test('who says that she is somebody is proposed as one, and a second worker confirms', async () => {
  const known = await house.somebody({ name: 'Selam Tesfaye', met: { asked: true } });
  const again = await house.somebody({
    name: 'Selam Tesfaye',
    met: { asked: true, same: known.subject },
  });
  expect(await stored()).toEqual([]);
  const { waiting } = (await house.ask('/api/links/waiting')).body as {
    waiting: { link_id: string; a: string; b: string; evidence: string; own: boolean }[];
  };
  const link = waiting.find(({ a }) => a === again.subject);
  expect(link).toMatchObject({ b: known.subject, evidence: 'person_says', own: true });
  const path = `/api/links/${link?.link_id ?? ''}/confirm`;
  expect((await house.ask(path, {})).body).toMatchObject({ code: 'second_person_needed' });
  expect((await house.ask(path, {}, house.far.headers)).body).toEqual({ state: 'joined' });
  const found = await house.ask('/api/people/code', { code: again.code });
  expect(found.body['subject']).toBe(known.subject);
  // Somebody whom nobody knows here: the name is kept, and the question stays open.
  const other = await house.somebody({
    name: 'Selam Tesfaye',
    met: { asked: false, same: randomUUID() },
  });
  expect((await list()).possible.map(({ subject }) => subject)).toEqual([other.subject]);
});

test('a worker says apart, and no pair is stored; or proposes, and a second confirms', async () => {
  const known = await house.somebody({ name: 'Olha Kovalenko', met: { asked: true } });
  const [one, two] = [
    await house.somebody({ name: 'Ольга Коваленко', met: { asked: false, not_me: [] } }),
    await house.somebody({ name: 'Olga Kovalenko', met: { asked: false } }),
  ];
  const { possible } = await list();
  expect(possible.map(({ subject }) => subject)).toEqual([one.subject, two.subject]);
  expect((await decide({ subject: one.subject, decision: 'apart' })).body).toEqual({
    state: 'apart',
  });
  expect((await decide({ subject: one.subject, decision: 'apart' })).status).toBe(404);
  const links = () =>
    owner(
      house,
      'select evidence from casework.identity_link where $1 in (subject, other) or $2 in (subject, other)',
      [one.subject, two.subject],
    );
  expect(await links()).toEqual([]);
  expect((await decide({ subject: two.subject, decision: 'compared' })).body).toMatchObject({
    code: 'bad_input',
    errors: [{ field: 'other' }],
  });
  const proposed = await decide({
    subject: two.subject,
    decision: 'compared',
    other: known.subject,
    link_id: randomUUID(),
  });
  expect(proposed.body).toEqual({ state: 'waiting' });
  expect(await links()).toEqual([{ evidence: 'compared' }]);
  expect(await list()).toEqual({ possible: [], waiting: 0 });
});

test('whoever is erased, or starts anew, is in nobody’s question any more', async () => {
  const known = await house.somebody({ name: 'Amina Warsame Ali', met: { asked: true } });
  const late = await house.somebody({ name: 'Amina Warsame Ali' });
  expect((await list()).possible).toHaveLength(1);
  const holder = { subject: known.subject, org: house.house.org, session: known.code };
  await askErasure(house.firewall, holder);
  expect(await list()).toEqual({ possible: [], waiting: 0 });
  // What comes in from a tablet that showed her before is taken, and names her no more.
  const met = { asked: false, not_me: [known.subject] };
  const { subject } = await house.somebody({ name: 'Zeynep Yildirim', met });
  expect(await stored()).toContainEqual({ subject, others: null, not_me: [] });
  await owner(house, 'delete from casework.possible_duplicate where subject = $1', [subject]);
  await owner(house, 'delete from casework.person where subject = $1', [known.subject]);
  expect(await stored()).toEqual([]);
  const [other, more] = [
    await house.somebody({ name: 'Amina Warsame Ali', met: { asked: true } }),
    await house.somebody({ name: 'Amina Warsame Ali' }),
  ];
  expect((await list()).possible[0]?.others.map(({ subject }) => subject).toSorted()).toEqual(
    [other.subject, late.subject].toSorted(),
  );
  for (const { subject } of [other, late])
    await owner(house, 'update casework.person set no_link = true where subject = $1', [subject]);
  expect(await stored()).toEqual([]);
  expect(more.subject).toBeTruthy();
});

test('told twice, an operation asks once; a point that is not the worker’s shows nothing', async () => {
  await house.somebody({ name: 'Berhane Kidane', met: { asked: true } });
  await house.somebody({ name: 'Berhane Kidane' });
  expect((await list()).waiting).toBe(1);
  const elsewhere = await house.ask(`/api/people/possible?point=${randomUUID()}`);
  expect(elsewhere.body).toEqual({ possible: [], waiting: 0 });
  expect((await house.ask('/api/people/possible?point=x')).status).toBe(400);
});
