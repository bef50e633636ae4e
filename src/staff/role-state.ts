/**
 * Whether somebody may work in a role on a day, and until when (VOL-02, VOL-04). Pure: the day comes in. Nothing closes a role
 * but the calendar and what was passed and signed; `fw.role_missing` says the same to sign-in, and a test holds them together.
 * Days are YYYY-MM-DD.
 */
import { dateOfInstant, daysAfter } from '../languages/days.ts';
import { CONDUCT_DAYS, CURRICULA, FORM_MODULES, MODULE_DAYS } from './curricula.ts';
import { isStaffRole, ROLES } from './roles.ts';

export type Training = {
  course: string;
  hours: number;
  subjects: readonly string[];
  passed_on: string;
  valid_until: string;
};
/** Somebody as the rule looks at her. */
export type Trained = {
  /** The day on which her account was made. */
  created_on: string;
  training: readonly Training[];
  /** Versions of the code of conduct that she signed. */
  signed: readonly number[];
};
/** The code in force; null while the organisation has published none. */
export type Conduct = { version: number; published_on: string } | null;
export type Grant = { role: string; course: string | null; until_ms: number | null };
export type RoleState =
  | { state: 'active'; until: string | null }
  | { state: 'locked'; missing: string[] };

/**
 * What the role lacks on that day: `course:…`, `hours:…`, `subject:…`, `module:…`, `conduct:…`, in order. Empty: it is open.
 */
export function missingFor(
  { created_on, training, signed }: Trained,
  { role, course }: Pick<Grant, 'role' | 'course'>,
  conduct: Conduct,
  day: string,
): string[] {
  const passed = training.filter(
    ({ passed_on, valid_until }) => passed_on <= day && valid_until >= day,
  );
  const missing = new Set<string>();
  if (course !== null && !passed.some((one) => one.course === course))
    missing.add(`course:${course}`);
  const curriculum = isStaffRole(role) ? CURRICULA[role] : undefined;
  if (curriculum) {
    const own = passed.filter((one) => one.course === curriculum.course);
    const hours = own.reduce((sum, one) => sum + one.hours, 0);
    if (hours < curriculum.hours) missing.add(`hours:${curriculum.course}`);
    for (const subject of curriculum.subjects)
      if (!own.some(({ subjects }) => subjects.includes(subject)))
        missing.add(`subject:${subject}`);
  }
  for (const purpose of isStaffRole(role) ? ROLES[role].purposes : []) {
    const module = FORM_MODULES[purpose];
    const fresh = (passedOn: string): boolean => passedOn > daysAfter(day, -MODULE_DAYS);
    if (module && !passed.some((one) => one.course === module && fresh(one.passed_on)))
      missing.add(`module:${module}`);
  }
  if (conduct && !signed.includes(conduct.version)) {
    const waits =
      day < daysAfter(conduct.published_on, CONDUCT_DAYS) && created_on <= conduct.published_on;
    if (!waits) missing.add(`conduct:${conduct.version}`);
  }
  return [...missing].sort();
}

/**
 * @returns open, with the last day on which it stays so if nothing more is passed or signed (null: no end), or what is missing.
 */
export function roleState(who: Trained, grant: Grant, conduct: Conduct, day: string): RoleState {
  const missing = missingFor(who, grant, conduct, day);
  if (missing.length) return { state: 'locked', missing };
  const ends = [
    ...who.training.flatMap(({ valid_until, passed_on }) => [
      valid_until,
      daysAfter(passed_on, MODULE_DAYS - 1),
    ]),
    ...(conduct ? [daysAfter(conduct.published_on, CONDUCT_DAYS - 1)] : []),
    ...(grant.until_ms === null ? [] : [dateOfInstant(grant.until_ms)]),
  ]
    .filter((end) => end >= day)
    .sort();
  const granted = grant.until_ms === null ? null : dateOfInstant(grant.until_ms);
  const until = ends.find(
    (end) => end === granted || missingFor(who, grant, conduct, daysAfter(end, 1)).length > 0,
  );
  return { state: 'active', until: until ?? null };
}

/**
 * What the role lacks somewhere in a span (ms since 1970, its end not in it): a shift of the night has two days, and a training, or
 * the role itself, may end between them. Empty: it is open from beginning to end.
 */
export function missingIn(
  who: Trained,
  grant: Grant,
  conduct: Conduct,
  { from, to }: { from: number; to: number },
): string[] {
  const days = new Set([dateOfInstant(from), dateOfInstant(to - 1)]);
  const missing = [...days].flatMap((day) => missingFor(who, grant, conduct, day));
  if (grant.until_ms !== null && grant.until_ms < to) missing.push(`role:${grant.role}`);
  return [...new Set(missing)].sort();
}
