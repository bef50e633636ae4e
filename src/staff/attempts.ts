/** Limits on signing in: counted by the hash of what was tried, so that unknown names look like known ones. */
import { createHash } from 'node:crypto';
import type { Database } from '../database/index.ts';
import { act } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';

const asking = { role: 'app_staff', actor: 'sign-in', purpose: 'staff.sign_in' } as const;

/**
 * Tries in fifteen minutes for one name from all browsers that are not known, and for one known browser (`known-browser.ts`): a
 * person who mistypes gets on, a program does not.
 */
export const MOST_TRIES = 8;

/**
 * The one spelling of a sign-in name: what is counted is what is looked up. The database folds some signs otherwise than
 * this program does (a dotted capital I), so it is never left to fold what was typed.
 */
export const plainLogin = (login: string): string => login.normalize('NFKC').toLowerCase();

/** Counts one try. @throws `too_many` above the limit, in the same words whoever it is. */
export async function countAttempt(
  database: Database,
  what: 'login' | 'known' | 'passkey' | 'proof' | 'code' | 'second' | 'invitation',
  value: string,
  most = MOST_TRIES,
): Promise<void> {
  const key = createHash('sha256')
    .update(`${what}|${plainLogin(value)}`)
    .digest();
  const rows = await act(database, asking, (tx) =>
    tx.query<{ fine: boolean }>(`select fw.count_attempt($1, interval '15 minutes', $2) as fine`, [
      key,
      most,
    ]),
  );
  if (!rows[0]?.fine)
    throw new Problem('too_many', {
      detail: 'Too many tries. Wait fifteen minutes, then try again.',
    });
}

/** True the first time in a day that `value` is used: for challenges that may be answered once. */
export async function isFirstUse(database: Database, value: string): Promise<boolean> {
  const key = createHash('sha256').update(`once|${value}`).digest();
  const rows = await act(database, asking, (tx) =>
    tx.query<{ fine: boolean }>(`select fw.count_attempt($1, interval '1 day', 1) as fine`, [key]),
  );
  return rows[0]?.fine ?? false;
}
