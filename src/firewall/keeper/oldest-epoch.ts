import type { Database } from '../../database/index.ts';
import { ask } from './transact.ts';

/** When the oldest epoch began that still has a key: what was destroyed before then is nowhere any more. */
export async function oldestEpoch(keys: Database): Promise<Date> {
  const [row] = await ask<{ made_at: Date | null }>(
    keys,
    "select min(made_at) as made_at from keys.epoch where state <> 'destroyed'",
  );
  return row?.made_at ?? new Date(0);
}
