import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';
import { emptyDatabase, freshDatabase } from './testing.ts';

const databases: Database[] = [];
afterAll(() => Promise.all(databases.map((database) => database.close())));

it('lets several programs begin at once on one server, though roles belong to all of them', async () => {
  for (let n = 0; n < 4; n++) databases.push(await freshDatabase());
  for (let round = 0; round < 5; round++) {
    const done = await Promise.allSettled(databases.map((database) => migrate(database)));
    expect(done.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
  }
});

it('makes a database while another program changes the same role', async () => {
  const [empty, other] = [await emptyDatabase(), await freshDatabase()];
  databases.push(empty, other);
  const client = await other.borrow('migrate');
  await client.query('begin');
  await client.query("alter role app_public set plan_cache_mode = 'force_generic_plan'");
  const [applied] = await Promise.all([
    migrate(empty),
    sleep(1500).then(() => client.query('commit')),
  ]);
  client.release();
  expect(applied).toHaveLength((await readMigrations()).length);
}, 60_000);
