import { randomBytes, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spokenCode } from '../desk/spoken-code.ts';
import { waitsForLock } from '../firewall/context/testing.ts';
import { actAs, asWorker } from '../firewall/index.ts';
import { owner, POINT } from '../sync/testing.ts';
import { peopleHouse, type PeopleHouse } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

const wrong = (): string => randomBytes(16).toString('base64url');
const resolve = (code: string, headers?: Record<string, string>) =>
  house.ask('/api/people/code', { code }, headers);
const spoken = (): string => spokenCode(Array.from(randomBytes(10), (byte) => byte % 32));

test('a code, scanned or said, gives the token and what was asked before, so that nothing is asked twice', async () => {
  const said = spoken();
  const her = await house.somebody({
    spoken: said,
    more: () => [
      { kind: 'preference_set', body: { same_sex: 'woman' } },
      { kind: 'follow_up_set', body: { due_at: '2026-12-01T09:00:00Z' } },
    ],
  });
  for (const code of [her.code, said, ` ${said.slice(0, 4).toLowerCase()}-${said.slice(4)} `]) {
    const { status, body } = await resolve(code, house.far.headers);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({
      subject: her.subject,
      languages: { tags: ['ti'], modes: ['hears'], asked_how: 'picture' },
      wishes: { same_sex: 'woman' },
      follow_ups: [{ visit_id: her.visit, due_at: '2026-12-01T09:00:00Z' }],
      visits: [{ visit_id: her.visit, point_id: POINT, state: 'waiting' }],
    });
    expect(JSON.stringify(body)).not.toContain('food');
  }
});

test('of two promises the one that was kept is not asked for again, the other is', async () => {
  const event_id = v7();
  const her = await house.somebody({
    at: '2026-11-22T08:00:00.000Z',
    more: () => [
      { kind: 'follow_up_set', event_id, body: { due_at: '2026-12-01T09:00:00Z' } },
      { kind: 'follow_up_set', body: { due_at: '2026-12-22T09:00:00Z' } },
      { kind: 'follow_up_done', supersedes: event_id, body: { outcome: 'received' } },
    ],
  });
  expect((await resolve(her.code)).body['follow_ups']).toMatchObject([
    { due_at: '2026-12-22T09:00:00Z' },
  ]);
});

test('what was done since, or taken back, is not asked for again', async () => {
  const at = '2026-11-22T08:00:00.000Z';
  const her = await house.somebody({
    at,
    more: () => [
      { kind: 'follow_up_set', body: { due_at: '2026-12-01T09:00:00Z' } },
      { kind: 'follow_up_done', body: { outcome: 'received' } },
    ],
  });
  expect((await resolve(her.code)).body['follow_ups']).toEqual([]);
});

test('wrong, lost, ended, foreign and erased codes get one and the same answer', async () => {
  const lost = await house.somebody();
  const ended = await house.somebody();
  const elsewhere = await house.somebody();
  await owner(house, `update casework.handle set state = 'lost' where subject = $1`, [
    lost.subject,
  ]);
  await owner(house, `update casework.handle set expires_at = now() where subject = $1`, [
    ended.subject,
  ]);
  const org = randomUUID();
  await owner(
    house,
    `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
       values ($1, 'Red Hill', 'XW', 'health', true, gen_random_uuid(), gen_random_uuid())`,
    [org],
  );
  await owner(house, 'update casework.handle set org_id = $1 where subject = $2', [
    org,
    elsewhere.subject,
  ]);
  const sara = house.far.headers;
  const answers = [];
  for (const code of [wrong(), lost.code, ended.code, elsewhere.code, spoken(), 'not-a-code'])
    answers.push(await resolve(code, sara));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 404 });
});

test('after twenty wrong tries in an hour a worker gets nothing, not even for a right code; her colleague does', async () => {
  const her = await house.somebody();
  const guesser = await house.worker('desk');
  const { headers } = await house.tablet(guesser);
  const states = [];
  for (let n = 0; n < 20; n++) states.push((await resolve(wrong(), headers)).status);
  expect(states).toEqual(Array.from({ length: 20 }, () => 404));
  expect((await resolve(wrong(), headers)).status).toBe(429);
  expect((await resolve(her.code, headers)).status).toBe(429);
  expect((await resolve(her.code)).body['subject']).toBe(her.subject);
  await owner(house, `update staff.attempt set window_start = window_start - interval '2 hours'`);
  expect((await resolve(her.code, headers)).status).toBe(200);
});

test('right codes are never counted', async () => {
  const her = await house.somebody();
  const worker = await house.worker('desk');
  const { headers } = await house.tablet(worker);
  for (let n = 0; n < 22; n++) expect((await resolve(her.code, headers)).status).toBe(200);
});

test('wrong tries that are under way count too: the next code waits for them', async () => {
  const her = await house.somebody();
  const guesser = await house.worker('desk');
  const { headers } = await house.tablet(guesser);
  const route = 'POST /api/people/code';
  const act = { ...asWorker(guesser), role: 'app_desk', purpose: 'desk.visit', route } as const;
  let right: ReturnType<typeof resolve> | undefined;
  await actAs(house.firewall, act, async (tx) => {
    for (let n = 0; n < 20; n++) await tx.query('select fw.find_handle($1)', [[randomBytes(32)]]);
    right = resolve(her.code, headers);
    await waitsForLock(house.house.database, right);
  });
  expect((await right)?.status).toBe(429);
  expect((await resolve(her.code)).body['subject']).toBe(her.subject);
});
