/**
 * The second step after a provider whose word is one factor: a code of the account's own app, a recovery code, or a passkey of its own
 * (ASVS 6.8.4). Who passed the provider carries a signed note to it; the provider, the account and the step are looked at once more.
 */
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { actAs } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { countAttempt, isFirstUse } from './attempts.ts';
import { providerFacts } from './facts.ts';
import { type Answer, whoseKey } from './passkeys.ts';
import type { Identity } from './provider-links.ts';
import { refuse, type RefusedWhy, refusing, type TriedWay } from './refused-tries.ts';
import { startSession } from './sessions.ts';
import { CODE_TIME, type StaffDoor } from './sign-in.ts';
import { type FactorFacts, useCode } from './use-factor.ts';

type Passed = Identity & { account: string };
type Own = Pick<FactorFacts, 'totp_sealed' | 'totp_last'> & { passkeys: number };

const wrong = (): Problem =>
  new Problem('not_signed_in', {
    detail: 'This code is not right, or it was used. Wait for the next one.',
  });
const tooLate = (): Problem =>
  new Problem('not_signed_in', { detail: 'This took too long. Begin again.' });

/** A note for somebody who has just passed the provider. */
export const writeStep = (door: StaffDoor, { subject, ...who }: Passed): string =>
  door.steps.write(
    'provider-step',
    JSON.stringify({ ...who, subject: subject.toString('base64') }),
    CODE_TIME,
    door.now(),
  );

function readOwn(door: StaffDoor, { account, org }: { account: string; org: string }) {
  const act = {
    kind: 'job',
    actor: account,
    org,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  } as const;
  return actAs(door, act, async (tx) => {
    const [own] = await tx.query<Own>(
      `select totp_sealed, totp_last,
         (select count(*)::int from staff.passkey k where k.account_id = a.account_id) as passkeys
       from staff.account a where account_id = $1`,
      [account],
    );
    return own;
  });
}

/** By what somebody of this account can take a second step of her own. */
export async function ownStep(
  door: StaffDoor,
  who: { account: string; org: string },
): Promise<{ code: boolean; passkey: boolean }> {
  const own = await readOwn(door, who);
  return { code: Boolean(own?.totp_sealed), passkey: (own?.passkeys ?? 0) > 0 };
}

/** By what the note can be answered, for showing the step once more; nothing when it is over. */
export async function ownStepOf(
  door: StaffDoor,
  note: string,
): Promise<{ code: boolean; passkey: boolean } | undefined> {
  const content = door.steps.read('provider-step', note, door.now());
  return content
    ? ownStep(door, JSON.parse(content) as { account: string; org: string })
    : undefined;
}

/** Judges a note and counts the try. @returns who passed the provider, which is still pinned. @throws `not_signed_in`, `too_many`. */
async function passed(
  door: StaffDoor,
  note: string,
  way: TriedWay,
): Promise<{ who: Passed; refused: (why: RefusedWhy, account?: string) => Promise<Problem> }> {
  const content = door.steps.read('provider-step', note, door.now());
  if (!content) throw await refuse(door, { way, why: 'late' }, tooLate());
  const kept = JSON.parse(content) as Omit<Passed, 'subject'> & { subject: string };
  const who = { ...kept, subject: Buffer.from(kept.subject, 'base64') };
  const whose = { account: who.account };
  const refused = (why: RefusedWhy): Promise<Problem> => refuse(door, { way, why, whose }, wrong());
  // Only whoever passed the provider as her comes here, so nobody else uses up her tries.
  await refusing(door, ['too_many'], { way, why: 'too_many', whose }, () =>
    countAttempt(door.database, 'second', who.account),
  );
  if (!(await providerFacts(door.database, who.org, who.issuer))) throw await refused('closed');
  return { who, refused };
}

/** The second step by a code of the app or a recovery code. @returns the secret of a new session. @throws `not_signed_in`, `too_many`. */
export async function tryStepCode(door: StaffDoor, note: string, code: string): Promise<string> {
  const { who, refused } = await passed(door, note, 'code');
  const own = await readOwn(door, who);
  if (!own?.totp_sealed) throw await refused('closed');
  const facts = { ...own, account_id: who.account, org_id: who.org };
  const was = await useCode(door, facts, code);
  if (was === 'wrong' || was === 'used') throw await refused(was);
  if (!(await isFirstUse(door.database, note))) throw await refused('used');
  const by = { issuer: who.issuer, subject: who.subject, factor: own.totp_sealed };
  return startSession(door, who, 'provider', by);
}

/** The same by a passkey of the account. */
export async function tryStepPasskey(
  door: StaffDoor,
  step: string,
  answer: Answer<AuthenticationResponseJSON>,
): Promise<string> {
  const { who, refused } = await passed(door, step, 'passkey');
  const { account } = await whoseKey(door, answer, 'passkey');
  if (account !== who.account) throw await refused('wrong');
  if (!(await isFirstUse(door.database, step))) throw await refused('used');
  const passkey = Buffer.from(answer.response.id, 'base64url');
  return startSession(door, who, 'provider', {
    issuer: who.issuer,
    subject: who.subject,
    passkey,
  });
}
