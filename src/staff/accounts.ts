/** Accounts of the own organisation, their roles and training. Administrators manage them and see no person. */
import { type Static, Type } from 'typebox';
import { v4 as uuid } from 'uuid';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { plainLogin } from './attempts.ts';
import { courseOf, isStaffRole, ROLES, type StaffRole } from './roles.ts';
import { freshProof } from './sessions.ts';

const managing = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_staff', purpose: 'staff.manage', route }) as const;

export const AccountInput = Type.Object(
  {
    account_id: Type.String({
      format: 'uuid',
      description: 'Made by the caller: the same id twice is one account',
    }),
    login: Type.String({ minLength: 3, maxLength: 100, pattern: '^[^\\s|]+$' }),
    display_name: Type.String({ minLength: 1, maxLength: 100 }),
    languages: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), { maxItems: 20 }),
    ),
  },
  { additionalProperties: false },
);
export type AccountInput = Static<typeof AccountInput>;

export type AccountView = {
  account_id: string;
  login: string;
  display_name: string;
  languages: string[];
  created_at: Date;
  closed_at: Date | null;
  /** Day of the last use; nothing finer is told. */
  last_used_on: string | null;
  training: {
    course: string;
    hours: number;
    passed_on: string;
    valid_until: string;
    subjects: string[];
  }[];
  /** Whether somebody has signed in with it by now. */
  set_up: boolean;
  sessions: number;
  passkeys: number;
  roles: {
    grant_id: string;
    role: string;
    points: string[] | null;
    from_at: string;
    until_at: string | null;
    course: string | null;
    /** False: a training, hours or the code of conduct that the role needs is missing or over. */
    trained: boolean;
  }[];
};

const VIEW = `select a.account_id, a.login, a.display_name, a.languages, a.created_at, a.closed_at,
    a.password_hash is not null or exists (select from staff.passkey k where k.account_id = a.account_id)
      or exists (select from staff.identity i where i.account_id = a.account_id) as set_up,
    (select max(s.seen_at)::date from staff.session s where s.account_id = a.account_id) as last_used_on,
    coalesce((select jsonb_agg(jsonb_build_object('course', t.course, 'hours', t.hours, 'passed_on', t.passed_on, 'valid_until', t.valid_until,
      'subjects', t.subjects) order by t.valid_until desc) from staff.training t where t.account_id = a.account_id), '[]') as training,
    (select count(*)::int from staff.session s where s.account_id = a.account_id and s.ended_at is null
      and s.ends_at > clock_timestamp() and s.seen_at + s.idle > clock_timestamp()) as sessions,
    (select count(*)::int from staff.passkey k where k.account_id = a.account_id) as passkeys,
    coalesce((select jsonb_agg(jsonb_build_object('grant_id', g.grant_id, 'role', g.role, 'points', g.points, 'from_at', g.from_at,
        'until_at', g.until_at, 'course', g.course, 'trained', fw.role_missing(a.account_id, a.org_id, g.role, g.course, current_date) = '{}') order by g.role, g.grant_id)
      from staff.role_grant g where g.account_id = a.account_id and g.revoked_at is null
        and (g.until_at is null or g.until_at > clock_timestamp())), '[]') as roles
  from staff.account a`;

/** Who has access: every account of the own organisation, open ones first. */
export function listAccounts(firewall: Firewall, worker: Worker): Promise<AccountView[]> {
  return actAs(firewall, managing(worker, 'GET /staff/accounts'), (tx) =>
    tx.query<AccountView>(`${VIEW} order by a.closed_at is not null, a.login limit 1000`),
  );
}

/** One account. @throws `not_found`. */
export function readAccount(
  firewall: Firewall,
  worker: Worker,
  account: string,
): Promise<AccountView> {
  return actAs(firewall, managing(worker, 'GET /staff/accounts/{id}'), (tx) => one(tx, account));
}

/** Makes an account without any right and any way in. @throws `conflict` when the sign-in name is taken. */
export function addAccount(
  firewall: Firewall,
  worker: Worker,
  input: AccountInput,
): Promise<AccountView> {
  return actAs(firewall, managing(worker, 'POST /staff/accounts'), async (tx) => {
    const login = plainLogin(input.login);
    const made = await tx.execute(
      `insert into staff.account (account_id, org_id, login, display_name, languages, created_by)
       values ($1, $2, $3, $4, $5, $6) on conflict (account_id) do nothing`,
      [
        input.account_id,
        worker.org,
        login,
        input.display_name,
        input.languages ?? [],
        worker.actor,
      ],
    );
    const view = await one(tx, input.account_id);
    if (!made && view.login !== login) throw new Problem('conflict', { field: 'account_id' });
    if (made)
      await tx.query('select fw.note($1, $2)', ['account.added', { account: input.account_id }]);
    return view;
  });
}

