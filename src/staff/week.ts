/**
 * The roster of a point for a week (VOL-01, VUL-05): shifts with their conflicts, the services that may run with whoever is
 * assigned, and who else could come. The rules are pure; what they rest on is read in one act.
 */
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import type { Slot } from './own-work.ts';
import { servicesAt } from './presence.ts';
import { missingIn } from './role-state.ts';
import { isStaffRole, ROLES } from './roles.ts';
import type { ShiftView } from './roster.ts';
import { readFacts, type TeamFacts } from './team.ts';

export const WeekQuery = Type.Object({
  point: Type.String({ format: 'uuid' }),
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
});
export type WeekQuery = Static<typeof WeekQuery>;

/** Why somebody cannot be in a shift: her role is closed on that day, or she is in another shift at that time. */
export type Conflict = 'training_lapsed' | 'double';
export type Assigned = {
  account: string;
  name: string;
  role: string;
  conflicts: Conflict[];
  /** What the role lacks on that day. */
  missing: string[];
};
export type Could = Assigned & { languages: string[]; slots: Slot[] };
export type WeekShift = Omit<ShiftView, 'assigned'> & {
  assigned: Assigned[];
  /** Services that need several people: how many of those assigned count for each. */
  services: { service: string; needed: number; present: number }[];
  /** Everybody else with a role at this point, whom nothing hinders first. */
  could: Could[];
};

/** Somebody in some shift: what a double assignment is told by. Ms since 1970. */
export type Taken = { account: string; shift: string; from: number; to: number };

/** How somebody stands to a shift in a role. Pure. */
export function standing(
  { people, conduct }: Pick<TeamFacts, 'people' | 'conduct'>,
  taken: readonly Taken[],
  shift: { shift_id: string; starts_at: Date; ends_at: Date },
  { account, role }: { account: string; role: string },
): { conflicts: Conflict[]; missing: string[] } {
  const from = shift.starts_at.getTime();
  const to = shift.ends_at.getTime();
  const person = people.find((one) => one.account === account);
  const grant = person?.grants.find((one) => one.role === role);
  // Whose role was taken away is as good as untrained: she may not work in it.
  const missing =
    person && grant ? missingIn(person, grant, conduct, { from, to }) : [`role:${role}`];
  const double = taken.some(
    (one) =>
      one.account === account && one.shift !== shift.shift_id && one.from < to && one.to > from,
  );
  return {
    conflicts: [
      ...(missing.length ? (['training_lapsed'] as const) : []),
      ...(double ? (['double'] as const) : []),
    ],
    missing,
  };
}

/** Services that need several, with as many of the assigned as may do them and have no conflict. Pure. */
export function planned(assigned: readonly Assigned[]): WeekShift['services'] {
  const here = assigned
    .filter(({ conflicts }) => conflicts.length === 0)
    .map(({ account, role }) => ({ account, roles: [role], came: 0, left: null }));
  return servicesAt(here, 1).map(({ service, needed, present }) => ({ service, needed, present }));
}

/** Groups of roles whose work is at a point; nobody governs, counts or writes by shifts. */
const AT_POINT: ReadonlySet<string> = new Set(['front', 'care', 'place', 'protection', 'law']);
const atPoint = ({ role }: { role: string }): boolean =>
  isStaffRole(role) && AT_POINT.has(ROLES[role].group);

/** Shifts of a point that begin in a span (ms since 1970), the next first, and the languages that each asks for. */
export function readWeek(
  firewall: Firewall,
  worker: Worker,
  { point, from, to }: { point: string; from: number; to: number },
): Promise<{ shifts: WeekShift[] }> {
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'GET /api/staff/roster/week',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const span = [new Date(from), new Date(to)];
    const rows = await tx.query<Omit<WeekShift, 'assigned' | 'services' | 'could'>>(
      `select s.shift_id, s.point_id, s.starts_at, s.ends_at, s.languages,
         array(select l from unnest(s.languages) l where not exists (select from staff.assignment x join staff.account a using (account_id)
           where x.shift_id = s.shift_id and l = any (a.languages))) as missing_languages
       from staff.shift s where s.point_id = $1 and s.starts_at >= $2 and s.starts_at < $3 order by s.starts_at, s.shift_id limit 300`,
      [point, ...span],
    );
    // Of every point: nobody is at two. No shift is longer than 16 hours.
    const assigned = await tx.query<Taken & { role: string; name: string }>(
      `select x.account_id as account, x.shift_id as shift, x.role, a.display_name as name,
         (extract(epoch from s.starts_at) * 1000)::float8 as from, (extract(epoch from s.ends_at) * 1000)::float8 as to
       from staff.assignment x join staff.shift s using (shift_id) join staff.account a using (account_id)
       where s.starts_at >= $1::timestamptz - interval '16 hours' and s.starts_at < $2::timestamptz + interval '16 hours'
       order by a.display_name, a.account_id`,
      span,
    );
    const facts = await readFacts(tx, point);
    const said = await tx.query<{ account_id: string; slots: Slot[] }>(
      'select account_id, slots from staff.availability',
    );
    const slotsOf = new Map(said.map(({ account_id, slots }) => [account_id, slots]));
    const shifts = rows.map((shift): WeekShift => {
      const inShift = assigned
        .filter((one) => one.shift === shift.shift_id)
        .map(({ account, name, role }) => ({
          account,
          name,
          role,
          ...standing(facts, assigned, shift, { account, role }),
        }));
      const could = facts.people
        .filter(({ account }) => !inShift.some((one) => one.account === account))
        .flatMap(({ account, name, languages, grants }) =>
          grants.filter(atPoint).map(({ role }): Could => {
            const slots = slotsOf.get(account) ?? [];
            const found = standing(facts, assigned, shift, { account, role });
            return { account, name, role, languages, slots, ...found };
          }),
        )
        .sort((a, b) => a.conflicts.length - b.conflicts.length);
      return { ...shift, assigned: inShift, services: planned(inShift), could };
    });
    return { shifts };
  });
}
