/**
 * Passkeys (WebAuthn Level 3) with user verification: enough by themselves, since having and knowing or being are
 * both shown (design chapter 20, section 14). Challenges travel in signed notes and are good once.
 */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { actAs, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { countAttempt, isFirstUse } from './attempts.ts';
import { passkeyFacts } from './facts.ts';
import { openInvitation, useInvitation } from './invitations.ts';
import { PROOF_LIFE } from './may-issue.ts';
import { refuse, type RefusedWhy, refusing } from './refused-tries.ts';
import { freshProof, ownAct, renewProof, startSession } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

/** Whom passkeys are for: the host of the installation, and pages of exactly this address. */
export type RelyingParty = { id: string; origin: string; name: string };

/** @param origin public address of the installation, such as `https://help.example` */
export const relyingParty = (origin: string, name: string): RelyingParty => {
  const url = new URL(origin);
  return { id: url.hostname, origin: url.origin, name };
};

const TIME = 5 * 60_000;
/** Most passkeys of one account. */
const MOST = 10;
/** Answers of one passkey in a quarter of an hour: nobody guesses a signature, a broken program may loop. */
const MOST_ANSWERS = 60;

export type Registration = { options: PublicKeyCredentialCreationOptionsJSON; note: string };
export type SignInAsk = { options: PublicKeyCredentialRequestOptionsJSON; note: string };
/** What a browser gave back for a note. */
export type Answer<R> = { note: string; response: R };

const wrong = (): Problem =>
  new Problem('not_signed_in', {
    detail: 'This passkey could not be used here. Try again, or sign in with your password.',
  });

/** Options for a new passkey of the own account. @throws `proof_needed`, `conflict` when there are ten already. */
export async function beginPasskey(door: StaffDoor, worker: Worker): Promise<Registration> {
  const known = await actAs(door, ownAct(worker, 'POST /staff/me/passkeys/options'), async (tx) => {
    await freshProof(tx, worker);
    return tx.query<{
      login: string;
      display_name: string;
      ids: Buffer[];
    }>(
      `select a.login, a.display_name, array(select k.credential_id from staff.passkey k where k.account_id = a.account_id) as ids
       from staff.account a where a.account_id = $1`,
      [worker.actor],
    );
  });
  const [own] = known;
  if (!own) throw new Problem('not_found');
  if (own.ids.length >= MOST)
    throw new Problem('conflict', {
      detail: `There are ${MOST} passkeys already: remove one first.`,
    });
  return registration(door, worker.actor, own, own.ids, `session|${worker.actor}`);
}

/** The same with a link of invitation instead of a session. */
export async function beginPasskeySetUp(door: StaffDoor, token: string): Promise<Registration> {
  const facts = await openInvitation(door, token);
  return registration(door, facts.account_id, facts, [], `invitation|${token}`);
}

async function registration(
  door: StaffDoor,
  account: string,
  { login, display_name: name }: { login: string; display_name: string },
  known: readonly Buffer[],
  who: string,
): Promise<Registration> {
  const options = await generateRegistrationOptions({
    rpID: door.party.id,
    rpName: door.party.name,
    userName: login,
    userDisplayName: name,
    userID: new Uint8Array(userId(account)),
    attestationType: 'none',
    timeout: TIME,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known.map((id) => ({ id: id.toString('base64url') })),
  });
  const content = JSON.stringify({ challenge: options.challenge, who });
  return { options, note: door.steps.write('passkey-new', content, TIME, door.now()) };
}

/** An account's id as the 16 bytes that the authenticator keeps: random, it names nobody. */
const userId = (account: string): Buffer => Buffer.from(account.replaceAll('-', ''), 'hex');

type Made = NonNullable<Awaited<ReturnType<typeof verifyRegistrationResponse>>['registrationInfo']>;

async function verified(
  door: StaffDoor,
  { note, response }: Answer<RegistrationResponseJSON>,
  who: string,
): Promise<Made> {
  const content = door.steps.read('passkey-new', note, door.now());
  const kept = content ? (JSON.parse(content) as { challenge: string; who: string }) : undefined;
  if (!kept || kept.who !== who || !(await isFirstUse(door.database, note))) throw wrong();
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge: kept.challenge,
    expectedOrigin: door.party.origin,
    expectedRPID: door.party.id,
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!result?.verified) throw wrong();
  return result.registrationInfo;
}

async function keep(
  tx: InContext,
  who: { account: string; org: string },
  { credential, credentialBackedUp }: Made,
  label: string,
): Promise<void> {
  const made = await tx.execute(
    `insert into staff.passkey (credential_id, org_id, account_id, public_key, counter, transports, backed_up, label)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (credential_id) do nothing`,
    [
      Buffer.from(credential.id, 'base64url'),
      who.org,
      who.account,
      Buffer.from(credential.publicKey),
      credential.counter,
      credential.transports ?? [],
      credentialBackedUp,
      label,
    ],
  );
  if (!made) throw new Problem('conflict', { detail: 'This passkey is registered already.' });
  await tx.query('select fw.note($1)', ['passkey.added']);
}

/**
 * Keeps a new passkey of the own account: the proof was fresh when it began, and the session has not ended since.
 * @throws `not_signed_in` when the answer does not hold, `conflict` when it is known, `proof_needed`.
 */
export async function addPasskey(
  door: StaffDoor,
  worker: Worker,
  answer: Answer<RegistrationResponseJSON> & { label: string },
): Promise<void> {
  const made = await verified(door, answer, `session|${worker.actor}`);
  await actAs(door, ownAct(worker, 'POST /staff/me/passkeys'), async (tx) => {
    await freshProof(tx, worker, PROOF_LIFE + TIME);
    await keep(tx, { account: worker.actor, org: worker.org }, made, answer.label);
  });
}

