/** Joinings of the past on the screens of whoever leads a point, asked over HTTP against the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Registered } from '../people/testing.ts';
import { owner } from '../sync/testing.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

const HERE = '/staff/point/joinings';
let house: ConsoleHouse;
beforeAll(async () => {
  house = await consoleHouse();
});
beforeEach(() => house.renew());
afterAll(() => house.close());

const proposed = async (a: Registered, b: Registered): Promise<string> => {
  const link_id = randomUUID();
  await house.people.ask('/api/links', {
    link_id,
    a: a.subject,
    b: b.subject,
    evidence: 'person_says',
  });
  return link_id;
};
const pair = async (one: string | undefined, two: string): Promise<[Registered, Registered]> => [
  await house.people.somebody(one === undefined ? {} : { name: one }),
  await house.people.somebody({ name: two }),
];

it('says so when nobody was joined, and is nobody else’s: not there for a desk, an administrator, nobody', async () => {
  const { text } = await house.ask(house.marta, HERE);
  expect(text).toContain('Nobody was joined yet.');
  expect((await house.ask(house.marta, '/staff/point/twice')).body).toContain(`href="${HERE}"`);
  const nowhere = await house.ask(house.people.yonas, '/staff/point');
  for (const who of [house.people.yonas, house.admin])
    for (const path of ['', '/joined', '/all/2'])
      expect([path, (await house.ask(who, HERE + path)).status]).toEqual([path, nowhere.status]);
  expect(nowhere.status).toBe(404);
});

it('tells the whole story of a joining, and takes it back with a reason from any page', async () => {
  const { marta, ask } = house;
  const link = await proposed(...(await pair('Hana Gebre', 'ሃና ገብረ')));
  const waiting = await ask(marta, `${HERE}/waiting`);
  expect(waiting.text).toMatch(/Proposed by worker-\d+ , .*: the person says so/);
  expect(waiting.text).toContain('Hana Gebre');
  const joined = await ask(marta, `${HERE}/${link}`, { show: 'all', page: '1' });
  expect(joined.text).toContain('Joined. You can take it back.');
  expect(joined.text).toMatch(/Confirmed by worker-\d+ ,/);
  const bare = await ask(marta, `${HERE}/${link}/undo`, { show: 'joined', page: '1' });
  expect(bare.status).toBe(400);
  const apart = await ask(marta, `${HERE}/${link}/undo`, {
    show: 'joined',
    page: '1',
    reason: 'not_same',
  });
  expect(apart.text).toContain('They are apart.');
  expect(apart.text).toContain('None of these.');
  const past = await ask(marta, `${HERE}/apart`);
  expect(past.text).toMatch(/Taken apart by worker-\d+ , .*: They are not the same person/);
  expect(past.body).not.toContain(`${link}/undo`);
  expect(
    (
      await ask(marta, `${HERE}/${link}/undo`, {
        reason: 'mistake',
      })
    ).status,
  ).toBe(404);
});

it('tells apart people without a name by what is known of them, and never by a token', async () => {
  const [a, b] = await pair(undefined, 'Leila Haddad');
  await proposed(a, b);
  const { text } = await house.ask(house.marta, HERE);
  expect(text).toMatch(/No name\s+18–59, last here in \w+ \d{4}/);
  for (const { subject } of [a, b]) expect(text).not.toContain(subject);
});

it('is said whole in every language of the console, page by page', async () => {
  const { people, marta, ask } = house;
  const many = [];
  for (let n = 0; n < 23; n += 1) many.push(await people.somebody());
  for (let n = 1; n < 23; n += 1) await proposed(many[n - 1] as Registered, many[n] as Registered);
  for (const language of ['en', 'fr', 'es', 'ar', 'uk', 'pt']) {
    const { status, body } = await ask(marta, `${HERE}/all/2`, undefined, language);
    expect([language, status]).toEqual([language, 200]);
    expect(body).toContain('rel="prev"');
    expect(body.match(/(joinings|twice|undo|evidence)\.[a-z]+(?=[<"\s])/g)).toBeNull();
  }
  const far = await ask(marta, `${HERE}/all/99`);
  expect(far.text).toContain('Page 2 of 2');
  for (const wrong of ['/everything', '/all/0', '/all/x'])
    expect([wrong, (await ask(marta, HERE + wrong)).status]).toEqual([wrong, 400]);
  await owner(people, 'delete from casework.identity_link', []);
});
