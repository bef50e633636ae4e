/** Spaces that suit (PT-07): exceptions by name, placing from within a compartment, and what a point lacks. */
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { missingSpaces } from '../desk/spaces.ts';
import { SPACES } from '../desk/values.ts';
import { actIn, type Compartment } from './compartment.ts';

const Id = Type.String({ format: 'uuid' });
const Place = Type.Enum([...SPACES]);
const exact = { additionalProperties: false } as const;
const A_DAY = 24 * 3_600_000;

export const OVERRIDE_REASONS = [
  'no_space_free',
  'with_known_adult',
  'health_reason',
  'safer_there',
  'person_asked',
] as const;
export const OverrideInput = Type.Object(
  {
    override_id: Id,
    point_id: Id,
    visit_id: Id,
    place_kind: Place,
    why: Type.Enum([...OVERRIDE_REASONS]),
    until: Type.String({ format: 'date-time', description: 'At most 24 hours from now' }),
  },
  exact,
);
export type OverrideInput = Static<typeof OverrideInput>;
export const PlaceInput = Type.Object({ event_id: Id, place_kind: Place }, exact);
export type PlaceInput = Static<typeof PlaceInput>;

/**
 * An exception from the rule of spaces, in the name of whoever is signed in: a point's manager, or an officer of the compartment.
 * @throws `bad_input` for an end that is past or later than 24 hours, `purpose_mismatch` for a visit of another compartment.
 */
export async function nameOverride(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment | 'desk',
  input: OverrideInput,
  now: number,
): Promise<void> {
  const until = Date.parse(input.until);
  if (until <= now || until > now + A_DAY)
    throw new Problem('bad_input', {
      errors: [{ field: 'until', expected: 'later than now and at most 24 hours from now' }],
    });
  const act =
    compartment === 'desk'
      ? atPoint(worker, 'POST /api/desk/overrides')
      : actIn(worker, compartment, 'POST /api/compartments/:compartment/overrides');
  await actAs(firewall, act, (tx) =>
    tx.query('select fw.name_override($1, $2, $3, $4, $5, $6)', [
      input.override_id,
      input.point_id,
      input.visit_id,
      input.place_kind,
      input.why,
      input.until,
    ]),
  );
}

/** Puts somebody of the compartment into a space of the point to which she came. @throws `space_unsuitable`, `bad_input`. */
export async function placeVisit(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  visit: string,
  { event_id, place_kind }: PlaceInput,
): Promise<void> {
  const route = 'POST /api/compartments/:compartment/visits/:visit/space';
  await actAs(firewall, actIn(worker, compartment, route), (tx) =>
    tx.query('select fw.place_visit($1, $2, $3)', [event_id, visit, place_kind]),
  );
}

export type PointGaps = {
  point_id: string;
  name: string;
  /** Spaces that the point does not have. */
  missing_spaces: string[];
  /** Exceptions from the rule of spaces that run now. */
  exceptions: { place_kind: string; why: string; until_at: Date }[];
  /** What was missing when somebody needed it, in the last 30 days. */
  met: { gap: string; n: number; last_on: string }[];
};

/** The action list of the own points (PT-07, LANG-04): counts and spaces, no visit and no person. */
export function readGaps(firewall: Firewall, worker: Worker): Promise<PointGaps[]> {
  return actAs(firewall, atPoint(worker, 'GET /api/desk/gaps'), async (tx) => {
    const points = await tx.query<{
      point_id: string;
      code: string;
      name: string | null;
      spaces: string[];
    }>('select point_id, code, name, spaces from fw.own_points()');
    const exceptions = await tx.query<PointGaps['exceptions'][number] & { point_id: string }>(
      `select point_id, place_kind, why, until_at from casework.space_override
       where org_id = fw.home_org() and until_at > clock_timestamp() order by until_at limit 1000`,
    );
    const met = await tx.query<PointGaps['met'][number] & { point_id: string }>(
      `select point_id, body ->> 'gap' as gap, count(*)::int as n, max(at_device)::date::text as last_on from casework.event
       where org_id = fw.home_org() and kind = 'gap_met' and at_device > clock_timestamp() - interval '30 days'
         and not exists (select from casework.event v where v.org_id = fw.home_org() and v.kind = 'voided' and v.supersedes = event.event_id)
       group by 1, 2 order by n desc`,
    );
    const here = <T extends { point_id: string }>(rows: readonly T[], point: string) =>
      rows.filter(({ point_id }) => point_id === point).map(({ point_id: _, ...row }) => row);
    return points.map(({ point_id, name, code, spaces }) => ({
      point_id,
      name: name ?? code,
      missing_spaces: missingSpaces(spaces),
      exceptions: here(exceptions, point_id) as PointGaps['exceptions'],
      met: here(met, point_id) as PointGaps['met'],
    }));
  });
}

/** Whoever leads a point: the same role that decides on work which waits. */
const atPoint = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_desk', purpose: 'tally', route }) as const;
