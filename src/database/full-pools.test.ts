import { expect, test } from 'vitest';
import { ROLES } from './database.ts';
import { freshDatabase } from './testing.ts';

/** As many as a test's pool of one role has. */
const EACH = 6;

test('the server has room for the pools of all roles when all are full', async () => {
  const database = await freshDatabase();
  const borrowed = await Promise.allSettled(
    ROLES.flatMap((role) => Array.from({ length: EACH }, () => database.borrow(role))),
  );
  const refused = borrowed.flatMap((one) =>
    one.status === 'rejected' ? [String(one.reason)] : [],
  );
  for (const one of borrowed) if (one.status === 'fulfilled') one.value.release();
  await database.close();
  expect(refused).toEqual([]);
  expect(borrowed).toHaveLength(ROLES.length * EACH);
});
