/**
 * Sessions of staff: 256 random bits in a cookie, their SHA-256 in the database; 15 minutes of quiet
 * (10 on shared tablets) or twelve hours end one. No address and no browser text is kept.
 */
import { randomBytes } from 'node:crypto';
import { v4 as uuid } from 'uuid';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { PROOF_LIFE, type SessionFacts, secretHash } from './may-issue.ts';
import { refusedBefore, refusing } from './refused-tries.ts';
import { stillOpen, type WayIn } from './way-in.ts';

export type SignedInHow = SessionFacts['how'];

/** A tablet that several people use makes it shorter when it is named (0059). */
const IDLE = '15 minutes';
/** Longest life of a session, hours. */
export const SESSION_HOURS = 12;

/** An act on the own account. */
export const ownAct = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_staff', purpose: 'staff.sign_in', route }) as const;

/**
 * Whoever writes a way into an account, or ends all of them, holds its row first: the second waits, and every statement
 * after that sees what the first wrote. The row of the session is not held: the keeper touches that one while it is asked.
 */
export const holdAccount = (tx: InContext, account: string): Promise<unknown> =>
  tx.query('select from staff.account where account_id = $1 for no key update', [account]);

/**
 * Goes on only in a session that has not ended, whose holder has shown in the last five minutes that it is her. Until the
 * end of the transaction nobody closes the account or uses a way back into it.
 * @param life how old the proof may be, ms @throws `proof_needed`.
 */
export async function freshProof(
  tx: InContext,
  worker: Worker,
  life: number = PROOF_LIFE,
): Promise<void> {
  await holdAccount(tx, worker.actor);
  const rows = await tx.query<{ fresh: boolean }>(
    `select proof_at > clock_timestamp() - $2 * interval '1 ms' as fresh from staff.session
     where session_hash = $1 and ended_at is null and ends_at > clock_timestamp()`,
    [secretHash(worker.session), life],
  );
  if (!rows[0]?.fresh)
    throw new Problem('proof_needed', { detail: 'Show once more that it is you.' });
}

/**
 * Begins a session for an account that has just shown who it is. @returns the secret of the cookie: 43 signs of base64url.
 * @param by the way in that was judged; left out only where none was @throws `not_signed_in` when it is gone, or the account closed.
 */
export async function startSession(
  firewall: Firewall,
  who: { account: string; org: string },
  how: SignedInHow,
  by?: WayIn,
): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const act = {
    kind: 'job',
    actor: who.account,
    org: who.org,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  } as const;
  const way = how === 'recovery' ? 'code' : how;
  const tried = { way, why: 'closed', whose: { account: who.account } } as const;
  await refusing(firewall, ['not_signed_in'], tried, () =>
    actAs(firewall, act, async (tx) => {
      await stillOpen(tx, who.account, by);
      await tx.execute(
        `insert into staff.session (session_hash, session_id, org_id, account_id, how, idle, ends_at)
       values ($1, $2, $3, $4, $5, $6::interval, clock_timestamp() + make_interval(hours => $7))`,
        [secretHash(secret), uuid(), who.org, who.account, how, IDLE, SESSION_HOURS],
      );
      await tx.query(
        `select fw.note('session.started', jsonb_build_object('how', $3::text, 'refused', ${refusedBefore}))`,
        [who.account, secretHash(secret), how],
      );
    }),
  );
  return secret;
}

/** Ends sessions of the own account: this one, or all. @returns how many ended. */
export function endSessions(
  firewall: Firewall,
  worker: Worker,
  which: 'this' | 'all',
): Promise<number> {
  const act = ownAct(worker, 'POST /staff/sign-out');
  return actAs(firewall, act, async (tx) => {
    const ended = await tx.execute(
      `update staff.session set ended_at = clock_timestamp()
       where account_id = $1 and ended_at is null and ($2 or session_hash = $3)`,
      [worker.actor, which === 'all', secretHash(worker.session)],
    );
    await tx.query('select fw.note($1)', ['session.ended']);
    return ended;
  });
}

/** The holder has just shown once more that it is her: good for five minutes for what needs a fresh proof. */
export async function renewProof(firewall: Firewall, worker: Worker): Promise<void> {
  const act = ownAct(worker, 'POST /staff/proof');
  await actAs(firewall, act, async (tx) => {
    await tx.execute(
      'update staff.session set proof_at = clock_timestamp() where session_hash = $1',
      [secretHash(worker.session)],
    );
    await tx.query('select fw.note($1)', ['session.proof']);
  });
}

/** Ends one session of the own account, named by its public id. @throws `not_found`. */
export async function endOneSession(
  firewall: Firewall,
  worker: Worker,
  session: string,
): Promise<void> {
  await actAs(firewall, ownAct(worker, 'POST /staff/me/sessions/{id}/end'), async (tx) => {
    const ended = await tx.execute(
      'update staff.session set ended_at = clock_timestamp() where account_id = $1 and session_id = $2 and ended_at is null',
      [worker.actor, session],
    );
    if (!ended) throw new Problem('not_found');
    await tx.query('select fw.note($1)', ['session.ended']);
  });
}
