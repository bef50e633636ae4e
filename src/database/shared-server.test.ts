import { afterAll, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { freshDatabase } from './testing.ts';

const databases: Database[] = [];
afterAll(() => Promise.all(databases.map((database) => database.close())));

it('lets several programs begin at once on one server, though roles belong to all of them', async () => {
  for (let n = 0; n < 4; n++) databases.push(await freshDatabase());
  for (let round = 0; round < 5; round++) {
    const done = await Promise.allSettled(databases.map((database) => migrate(database)));
    expect(done.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
  }
});
