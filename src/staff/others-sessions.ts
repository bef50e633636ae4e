/**
 * Open sessions of a colleague, for administrators: to end the one that is in wrong hands without closing the account (ASVS 7.4.5).
 * What ended is not told, nor when somebody was last there; no address, no place and no browser is kept at all.
 */
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { SignedInHow } from './sessions.ts';

export type OpenSession = {
  session_id: string;
  how: SignedInHow;
  started_at: Date;
  ends_at: Date;
  /** On a tablet of the house that several people use. */
  shared: boolean;
};

const managing = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_staff', purpose: 'staff.manage', route }) as const;

async function accountThere(tx: InContext, account: string): Promise<void> {
  const rows = await tx.query('select from staff.account where account_id = $1', [account]);
  if (!rows.length) throw new Problem('not_found');
}

/** Sessions of an account of the own organisation that are open now, newest first. The look is in the audit log. @throws `not_found`. */
export function openSessionsOf(
  firewall: Firewall,
  worker: Worker,
  account: string,
): Promise<OpenSession[]> {
  return actAs(firewall, managing(worker, 'GET /staff/accounts/{id}/sessions'), async (tx) => {
    await accountThere(tx, account);
    await tx.query('select fw.note($1, $2)', ['sessions.seen', { account }]);
    return tx.query<OpenSession>(
      `select session_id, how, started_at, ends_at,
         exists (select from staff.device d where d.device_id = s.device_id and d.shared) as shared
       from staff.session s
       where account_id = $1 and ended_at is null and ends_at > clock_timestamp() and seen_at + idle > clock_timestamp()
       order by started_at desc`,
      [account],
    );
  });
}

/** Ends one session of a colleague: she stays, and signs in anew. @throws `not_found` when there is no such open session. */
export function endSessionOf(
  firewall: Firewall,
  worker: Worker,
  account: string,
  session: string,
): Promise<void> {
  const act = managing(worker, 'POST /staff/accounts/{id}/sessions/{session}/end');
  return actAs(firewall, act, async (tx) => {
    const ended = await tx.execute(
      'update staff.session set ended_at = clock_timestamp() where account_id = $1 and session_id = $2 and ended_at is null',
      [account, session],
    );
    if (!ended) throw new Problem('not_found');
    await tx.query('select fw.note($1, $2)', ['session.ended_for', { account }]);
  });
}