/** Closes an account: its sessions end now, its roles with it. Rows that it wrote keep its id. */
export async function closeAccount(
  firewall: Firewall,
  worker: Worker,
  account: string,
): Promise<AccountView> {
  if (account === worker.actor)
    throw new Problem('second_person_needed', {
      detail: 'Nobody closes the own account: ask another administrator.',
    });
  return actAs(firewall, managing(worker, 'POST /staff/accounts/{id}/close'), async (tx) => {
    await tx.execute(
      'update staff.account set closed_at = clock_timestamp() where account_id = $1 and closed_at is null',
      [account],
    );
    await tx.execute(
      'update staff.session set ended_at = clock_timestamp() where account_id = $1 and ended_at is null',
      [account],
    );
    await tx.execute(
      'update staff.role_grant set revoked_at = clock_timestamp() where account_id = $1 and revoked_at is null',
      [account],
    );
    const view = await one(tx, account);
    await tx.query('select fw.note($1, $2)', ['account.closed', { account }]);
    return view;
  });
}

export const RoleInput = Type.Object(
  {
    role: Type.Enum(Object.keys(ROLES) as StaffRole[]),
    points: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 50, uniqueItems: true }),
    ),
    until: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
);
export type RoleInput = Static<typeof RoleInput>;

/**
 * Gives a role, at some points or (without `points`) at all. A role that needs training opens only while it lasts.
 * @throws `second_person_needed` for the own account, or for two of the duties that are kept apart.
 */
export async function grantRole(
  firewall: Firewall,
  worker: Worker,
  account: string,
  input: RoleInput,
): Promise<AccountView> {
  if (!isStaffRole(input.role)) throw new Problem('bad_input', { field: 'role' });
  if (account === worker.actor)
    throw new Problem('second_person_needed', {
      detail: 'Nobody gives a role to the own account: ask another administrator.',
    });
  const course = courseOf(input.role);
  return actAs(firewall, managing(worker, 'POST /staff/accounts/{id}/roles'), async (tx) => {
    await freshProof(tx, worker);
    await one(tx, account);
    await tx.execute(
      `insert into staff.role_grant (grant_id, org_id, account_id, role, points, until_at, course, granted_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        uuid(),
        worker.org,
        account,
        input.role,
        input.points ?? null,
        input.until ?? null,
        course ?? null,
        worker.actor,
      ],
    );
    await tx.query('select fw.note($1, $2)', ['role.granted', { account, role: input.role }]);
    return one(tx, account);
  });
}

/** Takes a role back: true at the next ticket, a running one ends within thirty seconds. */
export function revokeRole(
  firewall: Firewall,
  worker: Worker,
  account: string,
  grant: string,
): Promise<AccountView> {
  return actAs(
    firewall,
    managing(worker, 'POST /staff/accounts/{id}/roles/{grant}/end'),
    async (tx) => {
      const ended = await tx.execute(
        'update staff.role_grant set revoked_at = clock_timestamp() where grant_id = $1 and account_id = $2 and revoked_at is null',
        [grant, account],
      );
      if (!ended) throw new Problem('not_found');
      await tx.query('select fw.note($1, $2)', ['role.ended', { account }]);
      return one(tx, account);
    },
  );
}

export const TrainingInput = Type.Object(
  {
    course: Type.String({ pattern: '^[a-z][a-z_]{1,40}$' }),
    hours: Type.Number({ exclusiveMinimum: 0, maximum: 500 }),
    passed_on: Type.String({ format: 'date' }),
    valid_until: Type.String({ format: 'date' }),
    /** What it dealt with, for curricula. */
    subjects: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z][a-z_]{1,40}$' }), {
        maxItems: 30,
        uniqueItems: true,
      }),
    ),
  },
  { additionalProperties: false },
);
export type TrainingInput = Static<typeof TrainingInput>;

/** Writes down a training that was passed; said by somebody else than the one who was trained. */
export async function recordTraining(
  firewall: Firewall,
  worker: Worker,
  account: string,
  input: TrainingInput,
): Promise<AccountView> {
  if (account === worker.actor) throw new Problem('second_person_needed');
  if (input.valid_until <= input.passed_on)
    throw new Problem('bad_input', {
      errors: [{ field: 'valid_until', expected: 'later than passed_on' }],
    });
  return actAs(firewall, managing(worker, 'POST /staff/accounts/{id}/training'), async (tx) => {
    await one(tx, account);
    await tx.execute(
      `insert into staff.training (org_id, account_id, course, hours, passed_on, valid_until, recorded_by, subjects)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (account_id, course, passed_on) do nothing`,
      [
        worker.org,
        account,
        input.course,
        input.hours,
        input.passed_on,
        input.valid_until,
        worker.actor,
        input.subjects ?? [],
      ],
    );
    await tx.query('select fw.note($1, $2)', [
      'training.recorded',
      { account, course: input.course },
    ]);
    return one(tx, account);
  });
}

async function one(tx: InContext, account: string): Promise<AccountView> {
  const rows = await tx.query<AccountView>(`${VIEW} where a.account_id = $1`, [account]);
  const view = rows[0];
  if (!view) throw new Problem('not_found');
  return view;
}
