/** Shifts, who is assigned to them, and who is here (VOL-01; design chapter 30, section 6). Coming and going is said by oneself. */
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { isStaffRole } from './roles.ts';
import { LONGEST_PRESENCE } from './presence.ts';
import { missingIn } from './role-state.ts';
import { ownAct } from './sessions.ts';
import { readFacts } from './team.ts';

const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });
const exact = { additionalProperties: false } as const;

export const ShiftInput = Type.Object(
  {
    shift_id: Id,
    point_id: Id,
    starts_at: Moment,
    ends_at: Moment,
    languages: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), { maxItems: 20 }),
    ),
  },
  exact,
);
export type ShiftInput = Static<typeof ShiftInput>;
export const AssignmentInput = Type.Object({ account: Id, role: Type.String() }, exact);
export type AssignmentInput = Static<typeof AssignmentInput>;
export const PresenceInput = Type.Object(
  { presence_id: Id, point_id: Id, here: Type.Boolean() },
  exact,
);
export type PresenceInput = Static<typeof PresenceInput>;

export type ShiftView = {
  shift_id: string;
  point_id: string;
  starts_at: Date;
  ends_at: Date;
  /** Languages that the shift should have. */
  languages: string[];
  /** Those of them that nobody assigned speaks. */
  missing_languages: string[];
  assigned: { account: string; name: string; role: string }[];
};

const managing = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_staff', purpose: 'staff.manage', route }) as const;

/** Shifts that have not ended, the next first. */
export function readRoster(firewall: Firewall, worker: Worker): Promise<ShiftView[]> {
  return actAs(firewall, managing(worker, 'GET /api/staff/roster'), (tx) =>
    tx.query<ShiftView>(
      `select s.shift_id, s.point_id, s.starts_at, s.ends_at, s.languages,
         array(select l from unnest(s.languages) l where not exists (select from staff.assignment x join staff.account a using (account_id)
           where x.shift_id = s.shift_id and l = any (a.languages))) as missing_languages,
         coalesce((select jsonb_agg(jsonb_build_object('account', a.account_id, 'name', a.display_name, 'role', x.role) order by a.display_name)
           from staff.assignment x join staff.account a using (account_id) where x.shift_id = s.shift_id), '[]') as assigned
       from staff.shift s where s.ends_at > clock_timestamp() order by s.starts_at, s.shift_id limit 500`,
    ),
  );
}

/** The same id twice is one shift. @throws `bad_input` for an end before its start, or more than 16 hours after it. */
export async function addShift(
  firewall: Firewall,
  worker: Worker,
  { shift_id, point_id, starts_at, ends_at, languages = [] }: ShiftInput,
): Promise<void> {
  await actAs(firewall, managing(worker, 'POST /api/staff/roster'), async (tx) => {
    await tx.execute(
      `insert into staff.shift (shift_id, org_id, point_id, starts_at, ends_at, languages, made_by)
       values ($1, fw.home_org(), $2, $3, $4, $5, $6) on conflict (shift_id) do nothing`,
      [shift_id, point_id, starts_at, ends_at, languages, worker.actor],
    );
    await tx.query('select fw.note($1)', ['shift.added']);
  });
}

/**
 * Assigns somebody to a shift in a role that is open to her from its first minute to its last.
 * @throws `training_lapsed` with what is missing (its `errors` name it), `conflict` when she is in another shift at that time,
 * `not_found`.
 */
export async function assign(
  firewall: Firewall,
  worker: Worker,
  shift: string,
  { account, role }: AssignmentInput,
): Promise<void> {
  if (!isStaffRole(role)) throw new Problem('bad_input', { field: 'role' });
  await actAs(firewall, managing(worker, 'POST /api/staff/roster/:id/assignments'), async (tx) => {
    // Two at once for one person: the second sees what the first did.
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`assign|${account}`]);
    const [row] = await tx.query<{
      starts_at: Date;
      ends_at: Date;
      point_id: string;
      double: boolean;
    }>(
      `select s.starts_at, s.ends_at, s.point_id, exists (select from staff.assignment x join staff.shift o using (shift_id)
         where x.account_id = $2 and o.shift_id <> s.shift_id and o.starts_at < s.ends_at and o.ends_at > s.starts_at) as double
       from staff.shift s where s.shift_id = $1`,
      [shift, account],
    );
    const { people, conduct } = await readFacts(tx, row?.point_id ?? null);
    const person = people.find((one) => one.account === account);
    const grant = person?.grants.find((one) => one.role === role);
    if (!row || !person || !grant) throw new Problem('not_found');
    const span = { from: row.starts_at.getTime(), to: row.ends_at.getTime() };
    const missing = missingIn(person, grant, conduct, span);
    if (missing.length)
      throw new Problem('training_lapsed', {
        detail: `On that day the role is closed: ${missing.join(', ')}.`,
        errors: missing.map((field) => ({ field, expected: 'in force on that day' })),
      });
    if (row.double)
      throw new Problem('conflict', {
        field: 'account',
        detail: 'She is assigned to another shift at that time.',
      });
    await tx.execute(
      `insert into staff.assignment (shift_id, account_id, org_id, role, assigned_by) values ($1, $2, fw.home_org(), $3, $4) on conflict do nothing`,
      [shift, account, role, worker.actor],
    );
    await tx.query('select fw.note($1, $2)', ['shift.assigned', { account }]);
  });
}

/** @throws `not_found`. */
export async function unassign(
  firewall: Firewall,
  worker: Worker,
  shift: string,
  account: string,
): Promise<void> {
  const route = 'POST /api/staff/roster/:id/assignments/:account/end';
  await actAs(firewall, managing(worker, route), async (tx) => {
    const gone = await tx.execute(
      'delete from staff.assignment where shift_id = $1 and account_id = $2',
      [shift, account],
    );
    if (!gone) throw new Problem('not_found');
    await tx.query('select fw.note($1, $2)', ['shift.unassigned', { account }]);
  });
}

/** Takes a shift off the roster, with whoever was assigned to it. @throws `not_found`. */
export async function removeShift(
  firewall: Firewall,
  worker: Worker,
  shift: string,
): Promise<void> {
  await actAs(firewall, managing(worker, 'POST /api/staff/roster/:id/removal'), async (tx) => {
    const gone = await tx.execute('delete from staff.shift where shift_id = $1', [shift]);
    if (!gone) throw new Problem('not_found');
    await tx.query('select fw.note($1)', ['shift.removed']);
  });
}

/** Comes or goes: only for oneself, at one point at a time; coming to another point leaves the one before. */
export async function sayPresence(
  firewall: Firewall,
  worker: Worker,
  { presence_id, point_id, here }: PresenceInput,
): Promise<void> {
  await actAs(firewall, ownAct(worker, 'POST /api/staff/roster/presence'), async (tx) => {
    await tx.execute(
      // Who went home without a word did not stay longer than the longest shift.
      `update staff.presence set left_at = least(clock_timestamp(), came_at + interval '${LONGEST_PRESENCE} hours')
       where account_id = $1 and left_at is null and ${here ? 'presence_id <> $2' : 'point_id = $2'}`,
      [worker.actor, here ? presence_id : point_id],
    );
    if (here)
      await tx.execute(
        `insert into staff.presence (presence_id, account_id, org_id, point_id) values ($1, $2, fw.home_org(), $3) on conflict (presence_id) do nothing`,
        [presence_id, worker.actor, point_id],
      );
  });
}
