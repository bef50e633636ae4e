/**
 * The way into a new account, or back into one whose factors are lost: a link that an administrator hands over
 * face to face. Back in takes two administrators; it never goes by mail (chapter 20, section 14).
 */
import { randomBytes } from 'node:crypto';
import { actAs, asWorker, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { countAttempt } from './attempts.ts';
import { type InvitationFacts, invitationFacts } from './facts.ts';
import { secretHash } from './may-issue.ts';
import { keepNewFactor } from './new-factor.ts';
import { hashPassword, passwordFault } from './password.ts';
import { namesAround } from './password-context.ts';
import { factorSetUp, factorStep, newFactorSecret } from './second-factor.ts';
import { refuse, refusing } from './refused-tries.ts';
import { freshProof, holdAccount, startSession } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

/** How long a link is good: a new account three days, the way back one hour. */
export const INVITATION_HOURS = { new: 72, recovery: 1 } as const;
const SET_UP_TIME = 30 * 60_000;

const tokenHash = (token: string): Buffer => secretHash(`invitation|${token}`);

/**
 * Makes a link for an account of the own organisation. For a way back it opens only after `seconded`.
 * @returns the secret part of the link, shown once.
 */
export function invite(
  door: StaffDoor,
  worker: Worker,
  account: string,
  why: InvitationFacts['why'],
): Promise<{ token: string; hash: string }> {
  const token = randomBytes(24).toString('base64url');
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'POST /staff/accounts/{id}/invitation',
  } as const;
  return actAs(door, act, async (tx) => {
    await freshProof(tx, worker);
    const made = await tx.execute(
      `insert into staff.invitation (token_hash, org_id, account_id, why, made_by, ends_at)
       select $1, a.org_id, a.account_id, $3, $4, clock_timestamp() + make_interval(hours => $5)
       from staff.account a where a.account_id = $2 and a.closed_at is null`,
      [tokenHash(token), account, why, worker.actor, INVITATION_HOURS[why]],
    );
    if (!made) throw new Problem('not_found');
    await tx.query('select fw.note($1, $2)', ['account.invited', { account, why }]);
    return { token, hash: tokenHash(token).toString('hex') };
  });
}

/** A second administrator says yes to a way back. @throws `second_person_needed` when it is the same one, `not_found`. */
export function secondInvitation(door: StaffDoor, worker: Worker, hash: string): Promise<void> {
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'POST /staff/invitations/{id}/second',
  } as const;
  return actAs(door, act, async (tx) => {
    await freshProof(tx, worker);
    const rows = await tx.query<{ made_by: string; account_id: string }>(
      'select made_by, account_id from staff.invitation where token_hash = $1 and used_at is null and second_by is null',
      [Buffer.from(hash, 'hex')],
    );
    const invitation = rows[0];
    if (!invitation) throw new Problem('not_found');
    if (invitation.made_by === worker.actor || invitation.account_id === worker.actor)
      throw new Problem('second_person_needed');
    await tx.execute('update staff.invitation set second_by = $2 where token_hash = $1', [
      Buffer.from(hash, 'hex'),
      worker.actor,
    ]);
    await tx.query('select fw.note($1, $2)', [
      'account.way_back',
      { account: invitation.account_id },
    ]);
  });
}

/** Who a link is for. @throws `not_found` for a link that is unknown, used, past its end or not yet seconded; `too_many`. */
export async function openInvitation(door: StaffDoor, token: string): Promise<InvitationFacts> {
  const whose = { link: tokenHash(token) };
  await refusing(door, ['too_many'], { way: 'link', why: 'too_many', whose }, () =>
    countAttempt(door.database, 'invitation', token.slice(0, 64)),
  );
  const facts = await invitationFacts(door.database, whose.link);
  if (!facts)
    throw await refuse(door, { way: 'link', why: 'unknown', whose }, new Problem('not_found'));
  return facts;
}

/**
 * First half: a password is chosen. @returns what the app has to read, and a note for the second half.
 * @throws `bad_input` with why the password cannot be taken.
 */
export async function choosePassword(
  door: StaffDoor,
  token: string,
  password: string,
): Promise<{ note: string; uri: string; typed: string }> {
  const facts = await openInvitation(door, token);
  const fault = passwordFault(password, facts, await namesAround(door, facts.org_id));
  if (fault)
    throw new Problem('bad_input', {
      field: 'password',
      errors: [{ field: 'password', expected: PASSWORD_WORDS[fault] }],
      detail: PASSWORD_WORDS[fault],
    });
  const secret = newFactorSecret();
  const note = door.steps.write(
    'set-up',
    JSON.stringify({
      token,
      hash: await hashPassword(password),
      secret: secret.toString('base64'),
    }),
    SET_UP_TIME,
    door.now(),
  );
  return { note, ...factorSetUp(secret, facts.login) };
}

