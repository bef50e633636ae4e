import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { compareWorlds } from '../../../test/attack/compare-worlds.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

test('in random worlds the policies, the rule and a naive oracle say the same of every row and write', async () => {
  const tally = await compareWorlds(database, { worlds: 300, seed: 20, acts: 3, batch: 150 });
  expect(tally.differences).toEqual([]);
  // A comparison of nothing with nothing would prove nothing.
  expect(tally.opened).toBeGreaterThan(600);
  expect(tally.rowsSeen).toBeGreaterThan(1_200);
  expect(tally.received).toBeGreaterThan(10);
  expect(tally.sent).toBeGreaterThan(1);
  expect(Math.min(...Object.values(tally.writes))).toBeGreaterThan(60);
}, 90_000);