/**
 * Accepts an invitation with a passkey: no password is needed. A way back also puts out whoever was in, and whatever
 * passkeys there were. @returns the secret of a new session.
 */
export async function acceptWithPasskey(
  door: StaffDoor,
  token: string,
  answer: Answer<RegistrationResponseJSON> & { label: string },
): Promise<string> {
  const facts = await openInvitation(door, token);
  const whose = { account: facts.account_id };
  const made = await refusing(door, ['not_signed_in'], { way: 'link', why: 'wrong', whose }, () =>
    verified(door, answer, `invitation|${token}`),
  );
  const who = { account: facts.account_id, org: facts.org_id };
  await useInvitation(door, token, facts, (tx) => keep(tx, who, made, answer.label));
  const passkey = Buffer.from(made.credential.id, 'base64url');
  return startSession(door, who, 'passkey', { passkey });
}

/** Takes a passkey away. @throws `conflict` when it is the only way in, `not_found`. */
export async function removePasskey(
  door: StaffDoor,
  worker: Worker,
  credential: string,
): Promise<void> {
  await actAs(door, ownAct(worker, 'POST /staff/me/passkeys/{id}/remove'), async (tx) => {
    await freshProof(tx, worker);
    // A provider whose word is one factor lets nobody in who has no second step of her own.
    const rows = await tx.query<{ other: boolean }>(
      `select a.password_hash is not null
         or exists (select from staff.passkey k where k.account_id = a.account_id and k.credential_id <> $2)
         or exists (select from staff.identity i join staff.provider p using (org_id, issuer) where i.account_id = a.account_id
           and (a.totp_sealed is not null or cardinality(p.accepted_acr) + cardinality(p.accepted_amr) > 0)) as other
       from staff.account a where a.account_id = $1 for update`,
      [worker.actor, Buffer.from(credential, 'base64url')],
    );
    if (!rows[0]?.other)
      throw new Problem('conflict', {
        detail: 'This is the only way in: add another passkey or a password first.',
      });
    const gone = await tx.execute(
      'delete from staff.passkey where account_id = $1 and credential_id = $2',
      [worker.actor, Buffer.from(credential, 'base64url')],
    );
    if (!gone) throw new Problem('not_found');
    await tx.query('select fw.note($1)', ['passkey.removed']);
  });
}

/** Options to sign in: no account is named, the passkey itself says whose it is. */
export async function beginPasskeySignIn(door: StaffDoor): Promise<SignInAsk> {
  const options = await generateAuthenticationOptions({
    rpID: door.party.id,
    userVerification: 'required',
    timeout: TIME,
  });
  return {
    options,
    note: door.steps.write('passkey-in', options.challenge, TIME, door.now()),
  };
}

/** Who answered, after every check; the counter has moved. @throws `not_signed_in`, `too_many`. */
export async function whoseKey(
  door: StaffDoor,
  { note, response }: Answer<AuthenticationResponseJSON>,
  way: 'passkey' | 'proof',
): Promise<{ account: string; org: string }> {
  const credential = Buffer.from(response.id, 'base64url');
  const facts = await passkeyFacts(door.database, credential);
  const whose = facts && { account: facts.account_id };
  const refused = (why: RefusedWhy): Promise<Problem> => refuse(door, { way, why, whose }, wrong());
  const challenge = door.steps.read('passkey-in', note, door.now());
  if (!challenge) throw await refused('late');
  if (!(await isFirstUse(door.database, note))) throw await refused('used');
  await refusing(door, ['too_many'], { way, why: 'too_many', whose }, () =>
    countAttempt(door.database, 'passkey', response.id, MOST_ANSWERS),
  );
  if (!facts) throw await refused('unknown');
  if (!facts.open) throw await refused('closed');
  const handle = response.response.userHandle;
  if (handle && handle !== userId(facts.account_id).toString('base64url'))
    throw await refused('wrong');
  const result = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: door.party.origin,
    expectedRPID: door.party.id,
    requireUserVerification: true,
    credential: {
      id: response.id,
      publicKey: new Uint8Array(facts.public_key),
      counter: Number(facts.counter),
    },
  }).catch(() => undefined);
  if (!result?.verified) throw await refused('wrong');
  const who = { account: facts.account_id, org: facts.org_id };
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  const act = {
    kind: 'job',
    actor: who.account,
    org: who.org,
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'job:sign-in',
  } as const;
  // A copied authenticator shows the same count twice: the second changes no row. Many always show 0.
  const moved = await actAs(door, act, (tx) =>
    tx.execute(
      `update staff.passkey set counter = $2, backed_up = $3, last_used_on = current_date
       where credential_id = $1 and (counter < $2 or (counter = 0 and $2 = 0))`,
      [credential, newCounter, credentialBackedUp],
    ),
  );
  if (!moved) throw await refused('used');
  return who;
}

/** Signs in. @returns the secret of a new session. @throws `not_signed_in`, `too_many`. */
export async function signInWithPasskey(
  door: StaffDoor,
  answer: Answer<AuthenticationResponseJSON>,
): Promise<string> {
  const passkey = Buffer.from(answer.response.id, 'base64url');
  return startSession(door, await whoseKey(door, answer, 'passkey'), 'passkey', { passkey });
}

/** Shows with a passkey of the own account that it is still her. @throws `not_signed_in`. */
export async function proveWithPasskey(
  door: StaffDoor,
  worker: Worker,
  answer: Answer<AuthenticationResponseJSON>,
): Promise<void> {
  const { account } = await whoseKey(door, answer, 'proof');
  if (account !== worker.actor)
    throw await refuse(
      door,
      { way: 'proof', why: 'wrong', whose: { account: worker.actor } },
      wrong(),
    );
  await renewProof(door, worker);
}
