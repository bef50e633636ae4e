/** The way by which somebody has just come in, looked at once more when the session begins: it may be gone since it was judged. */
import type { InContext } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';

/**
 * All that is named must still be there. `password`: its hash. `factor`: what is kept of the app's secret. `passkey`: the id of the
 * credential. `issuer` and `subject`: the identity at a provider, its hash.
 */
export type WayIn =
  | { password: string; factor: Buffer }
  | { passkey: Buffer }
  | { issuer: string; subject: Buffer; factor?: Buffer; passkey?: Buffer };

type Every = {
  password: string;
  factor: Buffer;
  passkey: Buffer;
  issuer: string;
  subject: Buffer;
};

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
  const { password, factor, passkey, issuer, subject }: Partial<Every> = by;
  if (password !== undefined && now.password !== password) return false;
  if (factor && now.factor?.equals(factor) !== true) return false;
  if (passkey) {
    const sql = 'select from staff.passkey where account_id = $1 and credential_id = $2';
    if (!(await tx.query(sql, [account, passkey])).length) return false;
  }
  if (!subject) return true;
  const sql =
    'select from staff.identity where account_id = $1 and issuer = $2 and subject_hash = $3';
  return (await tx.query(sql, [account, issuer, subject])).length > 0;
}
