/** Recovery codes of one's own account: ten, printed once, each good once. */
import { actAs, type InContext, type Worker } from '../firewall/index.ts';
import { newRecoveryCodes } from './second-factor.ts';
import { freshProof, ownAct } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

/** Replaces all codes of an account by the hashes of new ones. */
export async function keepRecoveryCodes(
  tx: InContext,
  who: { account: string; org: string },
  codes: readonly { hash: Buffer }[],
): Promise<void> {
  await tx.execute('delete from staff.recovery_code where account_id = $1', [who.account]);
  for (const { hash } of codes)
    await tx.execute(
      'insert into staff.recovery_code (code_hash, org_id, account_id) values ($1, $2, $3)',
      [hash, who.org, who.account],
    );
}

/** New codes; the old ones open nothing from now on. @returns them, to be shown once. @throws `proof_needed`. */
export async function renewRecoveryCodes(door: StaffDoor, worker: Worker): Promise<string[]> {
  const codes = newRecoveryCodes();
  await actAs(door, ownAct(worker, 'POST /staff/me/recovery-codes'), async (tx) => {
    await freshProof(tx, worker);
    await keepRecoveryCodes(tx, { account: worker.actor, org: worker.org }, codes);
    await tx.query('select fw.note($1)', ['recovery_codes.renewed']);
  });
  return codes.map(({ code }) => code);
}
