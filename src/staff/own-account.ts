/** The own account: what it has, its password, its languages, and a fresh proof of who is there. */
import { type Static, Type } from 'typebox';
import { actAs, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { countAttempt } from './attempts.ts';
import { factorKey, factorPlace } from './factor-secret.ts';
import { loginFacts } from './facts.ts';
import { PASSWORD_WORDS } from './invitations.ts';
import { secretHash } from './may-issue.ts';
import { hashPassword, isPassword, passwordFault } from './password.ts';
import { namesAround } from './password-context.ts';
import { factorSetUp, factorStep, newFactorSecret } from './second-factor.ts';
import { refuse, refusing } from './refused-tries.ts';
import { freshProof, ownAct, renewProof } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';
import { useCode } from './use-factor.ts';

export type OwnAccount = {
  account_id: string;
  login: string;
  display_name: string;
  languages: string[];
  has_password: boolean;
  /** An app for codes is set up. */
  has_app: boolean;
  recovery_codes_left: number;
  sessions: {
    session_id: string;
    how: string;
    started_at: Date;
    ends_at: Date;
    this_one: boolean;
  }[];
  passkeys: {
    /** base64url. */
    credential_id: string;
    label: string;
    backed_up: boolean;
    created_at: Date;
    /** Day of the last use; nothing finer is kept. */
    last_used_on: string | null;
  }[];
  providers: string[];
};

/** The own account as it is now. */
export function readOwnAccount(door: StaffDoor, worker: Worker): Promise<OwnAccount> {
  return actAs(door, ownAct(worker, 'GET /staff/me'), async (tx) => {
    const rows = await tx.query<Omit<OwnAccount, 'sessions' | 'passkeys'>>(
      `select a.account_id, a.login, a.display_name, a.languages, a.password_hash is not null as has_password,
         a.totp_sealed is not null as has_app,
         (select count(*)::int from staff.recovery_code c where c.account_id = a.account_id and c.used_at is null) as recovery_codes_left,
         array(select i.issuer from staff.identity i where i.account_id = a.account_id) as providers
       from staff.account a where a.account_id = $1`,
      [worker.actor],
    );
    const [own] = rows;
    if (!own) throw new Problem('not_found');
    const sessions = await tx.query<OwnAccount['sessions'][number]>(
      `select session_id, how, started_at, ends_at, session_hash = $2 as this_one from staff.session
       where account_id = $1 and ended_at is null and ends_at > clock_timestamp() and seen_at + idle > clock_timestamp()
       order by started_at desc`,
      [worker.actor, secretHash(worker.session)],
    );
    const passkeys = await tx.query<
      Omit<OwnAccount['passkeys'][number], 'credential_id'> & { credential_id: Buffer }
    >(
      `select credential_id, label, backed_up, created_at, last_used_on from staff.passkey
       where account_id = $1 order by created_at`,
      [worker.actor],
    );
    return {
      ...own,
      sessions,
      passkeys: passkeys.map(({ credential_id: id, ...key }) => ({
        ...key,
        credential_id: id.toString('base64url'),
      })),
    };
  });
}

export const OwnInput = Type.Object(
  {
    display_name: Type.String({ minLength: 1, maxLength: 100 }),
    languages: Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), {
      maxItems: 20,
      uniqueItems: true,
    }),
  },
  { additionalProperties: false },
);
export type OwnInput = Static<typeof OwnInput>;

/** How one is called, and the languages one speaks: colleagues see both. */
export function changeOwn(door: StaffDoor, worker: Worker, input: OwnInput): Promise<void> {
  return actAs(door, ownAct(worker, 'POST /staff/me'), async (tx) => {
    await tx.execute(
      'update staff.account set display_name = $2, languages = $3 where account_id = $1',
      [worker.actor, input.display_name, input.languages],
    );
    await tx.query('select fw.note($1)', ['account.changed']);
  });
}

const wrong = (): Problem =>
  new Problem('not_signed_in', { detail: 'The password or the code is not right. Try again.' });

