/**
 * Adults who say that a child belongs to them (VUL-03, J6 step 4). A child who came alone is handed over only to an adult
 * whom one officer has verified, by another officer; a try against this is told to whoever leads the compartment.
 */
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { actIn } from './compartment.ts';

const Id = Type.String({ format: 'uuid' });
const exact = { additionalProperties: false } as const;
export const BASES = ['said', 'kin_carer', 'informal_carer', 'appointed'] as const;

export const AdultInput = Type.Object(
  {
    guardianship_id: Id,
    /** A number of this compartment; who she is stands in a sealed file. */
    adult_id: Id,
    basis: Type.Enum([...BASES]),
    until_on: Type.Optional(Type.String({ format: 'date' })),
  },
  exact,
);
export type AdultInput = Static<typeof AdultInput>;
export const AdultDecision = Type.Object(
  { state: Type.Enum(['verified', 'contested', 'ended']) },
  exact,
);
export type AdultDecision = Static<typeof AdultDecision>;
export const ReleaseInput = Type.Object({ release_id: Id, guardianship_id: Id }, exact);
export type ReleaseInput = Static<typeof ReleaseInput>;

export type Guardianship = {
  guardianship_id: string;
  adult_id: string;
  basis: (typeof BASES)[number];
  state: 'stated' | 'verified' | 'contested' | 'ended';
  until_on: string | null;
  stated_by: string;
  stated_at: Date;
  verified_by: string | null;
  changed_at: Date | null;
};
export const GUARDIANSHIP_COLUMNS =
  'guardianship_id, adult_id, basis, state, until_on, stated_by, stated_at, verified_by, changed_at';

export type ReleaseRefusal =
  | 'no_such_adult'
  | 'not_verified'
  | 'contested'
  | 'ended'
  | 'same_person';

/** Whether this officer may hand the child over to this adult on this day (YYYY-MM-DD); undefined when she may. Pure. */
export function refusalOfRelease(
  claim: Pick<Guardianship, 'state' | 'until_on' | 'verified_by'> | undefined,
  officer: string,
  today: string,
): ReleaseRefusal | undefined {
  if (!claim) return 'no_such_adult';
  if (claim.state === 'contested') return 'contested';
  if (claim.state === 'ended' || (claim.until_on !== null && claim.until_on < today))
    return 'ended';
  if (claim.state !== 'verified') return 'not_verified';
  return claim.verified_by === officer ? 'same_person' : undefined;
}

const SAID: Record<ReleaseRefusal, string> = {
  no_such_adult:
    'This adult was not named for this child. Name the adult first; another officer verifies.',
  not_verified: 'Nobody has verified this adult yet. Another officer has to do so first.',
  contested:
    'It is contested that the child belongs to this adult. The child stays; the lead was told.',
  ended: 'What this adult was to the child has ended. The child stays.',
  same_person: 'You verified this adult, so another officer hands the child over.',
};

/** Writes down that an adult claims the child. The same id twice is one claim. @throws `bad_input` for another's visit. */
export async function nameAdult(
  firewall: Firewall,
  worker: Worker,
  visit: string,
  { guardianship_id, adult_id, basis, until_on }: AdultInput,
): Promise<void> {
  const act = actIn(worker, 'child', 'POST /api/compartments/child/visits/:visit/adults');
  await actAs(firewall, act, async (tx) => {
    await tx.execute(
      `insert into child.guardianship (guardianship_id, org_id, purpose_id, visit_id, subject, adult_id, basis, until_on, stated_by)
       select $1, fw.home_org(), fw.acting_purpose(), $2::uuid, (select p.subject from casework.pathway p where p.visit_id = $2::uuid), $3, $4, $5, $6
       on conflict (guardianship_id) do nothing`,
      [guardianship_id, visit, adult_id, basis, until_on ?? null, worker.actor],
    );
    await tx.query('select fw.note($1)', ['adult.named']);
  });
}

/** Verified, contested or ended, by whoever is signed in; contested is told to the lead. @throws `not_found`, `bad_input`. */
export async function decideAdult(
  firewall: Firewall,
  worker: Worker,
  guardianship: string,
  { state }: AdultDecision,
): Promise<void> {
  const act = actIn(worker, 'child', 'POST /api/compartments/child/adults/:id');
  await actAs(firewall, act, async (tx) => {
    const [row] = await tx.query<{ visit_id: string }>(
      'update child.guardianship set state = $2 where guardianship_id = $1 returning visit_id',
      [guardianship, state],
    );
    if (!row) throw new Problem('not_found');
    if (state === 'contested')
      await tx.query('select fw.raise_alarm($1, $2, $3)', [row.visit_id, 'adult_contested', state]);
    await tx.query('select fw.note($1, $2)', ['adult.decided', { state }]);
  });
}

/**
 * Hands the child over. A refusal is stored and told to the lead before it is answered.
 * @throws `guardian_not_verified`, `second_person_needed` for whoever verified.
 */
export async function releaseChild(
  firewall: Firewall,
  worker: Worker,
  visit: string,
  { release_id, guardianship_id }: ReleaseInput,
): Promise<void> {
  const act = actIn(worker, 'child', 'POST /api/compartments/child/visits/:visit/release');
  const refusal = await actAs(firewall, act, async (tx) => {
    const [claim] = await tx.query<Guardianship & { today: string }>(
      `select ${GUARDIANSHIP_COLUMNS}, current_date as today from child.guardianship where guardianship_id = $1 and visit_id = $2 for share`,
      [guardianship_id, visit],
    );
    const reason = refusalOfRelease(claim, worker.actor, claim?.today ?? '');
    if (reason) {
      await tx.query('select fw.raise_alarm($1, $2, $3)', [visit, 'release_refused', reason]);
      return reason;
    }
    await tx.execute(
      `insert into child.release (release_id, org_id, purpose_id, visit_id, subject, guardianship_id, handed_by)
       select $1, fw.home_org(), fw.acting_purpose(), $2::uuid, (select p.subject from casework.pathway p where p.visit_id = $2::uuid), $3, $4
       on conflict (release_id) do nothing`,
      [release_id, visit, guardianship_id, worker.actor],
    );
    await tx.query('select fw.note($1)', ['child.handed_over']);
    return undefined;
  });
  if (refusal)
    throw new Problem(
      refusal === 'same_person' ? 'second_person_needed' : 'guardian_not_verified',
      {
        detail: SAID[refusal],
      },
    );
}
