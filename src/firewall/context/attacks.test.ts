import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { forgeTickets } from '../../../test/attack/forge-tickets.ts';
import { probeNames } from '../../../test/attack/probe-names.ts';
import { raceWithdrawals } from '../../../test/attack/race-withdrawals.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

test('forged tickets of ten kinds show no row to whoever can send any SQL', async () => {
  const results = await forgeTickets(database, { tickets: 450, seed: 3 });
  for (const [kind, { tried, opened, rows }] of results)
    expect({ kind, opened, rows, enough: tried > 40 }).toEqual({
      kind,
      opened: 0,
      rows: 0,
      enough: true,
    });
}, 60_000);

test('nothing leaves after a committed withdrawal; without the lock it does', async () => {
  const sound = await raceWithdrawals(database, { races: 80, lock: true });
  expect(sound).toMatchObject({ late: 0, withdrawn: 80 });
  expect(sound.shared).toBeGreaterThan(0);
  expect((await raceWithdrawals(database, { races: 80, lock: false })).late).toBeGreaterThan(0);
}, 60_000);

test('probing another organisation’s index finds nobody', async () => {
  expect(await probeNames(database, { probes: 60, people: 500 })).toMatchObject({
    hits: 0,
    ownHits: 50,
  });
}, 60_000);
