/** When it was last tried whether the keys could be brought back, were this machine lost (design chapter 20, section 7, Root). */
import type { Database } from '../../database/index.ts';
import { ask } from './transact.ts';

/** A rehearsal holds for a quarter, ms. */
export const REHEARSAL_HOLDS = 92 * 86_400_000;

export type RehearsalGap = 'never' | 'due';

/**
 * What is missing, if anything.
 * @param rehearsedAt the newest rehearsal, ms since 1970; undefined when there was none
 */
export function rehearsalGap(
  rehearsedAt: number | undefined,
  now: number,
): RehearsalGap | undefined {
  if (rehearsedAt === undefined) return 'never';
  return now - rehearsedAt > REHEARSAL_HOLDS ? 'due' : undefined;
}

/** The newest rehearsal on record, ms since 1970. @param keys the migrated keys database */
export async function lastRehearsal(keys: Database): Promise<number | undefined> {
  const [row] = await ask<{ at: Date }>(keys, 'select at from keys.drill order by at desc limit 1');
  return row?.at.getTime();
}
