/** Signing in with a password and then a second factor (chapter 20, section 14). Equal answers and times for unknown names. */
import { actAs, type Firewall } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { countAttempt, isFirstUse, plainLogin } from './attempts.ts';
import { loginFacts } from './facts.ts';
import { knownNumber, withMark } from './known-browser.ts';
import type { RelyingParty } from './passkeys.ts';
import { isOutdated, hashPassword, isPassword } from './password.ts';
import { refuse, type RefusedWhy, refusing } from './refused-tries.ts';
import type { Steps } from './sealed-steps.ts';
import { startSession } from './sessions.ts';
import { useCode } from './use-factor.ts';

/** What the verbs of the staff room need: firewall, signed notes, a clock (ms since 1970), and whom passkeys are for. */
export type StaffDoor = Firewall & { steps: Steps; now: () => number; party: RelyingParty };

/** How long somebody may look for her phone between password and code, ms. */
export const CODE_TIME = 5 * 60_000;

const wrong = (): Problem =>
  new Problem('not_signed_in', { detail: 'The name or the password is not right. Try again.' });
const wrongCode = (): Problem =>
  new Problem('not_signed_in', {
    detail: 'This code is not right, or it was used. Wait for the next one.',
  });

const tooLate = (): Problem =>
  new Problem('not_signed_in', { detail: 'This took too long. Begin again.' });

/** One try: of the browser where somebody of this name has signed in before, else of all others together. */
function countTry(
  door: StaffDoor,
  [what, way]: ['login', 'password'] | ['code', 'code'],
  login: string,
  known: string | undefined,
): Promise<void> {
  const number = knownNumber(door.steps, login, known, door.now());
  return refusing(door, ['too_many'], { way, why: 'too_many', whose: { login } }, () =>
    number === undefined
      ? countAttempt(door.database, what, login)
      : countAttempt(door.database, 'known', `${what}|${number}`),
  );
}

/**
 * The first step. @returns a note for the second step.
 * @param known what the cookie of known browsers says
 * @throws `not_signed_in` for a wrong name, password or closed account alike; `too_many`.
 */
export async function tryPassword(
  door: StaffDoor,
  typed: string,
  password: string,
  known?: string,
): Promise<string> {
  const login = plainLogin(typed);
  await countTry(door, ['login', 'password'], login, known);
  const facts = await loginFacts(door.database, login);
  const fits = await isPassword(facts?.password_hash ?? null, password);
  if (!fits || !facts?.open || !facts.totp_sealed) {
    const why = !facts ? 'unknown' : facts.open ? 'wrong' : 'closed';
    throw await refuse(door, { way: 'password', why, whose: { login } }, wrong());
  }
  if (facts.password_hash !== null && isOutdated(facts.password_hash))
    await hashAnew(door, { ...facts, kept: facts.password_hash }, password);
  return door.steps.write('code', login, CODE_TIME, door.now());
}

/** Keeps the password that was just right with the work that is asked now; one that was changed meanwhile stays. */
async function hashAnew(
  door: StaffDoor,
  { account_id: account, org_id: org, kept }: { account_id: string; org_id: string; kept: string },
  password: string,
): Promise<void> {
  const hash = await hashPassword(password);
  const act = {
    kind: 'job',
    actor: account,
    org,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  } as const;
  await actAs(door, act, async (tx) => {
    await tx.execute(
      'update staff.account set password_hash = $3 where account_id = $1 and password_hash = $2',
      [account, kept, hash],
    );
    await tx.query('select fw.note($1)', ['password.hashed_anew']);
  });
}

/**
 * The second step: a code of the app, or a recovery code. @returns the secret of a new session.
 * @throws `not_signed_in`, `too_many`.
 */
export async function tryCode(
  door: StaffDoor,
  note: string,
  code: string,
  known?: string,
): Promise<string> {
  const login = door.steps.read('code', note, door.now());
  const refused = (why: RefusedWhy, problem = wrongCode()): Promise<Problem> =>
    refuse(door, { way: 'code', why, whose: login === undefined ? undefined : { login } }, problem);
  if (!login) throw await refused('late', tooLate());
  await countTry(door, ['code', 'code'], login, known);
  const facts = await loginFacts(door.database, login);
  if (!facts?.open || !facts.totp_sealed || facts.password_hash === null)
    throw await refused('closed');
  const was = await useCode(door, facts, code);
  if (was === 'wrong' || was === 'used') throw await refused(was);
  if (!(await isFirstUse(door.database, note))) throw await refused('used');
  const who = { account: facts.account_id, org: facts.org_id };
  const by = { password: facts.password_hash, factor: facts.totp_sealed };
  return startSession(door, who, was === 'factor' ? 'password' : 'recovery', by);
}

/** What the cookie of known browsers says from now on, after `tryCode` took this note. */
export function knownAfter(
  door: Pick<StaffDoor, 'steps' | 'now'>,
  note: string,
  known?: string,
): string {
  const login = door.steps.read('code', note, door.now());
  return login === undefined ? (known ?? '') : withMark(door.steps, login, known, door.now());
}