export const PASSWORD_WORDS = {
  short: 'at least 12 signs; several words in a row are easy to keep in mind',
  long: 'at most 200 signs',
  login: 'something without your sign-in name in it',
  context: 'something without the name of this service or of your organisation in it',
  plain: 'less regular: not one sign again and again, not a run of neighbours',
  guessed:
    'harder to guess: not one of the passwords that many use, nor such a one with digits or signs behind it',
} as const;

/**
 * Second half: the first code of the app proves that it was read. The link is used up, the account has password,
 * factor and recovery codes, and a session begins.
 * @returns recovery codes to print, shown once, and the secret of the session.
 */
export async function finishSetUp(
  door: StaffDoor,
  note: string,
  code: string,
): Promise<{ session: string; recoveryCodes: string[]; login: string }> {
  const content = door.steps.read('set-up', note, door.now());
  if (!content)
    throw await refuse(
      door,
      { way: 'link', why: 'late' },
      new Problem('not_signed_in', { detail: 'This took too long. Open the link again.' }),
    );
  const { token, hash, secret } = JSON.parse(content) as Record<
    'token' | 'hash' | 'secret',
    string
  >;
  const facts = await openInvitation(door, token);
  const factor = Buffer.from(secret, 'base64');
  const step = factorStep(factor, code, 0, door.now());
  if (step === undefined)
    throw new Problem('bad_input', {
      field: 'code',
      errors: [{ field: 'code', expected: 'the six digits that the app shows now' }],
    });
  const who = { account: facts.account_id, org: facts.org_id };
  let made = { factor: Buffer.alloc(0) as Buffer, recoveryCodes: [] as string[] };
  await useInvitation(door, token, facts, async (tx) => {
    made = await keepNewFactor(door, tx, who, { secret: factor, step, password: hash });
  });
  return {
    session: await startSession(door, who, 'password', { password: hash, factor: made.factor }),
    login: facts.login,
    recoveryCodes: made.recoveryCodes,
  };
}

/**
 * Uses a link up, once, with what makes the way in. A new account has no way in yet; a way back closes every one
 * that there was, and puts out whoever had got in.
 * @throws `not_found` when it was used meanwhile.
 */
export function useInvitation(
  door: StaffDoor,
  token: string,
  facts: InvitationFacts,
  work: (tx: InContext) => Promise<void>,
): Promise<void> {
  const account = facts.account_id;
  const act = {
    kind: 'job',
    actor: account,
    org: facts.org_id,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  } as const;
  const tried = { way: 'link', why: 'used', whose: { account } } as const;
  return refusing(door, ['not_found', 'second_person_needed'], tried, () =>
    actAs(door, act, async (tx) => {
      await holdAccount(tx, account);
      const used = await tx.execute(
        'update staff.invitation set used_at = clock_timestamp() where token_hash = $1 and used_at is null',
        [tokenHash(token)],
      );
      if (!used) throw new Problem('not_found');
      await tx.execute(
        'update staff.session set ended_at = clock_timestamp() where account_id = $1 and ended_at is null',
        [account],
      );
      await tx.execute('delete from staff.recovery_code where account_id = $1', [account]);
      await tx.execute('delete from staff.passkey where account_id = $1', [account]);
      await tx.execute('delete from staff.identity where account_id = $1', [account]);
      await tx.execute(
        'update staff.account set password_hash = null, totp_sealed = null where account_id = $1',
        [account],
      );
      await work(tx);
      await tx.query('select fw.note($1, $2)', ['account.set_up', { why: facts.why }]);
    }),
  );
}

export type WaitingWayBack = {
  /** Names it for the second administrator; the link itself is known to the first alone. */
  hash: string;
  account_id: string;
  login: string;
  made_by: string;
  made_by_login: string;
  ends_at: Date;
};

/** Ways back of the own organisation that wait for a second administrator. */
export function waitingWaysBack(door: StaffDoor, worker: Worker): Promise<WaitingWayBack[]> {
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'GET /staff/ways-back',
  } as const;
  return actAs(door, act, (tx) =>
    tx.query<WaitingWayBack>(
      `select encode(i.token_hash, 'hex') as hash, i.account_id, a.login, i.made_by, m.login as made_by_login, i.ends_at
       from staff.invitation i join staff.account a using (account_id) left join staff.account m on m.account_id = i.made_by
       where i.why = 'recovery' and i.used_at is null and i.second_by is null and i.ends_at > clock_timestamp()
       order by i.ends_at limit 100`,
    ),
  );
}