/** Shows with password and code that it is still the same person. @throws `not_signed_in`, `too_many`. */
export async function proveAgain(
  door: StaffDoor,
  worker: Worker,
  { password, code }: { password: string; code: string },
): Promise<void> {
  const { login } = await readOwnAccount(door, worker);
  const whose = { account: worker.actor };
  // Counted apart from the door, where anybody who knows the name can use up its tries.
  await refusing(door, ['too_many'], { way: 'proof', why: 'too_many', whose }, () =>
    countAttempt(door.database, 'proof', worker.actor),
  );
  const facts = await loginFacts(door.database, login);
  const fits = await isPassword(facts?.password_hash ?? null, password);
  if (!fits || !facts?.open || facts.account_id !== worker.actor)
    throw await refuse(door, { way: 'proof', why: 'wrong', whose }, wrong());
  const was = await useCode(door, facts, code);
  if (was === 'wrong' || was === 'used')
    throw await refuse(door, { way: 'proof', why: was, whose }, wrong());
  await renewProof(door, worker);
}

const ownFault = async (door: StaffDoor, worker: Worker, password: string) =>
  passwordFault(password, await readOwnAccount(door, worker), await namesAround(door, worker.org));

/**
 * Another password; every other session ends. Asks for a proof of the last five minutes.
 * @throws `bad_input` with why it cannot be taken, `proof_needed`, `conflict` without a second factor.
 */
export async function changePassword(
  door: StaffDoor,
  worker: Worker,
  password: string,
): Promise<void> {
  const fault = await ownFault(door, worker, password);
  if (fault)
    throw new Problem('bad_input', {
      field: 'password',
      errors: [{ field: 'password', expected: PASSWORD_WORDS[fault] }],
      detail: PASSWORD_WORDS[fault],
    });
  const hash = await hashPassword(password);
  await actAs(door, ownAct(worker, 'POST /staff/me/password'), async (tx) => {
    await freshProof(tx, worker);
    const changed = await tx.execute(
      'update staff.account set password_hash = $2 where account_id = $1 and totp_sealed is not null',
      [worker.actor, hash],
    );
    if (!changed)
      throw new Problem('conflict', { detail: 'A password needs a second factor: set up both.' });
    await endOthers(tx, worker);
    await tx.query('select fw.note($1)', ['password.changed']);
  });
}

type Tx = Parameters<Parameters<typeof actAs>[2]>[0];

async function endOthers(tx: Tx, worker: Worker): Promise<void> {
  await tx.execute(
    'update staff.session set ended_at = clock_timestamp() where account_id = $1 and ended_at is null and session_hash <> $2',
    [worker.actor, secretHash(worker.session)],
  );
}

const FACTOR_TIME = 30 * 60_000;

/** A new app for codes: what it has to read, and a note for `keepFactor`. */
export async function beginFactor(
  door: StaffDoor,
  worker: Worker,
): Promise<{ note: string; uri: string; typed: string }> {
  const { login } = await readOwnAccount(door, worker);
  const secret = newFactorSecret();
  const content = JSON.stringify({ who: worker.actor, secret: secret.toString('base64') });
  return {
    note: door.steps.write('new-factor', content, FACTOR_TIME, door.now()),
    ...factorSetUp(secret, login),
  };
}

/** Keeps the app once its first code shows that it was read. With `password`, that too: for accounts that had none. */
export async function keepFactor(
  door: StaffDoor,
  worker: Worker,
  { note, code, password }: { note: string; code: string; password?: string },
): Promise<void> {
  const content = door.steps.read('new-factor', note, door.now());
  const { who, secret } = JSON.parse(content ?? '{}') as { who?: string; secret?: string };
  if (who !== worker.actor || !secret)
    throw new Problem('bad_input', { field: 'code', detail: 'This took too long. Begin again.' });
  const factor = Buffer.from(secret, 'base64');
  const step = factorStep(factor, code, 0, door.now());
  if (step === undefined)
    throw new Problem('bad_input', {
      field: 'code',
      errors: [{ field: 'code', expected: 'the six digits that the app shows now' }],
    });
  const fault = password === undefined ? undefined : await ownFault(door, worker, password);
  if (fault) throw new Problem('bad_input', { field: 'password', detail: PASSWORD_WORDS[fault] });
  const hash = password === undefined ? null : await hashPassword(password);
  await actAs(door, ownAct(worker, 'POST /staff/me/factor'), async (tx) => {
    await freshProof(tx, worker);
    const [sealed] = await door.keeper.seal({
      nonce: tx.nonce,
      items: [{ key: factorKey(worker.actor), place: factorPlace(worker.actor), plain: factor }],
      make: true,
    });
    await tx.execute(
      `update staff.account set totp_sealed = $2, totp_last = $3, password_hash = coalesce($4, password_hash)
       where account_id = $1`,
      [worker.actor, sealed, step, hash],
    );
    await endOthers(tx, worker);
    await tx.query('select fw.note($1)', ['factor.changed']);
  });
}
