/** The way by which somebody has just come in, looked at once more when the session begins: it may be gone since it was judged. */
import type { InContext } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';

/** `password`: its hash, with the sealed factor. `passkey`: the id of the credential. `subject`: the hash that is kept of it. */
export type WayIn =
  | { password: string; factor: Buffer }
  | { passkey: Buffer }
  | { issuer: string; subject: Buffer };

/**
 * Goes on only while the account is open and still has this way in (if one is named). Until the end of the transaction
 * nobody closes it or uses a way back into it. @throws `not_signed_in`.
 */
export async function stillOpen(tx: InContext, account: string, by?: WayIn): Promise<void> {
  const [found] = await tx.query<{ password: string | null; factor: Buffer | null }>(
    `select password_hash as password, totp_sealed as factor from staff.account
     where account_id = $1 and closed_at is null for share`,
    [account],
  );
  if (!found || (by && !(await stillThere(tx, account, found, by))))
    throw new Problem('not_signed_in', {
      detail: 'This way in was changed at this moment. Begin again.',
    });
}

async function stillThere(
  tx: InContext,
  account: string,
  now: { password: string | null; factor: Buffer | null },
  by: WayIn,
): Promise<boolean> {
  if ('password' in by)
    return now.password === by.password && now.factor?.equals(by.factor) === true;
  const rows =
    'passkey' in by
      ? await tx.query('select from staff.passkey where account_id = $1 and credential_id = $2', [
          account,
          by.passkey,
        ])
      : await tx.query(
          'select from staff.identity where account_id = $1 and issuer = $2 and subject_hash = $3',
          [account, by.issuer, by.subject],
        );
  return rows.length > 0;
}
