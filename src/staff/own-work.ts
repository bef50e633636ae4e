/** What somebody sees of her own work: trainings, roles and what closes when, days, when she can come (VOL-01, VOL-02). */
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { CURRICULA } from './curricula.ts';
import { LONGEST_PRESENCE } from './presence.ts';
import {
  type Conduct,
  type Grant,
  roleState,
  type RoleState,
  type Training,
} from './role-state.ts';
import { isStaffRole } from './roles.ts';
import { ownAct } from './sessions.ts';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const DAY_PARTS = ['morning', 'afternoon', 'evening', 'night'] as const;
/** `1.morning` is Monday morning; the parts begin at 6, 12, 18 and 23. */
export type Slot = `${(typeof WEEKDAYS)[number]}.${(typeof DAY_PARTS)[number]}`;
export const SLOTS: readonly Slot[] = WEEKDAYS.flatMap((day) =>
  DAY_PARTS.map((part): Slot => `${day}.${part}`),
);

/** The part of the week in which a wall-clock time lies. `day` is YYYY-MM-DD, `hour` 0 to 23. Pure. */
export function slotOf(day: string, hour: number): Slot {
  // Before six it is still the night of the day before.
  const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + (hour < 6 ? 5 : 6)) % 7;
  const part = hour < 6 || hour >= 23 ? 3 : hour < 12 ? 0 : hour < 18 ? 1 : 2;
  return `${WEEKDAYS[weekday] ?? 1}.${DAY_PARTS[part] ?? 'morning'}`;
}

export type OwnWork = {
  name: string;
  languages: string[];
  /** YYYY-MM-DD. */
  created_on: string;
  grants: (Grant & { points: string[] | null })[];
  training: Training[];
  signed: number[];
  conduct: Conduct;
  shifts: { shift_id: string; point_id: string; starts_at: Date; ends_at: Date; role: string }[];
  slots: Slot[];
  here: { point_id: string; came_at: Date } | null;
  points: { point_id: string; name: string }[];
};

/** The own work as it stands. Days to come, the next first. */
export function readOwnWork(firewall: Firewall, worker: Worker): Promise<OwnWork> {
  return actAs(firewall, ownAct(worker, 'GET /api/staff/me/work'), async (tx) => {
    const [own] = await tx.query<Omit<OwnWork, 'shifts' | 'points' | 'here'>>(
      `select a.display_name as name, a.languages, a.created_at::date as created_on,
         coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'course', g.course, 'points', g.points,
             'until_ms', floor(extract(epoch from g.until_at) * 1000)) order by g.role)
           from staff.role_grant g where g.account_id = a.account_id and g.revoked_at is null and g.from_at <= clock_timestamp()
             and (g.until_at is null or g.until_at > clock_timestamp())), '[]') as grants,
         coalesce((select jsonb_agg(jsonb_build_object('course', t.course, 'hours', t.hours, 'subjects', t.subjects,
             'passed_on', t.passed_on, 'valid_until', t.valid_until) order by t.valid_until desc, t.course)
           from staff.training t where t.account_id = a.account_id), '[]') as training,
         array(select s.version from staff.conduct_signed s where s.account_id = a.account_id) as signed,
         (select jsonb_build_object('version', k.version, 'published_on', k.published_on) from staff.conduct_code k
           where k.org_id = a.org_id order by k.version desc limit 1) as conduct,
         coalesce((select v.slots from staff.availability v where v.account_id = a.account_id), '{}') as slots
       from staff.account a where a.account_id = $1`,
      [worker.actor],
    );
    if (!own) throw new Problem('not_found');
    const shifts = await tx.query<OwnWork['shifts'][number]>(
      `select s.shift_id, s.point_id, s.starts_at, s.ends_at, x.role from staff.assignment x join staff.shift s using (shift_id)
       where x.account_id = $1 and s.ends_at > clock_timestamp() order by s.starts_at limit 100`,
      [worker.actor],
    );
    const [here = null] = await tx.query<NonNullable<OwnWork['here']>>(
      `select point_id, came_at from staff.presence where account_id = $1 and left_at is null
         and came_at > clock_timestamp() - interval '${LONGEST_PRESENCE} hours'`,
      [worker.actor],
    );
    const points = await tx.query<OwnWork['points'][number]>(
      'select point_id, coalesce(name, code) as name from fw.own_points()',
    );
    return { ...own, shifts, here, points };
  });
}

export type Progress = {
  course: string;
  /** Hours in force on the day, and those that the curriculum asks for. */
  hours: number;
  needed: number;
  subjects: { subject: string; passed: boolean }[];
};
export type OwnRole = { role: string; state: RoleState; progress: Progress | null };

/** Each role on a day: open until when, or what is missing, and how far its curriculum is. Pure. */
export function ownRoles(
  { created_on, training, signed, grants, conduct }: OwnWork,
  day: string,
): OwnRole[] {
  const inForce = training.filter((one) => one.passed_on <= day && one.valid_until >= day);
  return grants.map((grant) => {
    const curriculum = isStaffRole(grant.role) ? CURRICULA[grant.role] : undefined;
    const own = inForce.filter(({ course }) => course === curriculum?.course);
    return {
      role: grant.role,
      state: roleState({ created_on, training, signed }, grant, conduct, day),
      progress: curriculum
        ? {
            course: curriculum.course,
            hours: own.reduce((sum, { hours }) => sum + hours, 0),
            needed: curriculum.hours,
            subjects: curriculum.subjects.map((subject) => ({
              subject,
              passed: own.some(({ subjects }) => subjects.includes(subject)),
            })),
          }
        : null,
    };
  });
}

export const AvailabilityInput = Type.Object(
  { slots: Type.Array(Type.Enum([...SLOTS]), { maxItems: SLOTS.length, uniqueItems: true }) },
  { additionalProperties: false },
);
export type AvailabilityInput = Static<typeof AvailabilityInput>;

/** Says in which parts of the week one can come; none takes it back. */
export async function sayAvailability(
  firewall: Firewall,
  worker: Worker,
  { slots }: AvailabilityInput,
): Promise<void> {
  await actAs(firewall, ownAct(worker, 'POST /api/staff/me/availability'), (tx) =>
    tx.execute(
      `insert into staff.availability as v (account_id, org_id, slots) values ($1, fw.home_org(), $2)
       on conflict (account_id) do update set slots = excluded.slots, said_at = clock_timestamp()`,
      [worker.actor, [...slots].sort()],
    ),
  );
}
