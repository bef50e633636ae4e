/** Signing in with a password and then a second factor (chapter 20, section 14). Equal answers and times for unknown names. */
import type { Firewall } from '../firewall/index.ts';
import { actAs } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { countAttempt, isFirstUse, plainLogin } from './attempts.ts';
import { type LoginFacts, loginFacts } from './facts.ts';
import { factorKey, factorPlace } from './factor-secret.ts';
import { knownNumber, withMark } from './known-browser.ts';
import type { RelyingParty } from './passkeys.ts';
import { isPassword } from './password.ts';
import type { Steps } from './sealed-steps.ts';
import { factorStep, recoveryHash } from './second-factor.ts';
import { startSession } from './sessions.ts';

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

/** One try: of the browser where somebody of this name has signed in before, else of all others together. */
function countTry(
  door: StaffDoor,
  what: 'login' | 'code',
  login: string,
  known: string | undefined,
): Promise<void> {
  const number = knownNumber(door.steps, login, known, door.now());
  return number === undefined
    ? countAttempt(door.database, what, login)
    : countAttempt(door.database, 'known', `${what}|${number}`);
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
  await countTry(door, 'login', login, known);
  const facts = await loginFacts(door.database, login);
  const fits = await isPassword(facts?.password_hash ?? null, password);
  if (!fits || !facts?.open || !facts.totp_sealed) throw wrong();
  return door.steps.write('code', login, CODE_TIME, door.now());
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
  if (!login) throw new Problem('not_signed_in', { detail: 'This took too long. Begin again.' });
  await countTry(door, 'code', login, known);
  const facts = await loginFacts(door.database, login);
  if (!facts?.open || !facts.totp_sealed || facts.password_hash === null) throw wrongCode();
  const who = { account: facts.account_id, org: facts.org_id };
  const how = (await useFactor(door, facts, code))
    ? 'password'
    : (await useRecovery(door, who, code))
      ? 'recovery'
      : null;
  if (!how) throw wrongCode();
  if (!(await isFirstUse(door.database, note))) throw wrongCode();
  const by = { password: facts.password_hash, factor: facts.totp_sealed };
  return startSession(door, who, how, by);
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

const signingIn = (who: { account: string; org: string }) =>
  ({
    kind: 'job',
    actor: who.account,
    org: who.org,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  }) as const;

export async function useFactor(
  door: StaffDoor,
  facts: LoginFacts,
  code: string,
): Promise<boolean> {
  const who = { account: facts.account_id, org: facts.org_id };
  return actAs(door, signingIn(who), async (tx) => {
    const [opened] = await door.keeper.open({
      nonce: tx.nonce,
      purpose: 'staff.sign_in',
      items: [
        {
          key: factorKey(who.account),
          place: factorPlace(who.account),
          sealed: facts.totp_sealed ?? Buffer.alloc(0),
        },
      ],
    });
    if (opened?.state !== 'open') return false;
    const step = factorStep(opened.plain, code, Number(facts.totp_last), door.now());
    if (step === undefined) return false;
    // Two requests with one code: the second changes no row.
    const used = await tx.execute(
      'update staff.account set totp_last = $2 where account_id = $1 and totp_last < $2',
      [who.account, step],
    );
    return used === 1;
  });
}

export function useRecovery(
  door: StaffDoor,
  who: { account: string; org: string },
  code: string,
): Promise<boolean> {
  return actAs(door, signingIn(who), async (tx) => {
    const used = await tx.execute(
      'update staff.recovery_code set used_at = clock_timestamp() where code_hash = $1 and account_id = $2 and used_at is null',
      [recoveryHash(code), who.account],
    );
    if (used) await tx.query('select fw.note($1)', ['recovery_code.used']);
    return used === 1;
  });
}
