import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { daysAfter } from '../languages/days.ts';
import { openShelf } from './shelf.ts';
import { withdrawCard } from './store.ts';
import { CLINIC, publishedCard, worker } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

it('works standings out once for a day and a change, and anew for the next of either', async () => {
  const clock = { now: 0, day: '2026-11-22' };
  const shelf = openShelf(database, { today: () => clock.day, now: () => clock.now });
  const first = await publishedCard(database);
  const list = await shelf.list('en');
  const recalls = await shelf.recalls();
  expect(list.map(({ card }) => card.code)).toEqual([first]);
  expect(recalls).toEqual([]);
  expect(await shelf.list('en')).toBe(list);
  expect(await shelf.recalls()).toBe(recalls);

  clock.day = daysAfter(CLINIC.reviewBy, 1);
  expect((await shelf.list('en'))[0]?.standing.state).toBe('overdue');
  clock.day = daysAfter(CLINIC.reviewBy, 400);
  expect(await shelf.list('en')).toEqual([]);
  expect(await shelf.recalls()).toEqual([expect.objectContaining({ state: 'withdrawn' })]);
  clock.day = '2026-11-22';

  const second = await publishedCard(database);
  clock.now += 1_000;
  expect((await shelf.list('en')).map(({ card }) => card.code)).toEqual([first, second]);
  await withdrawCard(database, worker(), second, 'not_true');
  clock.now += 1_000;
  expect((await shelf.list('en')).map(({ card }) => card.code)).toEqual([first]);
  expect(await shelf.recalls()).toEqual([{ code: `${String(second)}-en-1`, state: 'withdrawn' }]);
});
