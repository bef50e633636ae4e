/** The first sign-in through a provider with a link of invitation: it ties the identity there to the account. */
import type { InContext } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { InvitationFacts } from './facts.ts';
import { openInvitation, useInvitation } from './invitations.ts';
import { keepNewFactor } from './new-factor.ts';
import { refuse, refusing } from './refused-tries.ts';
import { factorSetUp, factorStep, newFactorSecret } from './second-factor.ts';
import { startSession } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

/** An identity at a provider: `subject` is the hash that is kept. */
export type Identity = { org: string; issuer: string; subject: Buffer };
/** What an app has to read, and the note for its first code. */
export type Enrolment = { note: string; uri: string; typed: string };

/** How long somebody may take to set up the app. */
const TIME = 30 * 60_000;

const wrong = (): Problem =>
  new Problem('not_signed_in', {
    detail: 'This sign-in did not work. Begin again, or ask your administrator.',
  });

/** Uses the invitation up with the identity, and with what `more` writes. @throws `not_signed_in` when the identity is another account's. */
async function tie(
  door: StaffDoor,
  token: string,
  invited: InvitationFacts,
  { org, issuer, subject }: Identity,
  more: (tx: InContext) => Promise<void> = async () => {},
): Promise<void> {
  const tried = { way: 'provider', why: 'wrong', whose: { account: invited.account_id } } as const;
  if (invited.org_id !== org) throw await refuse(door, tried, wrong());
  await refusing(door, ['not_signed_in'], tried, () =>
    useInvitation(door, token, invited, async (tx) => {
      const made = await tx.execute(
        `insert into staff.identity (issuer, subject_hash, org_id, account_id) values ($1, $2, $3, $4)
         on conflict (issuer, subject_hash) do nothing`,
        [issuer, subject, org, invited.account_id],
      );
      if (!made) throw wrong();
      await more(tx);
    }),
  );
}

/** A provider whose word is enough: the account is tied, and a session begins. @returns its secret. */
export async function link(
  door: StaffDoor,
  token: string,
  invited: InvitationFacts,
  who: Identity,
): Promise<string> {
  await tie(door, token, invited, who);
  return startSession(door, { account: invited.account_id, org: who.org }, 'provider', who);
}

/** A provider whose word is one factor: before anything is tied, an app for codes is set up. */
export function beginEnrolment(
  door: StaffDoor,
  token: string,
  { org, issuer, subject }: Identity,
  login: string,
): Enrolment {
  const secret = newFactorSecret();
  const content = JSON.stringify({
    token,
    org,
    issuer,
    subject: subject.toString('base64'),
    secret: secret.toString('base64'),
  });
  const note = door.steps.write('provider-set-up', content, TIME, door.now());
  return { note, ...factorSetUp(secret, login) };
}

/**
 * The first code of the app: identity, app and recovery codes are kept together, and a session begins.
 * @returns recovery codes to print, shown once, and the secret of the session. @throws `bad_input` for a code that does not fit.
 */
export async function finishEnrolment(
  door: StaffDoor,
  note: string,
  code: string,
): Promise<{ session: string; recoveryCodes: string[] }> {
  const content = door.steps.read('provider-set-up', note, door.now());
  if (!content)
    throw await refuse(
      door,
      { way: 'link', why: 'late' },
      new Problem('not_signed_in', { detail: 'This took too long. Open the link again.' }),
    );
  const { token, org, issuer, ...kept } = JSON.parse(content) as Record<
    'token' | 'org' | 'issuer' | 'subject' | 'secret',
    string
  >;
  const who = { org, issuer, subject: Buffer.from(kept.subject, 'base64') };
  const invited = await openInvitation(door, token);
  const secret = Buffer.from(kept.secret, 'base64');
  const step = factorStep(secret, code, 0, door.now());
  if (step === undefined)
    throw new Problem('bad_input', {
      field: 'code',
      errors: [{ field: 'code', expected: 'the six digits that the app shows now' }],
    });
  const account = { account: invited.account_id, org };
  let made = { factor: Buffer.alloc(0) as Buffer, recoveryCodes: [] as string[] };
  await tie(door, token, invited, who, async (tx) => {
    made = await keepNewFactor(door, tx, account, { secret, step });
  });
  const by = { ...who, factor: made.factor };
  return {
    session: await startSession(door, account, 'provider', by),
    recoveryCodes: made.recoveryCodes,
  };
}
