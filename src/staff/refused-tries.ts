/**
 * What is left of a sign-in that was refused (ASVS 16.3.1): by which way and why, whose account it was where there is one, in which
 * quarter of an hour, how many. Never what was typed. Who reads it: its holder (`readOwnRefused`), and whoever manages accounts.
 */
import type { Database } from '../database/index.ts';
import {
  act,
  actAs,
  asWorker,
  type Firewall,
  type InContext,
  openBatch,
  type Worker,
} from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { secretHash } from './may-issue.ts';

/** By what somebody tried; `proof`: to show once more that it is her, in an open session. */
export const TRIED_WAYS = ['password', 'code', 'passkey', 'provider', 'link', 'proof'] as const;
export type TriedWay = (typeof TRIED_WAYS)[number];

/**
 * `late`: a step that was past its end or is none of ours. `provider`: it did not say who it is; `weak`: nor that she signed in there
 * as was demanded. `no_step`: the own second step would follow, and there is none.
 */
export const REFUSED_WHYS = [
  'unknown',
  'wrong',
  'used',
  'late',
  'closed',
  'too_many',
  'provider',
  'weak',
  'no_step',
] as const;
export type RefusedWhy = (typeof REFUSED_WHYS)[number];

/** Whose try it was, as far as it is known; names and links are looked up where they are counted. */
export type Whose = { login: string } | { account: string } | { link: Buffer };
type Refused = { way: TriedWay; why: RefusedWhy; whose: Whose | undefined };

const asking = { role: 'app_staff', actor: 'sign-in', purpose: 'staff.sign_in' } as const;

/** What a sign-in name can be at all. Anything else is nobody's, and is not handed on. */
const NAME = /^[^\s|\p{Cc}\p{Cs}]{3,100}$/u;

const counts = new WeakMap<Database, (tries: readonly Refused[]) => Promise<unknown>>();

/**
 * All who are refused at one moment are counted in one statement and answered after it: how long it took says nothing of one name,
 * also while others try names that nobody has.
 */
function counting(database: Database): (tries: readonly Refused[]) => Promise<unknown> {
  const known = counts.get(database);
  if (known) return known;
  const made = openBatch(async (tries: readonly Refused[]) => {
    const part = (pick: (whose: Whose) => unknown) =>
      tries.map(({ whose }) => (whose && pick(whose)) ?? null);
    await act(database, asking, (tx) =>
      tx.query('select fw.count_refused($1, $2, $3, $4, $5)', [
        tries.map(({ way }) => way),
        tries.map(({ why }) => why),
        part((whose) => ('login' in whose && NAME.test(whose.login) ? whose.login : null)),
        part((whose) => ('account' in whose ? whose.account : null)),
        part((whose) => ('link' in whose ? whose.link : null)),
      ]),
    );
    return tries.map(() => true);
  });
  counts.set(database, made);
  return made;
}

/** Counts a try that is refused. @returns the problem to throw. */
export async function refuse(
  { database }: Pick<Firewall, 'database'>,
  { way, why, whose }: { way: TriedWay; why: RefusedWhy; whose?: Whose | undefined },
  problem: Problem,
): Promise<Problem> {
  await counting(database)([{ way, why, whose }]);
  return problem;
}

/** Does `work`; what it refuses with one of `codes` is counted. */
export async function refusing<T>(
  door: Pick<Firewall, 'database'>,
  codes: readonly Problem['code'][],
  tried: Parameters<typeof refuse>[1],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && codes.includes(error.code))
      throw await refuse(door, tried, error);
    throw error;
  }
}

export type RefusedTry = {
  /** When the quarter of an hour began. */
  quarter: Date;
  way: TriedWay;
  why: RefusedWhy;
  n: number;
};
export type RefusedTries = {
  /** The sign-in before this one; null where none is known. */
  since: Date | null;
  /** All of them, also those that are not told one by one. */
  total: number;
  /** The newest first, at most fifty. */
  tries: RefusedTry[];
};

async function read(
  tx: InContext,
  account: string,
  since: Date | null,
): Promise<Omit<RefusedTries, 'since'>> {
  const rows = await tx.query<Omit<RefusedTry, 'n'> & { n: string; total: string }>(
    `select quarter, way, why, n, sum(n) over () as total from fw.refused_tries($1, $2)
     order by quarter desc, way, why limit 50`,
    [account, since],
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    tries: rows.map(({ quarter, way, why, n }) => ({ quarter, way, why, n: Number(n) })),
  };
}

/** How many tries of an account were refused since the sign-in before the one that begins now: for the log. */
export const refusedBefore = `(select coalesce(sum(r.n), 0) from fw.refused_tries($1,
  (select max(s.started_at) from staff.session s where s.account_id = $1 and s.session_hash <> $2)) r)`;

/** Tries for the own account that were refused since the sign-in before this one. */
export function readOwnRefused(firewall: Firewall, worker: Worker): Promise<RefusedTries> {
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.sign_in',
    route: 'GET /staff/me/refused-tries',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const [before] = await tx.query<{ since: Date | null }>(
      `select max(s.started_at) as since from staff.session s join staff.session own using (account_id)
       where own.session_hash = $1 and s.started_at < own.started_at`,
      [secretHash(worker.session)],
    );
    const since = before?.since ?? null;
    return { since, ...(await read(tx, worker.actor, since)) };
  });
}

/** The same of a colleague's account, for as long as it is kept. The look is in the audit log. @throws `not_found`. */
export function readRefusedOf(
  firewall: Firewall,
  worker: Worker,
  account: string,
): Promise<Omit<RefusedTries, 'since'>> {
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'GET /staff/accounts/{id}/refused-tries',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const there = await tx.query('select from staff.account where account_id = $1', [account]);
    if (!there.length) throw new Problem('not_found');
    await tx.query('select fw.note($1, $2)', ['refused_tries.seen', { account }]);
    return read(tx, account, null);
  });
}
