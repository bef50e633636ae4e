/**
 * Whether the keeper may sign a ticket: a live session with a role for the purpose, a person's own code,
 * or a job that the program itself runs (design chapter 20, sections 3 and 14).
 */
import { createHash } from 'node:crypto';
import type { Act, MayIssue } from '../firewall/index.ts';
import { FRESH_PROOF, type HeldRole, isPurpose, pointsFor, PURPOSE_STORES } from './roles.ts';

/** What a session says of its holder: `fw.session_facts`. Times in ms since 1970. */
export type SessionFacts = {
  session: string;
  account: string;
  org: string;
  name: string;
  login: string;
  how: 'passkey' | 'password' | 'provider' | 'recovery';
  device: string | null;
  proof_ms: number;
  ends_ms: number;
  idle_s: number;
  roles: (HeldRole & { course: string | null })[];
};

/** What `mayIssue` asks of the database, as the login role `app_keeper`. */
export type SessionSource = {
  /** `anew`: not from what is remembered. `quiet`: ms since a person did something with it; null when nobody did, which keeps nothing alive. */
  session(hash: Buffer, anew?: boolean, quiet?: number | null): Promise<SessionFacts | null>;
  /** `keys`: names of keys of notes that became hers with the token. */
  person(
    codeHash: Buffer,
  ): Promise<{ org_id: string; subject: string; keys?: readonly string[] } | null>;
  /** By the digest of a code that is said and the four digits of a referral: for `/my/referrals` alone. */
  spoken(digest: Buffer, number: string): Promise<{ org_id: string; subject: string } | null>;
  breakglass(ask: {
    account: string;
    org: string;
    subject: string;
    store: string;
    purpose: string;
  }): Promise<boolean>;
};

/** Jobs of the program: their routes, and what each is for. Nobody can ask for one over HTTP. */
export const JOBS: Readonly<Record<string, { purpose: string; stores: readonly string[] }>> = {
  'job:retention': { purpose: 'job.retention', stores: ['app_jobs', 'app_consent'] },
  'job:erasure': { purpose: 'job.retention', stores: ['app_jobs', 'app_consent'] },
  'job:circles': { purpose: 'job.retention', stores: ['app_consent'] },
  // Seals stored values anew in another form: no plain value leaves the keeper.
  'job:reseal': { purpose: 'job.retention', stores: ['app_jobs'] },
  'job:sign-in': { purpose: 'staff.sign_in', stores: ['app_staff'] },
  'job:referrals': { purpose: 'referral.send', stores: ['app_desk'] },
  // Who answers by a link and its code: the packet itself cannot be opened without them.
  'job:recipient': { purpose: 'referral.receive', stores: ['app_desk'] },
  'job:first-account': { purpose: 'staff.manage', stores: ['app_staff'] },
};

/** How old a proof of who is there may be for what needs a fresh one, ms. */
export const PROOF_LIFE = 5 * 60_000;

/** SHA-256: what is kept of a session secret or a person's code. */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Where a code that is said opens anything. */
export const SPOKEN_ROUTE = 'POST /my/referrals';
const SPOKEN = /^spoken ([A-Za-z0-9_-]{43}) (\d{4})$/;

/** What stands for a code that was scanned, where it was said: its digest under the node's key. Never taken from a request. */
export const spokenSession = (digest: Buffer, number: string): string =>
  `spoken ${digest.toString('base64url')} ${number}`;

function readSpokenSession(session: string): { digest: Buffer; number: string } | undefined {
  const [, digest, number] = SPOKEN.exec(session) ?? [];
  return digest && number ? { digest: Buffer.from(digest, 'base64url'), number } : undefined;
}

const refused = (detail: string) => ({ may: false, problem: 'not_allowed', detail }) as const;

/** The rule over what the source says at the moment `now` gives (ms since 1970). */
export function mayIssueBy(source: SessionSource, now: () => number = Date.now): MayIssue {
  const isFresh = (facts: SessionFacts | null): boolean =>
    facts !== null && now() - facts.proof_ms <= PROOF_LIFE;
  /** A proof that was given a moment ago does not stand in what is remembered of the session. */
  const isProven = async (facts: SessionFacts, session = ''): Promise<boolean> =>
    isFresh(facts) || isFresh(await source.session(secretHash(session), true));
  const staff = async (act: Act): ReturnType<MayIssue> => {
    const facts = act.session ? await source.session(secretHash(act.session)) : null;
    if (!facts || facts.account !== act.actor || facts.org !== act.org)
      return { may: false, problem: 'not_allowed', detail: 'Sign in again.' };
    // One's own account: signing out, one's keys, one's password.
    if (act.purpose === 'staff.sign_in' && act.audience === 'app_staff') return { may: true };
    const points = pointsFor(facts.roles, act.purpose, act.audience);
    if (points === null) return refused('No role of this account allows this.');
    if (
      isPurpose(act.purpose) &&
      FRESH_PROOF.includes(act.purpose) &&
      !(await isProven(facts, act.session))
    )
      return { may: false, problem: 'proof_needed', detail: 'Show once more that it is you.' };
    return { may: true, points };
  };
  const personOf = (
    session: string,
    { route, audience }: Act,
  ): ReturnType<SessionSource['person']> => {
    const said = readSpokenSession(session);
    if (!said) return source.person(secretHash(session));
    return route === SPOKEN_ROUTE && audience === 'app_desk'
      ? source.spoken(said.digest, said.number)
      : Promise.resolve(null);
  };
  const person = async (act: Act): ReturnType<MayIssue> => {
    const found = act.session ? await personOf(act.session, act) : null;
    if (!found || found.org_id !== act.org || found.subject !== act.subject || act.actor !== '')
      return refused('This code opens nothing.');
    const allowed: readonly string[] = PURPOSE_STORES['own.access'];
    if (act.purpose !== 'own.access' || !allowed.includes(act.audience))
      return refused('A person sees her own record, for herself.');
    return { may: true, ...(found.keys?.length ? { keys: found.keys } : {}) };
  };
  const glass = async (act: Act): ReturnType<MayIssue> => {
    const facts = act.session ? await source.session(secretHash(act.session)) : null;
    if (!facts || facts.account !== act.actor || facts.org !== act.org)
      return { may: false, problem: 'not_allowed', detail: 'Sign in again.' };
    if (!(await isProven(facts, act.session)))
      return { may: false, problem: 'proof_needed', detail: 'Show once more that it is you.' };
    const open = await source.breakglass({
      account: facts.account,
      org: facts.org,
      subject: act.subject,
      store: act.audience === 'app_desk' ? 'casework' : act.audience.replace('app_', ''),
      purpose: act.purpose,
    });
    return open ? { may: true } : refused('No open break-glass for this record.');
  };
  return async (act) => {
    if (act.kind === 'staff') return staff(act);
    if (act.kind === 'person') return person(act);
    if (act.kind === 'glass') return glass(act);
    const job = JOBS[act.route];
    return job && job.purpose === act.purpose && job.stores.includes(act.audience)
      ? { may: true }
      : refused('There is no such job.');
  };
}
