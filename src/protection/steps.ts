/** Steps of a protected path: each has an owner and a deadline, or it cannot be stored (VUL-03, J6). */
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { actIn, type Compartment } from './compartment.ts';

/** Kinds of steps, with the hours within which each is due when nobody says otherwise. */
export const STEPS = {
  child: {
    safe_placement: 2,
    trusted_adult: 24,
    health: 48,
    tracing: 72,
    best_interest: 168,
    school: 336,
  },
  survivor: {
    medical: 24,
    safe_shelter: 24,
    psychosocial: 72,
    legal: 168,
    report: 336,
    prevention: 720,
  },
} as const satisfies Record<Compartment, Record<string, number>>;
export type StepKind = keyof (typeof STEPS)['child'] | keyof (typeof STEPS)['survivor'];
const KINDS = Object.values(STEPS).flatMap((kinds) => Object.keys(kinds)) as StepKind[];
const STATES = ['open', 'done', 'not_possible', 'not_wanted'] as const;
const CHOICES = ['offered', 'chosen', 'declined'] as const;
/** What a child said to being in contact with family; of `too_small` the database asks the age that the desk wrote down. */
export const ASSENTS = ['wants', 'does_not', 'too_small'] as const;
/** What whoever was found said to it. */
export const SOUGHT = ['agrees', 'does_not'] as const;

const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });
const exact = { additionalProperties: false } as const;

export const StepInput = Type.Object(
  {
    step_id: Id,
    kind: Type.Enum(KINDS),
    owner: Id,
    due_at: Moment,
    /** What is to be done, sealed on the device to the role key of `generation`. */
    sealed: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 90_000 })),
    generation: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Of survivors only: what she said to it. Nothing is reported unless she chose it. */
    choice: Type.Optional(Type.Enum([...CHOICES])),
    /** A child's life is at stake: the one case in which something is reported without her. */
    child_life: Type.Optional(Type.Boolean()),
  },
  exact,
);
export type StepInput = Static<typeof StepInput>;

export const StepChange = Type.Object(
  {
    owner: Type.Optional(Id),
    due_at: Type.Optional(Moment),
    state: Type.Optional(Type.Enum([...STATES])),
    choice: Type.Optional(Type.Enum([...CHOICES])),
    assent: Type.Optional(Type.Enum([...ASSENTS])),
    /** The guardianship, verified, of the adult who wants it. */
    guardian: Type.Optional(Id),
    sought: Type.Optional(Type.Enum([...SOUGHT])),
  },
  { ...exact, minProperties: 1 },
);
export type StepChange = Static<typeof StepChange>;

export type Step = {
  step_id: string;
  visit_id: string;
  kind: StepKind;
  owner: string;
  due_at: Date;
  state: (typeof STATES)[number];
  generation: number | null;
  sealed: string | null;
  made_by: string;
  made_at: Date;
  closed_by: string | null;
  closed_at: Date | null;
  choice?: (typeof CHOICES)[number];
  child_life?: boolean;
} & Partial<Contact>;

/** Of a child's steps: who wants the contact with family that a `tracing` is for, with who heard it and when (FAM-01, J6). */
export type Contact = {
  assent: (typeof ASSENTS)[number] | null;
  assent_by: string | null;
  assent_at: Date | null;
  guardian_id: string | null;
  guardian_by: string | null;
  guardian_at: Date | null;
  sought: (typeof SOUGHT)[number] | null;
  sought_by: string | null;
  sought_at: Date | null;
};

/** Steps that nobody has begun yet, each with the moment (ms since 1970) by which it would be due. Pure. */
export function missingSteps(
  compartment: Compartment,
  openedAt: number,
  steps: readonly Pick<Step, 'kind'>[],
): { kind: StepKind; due_at: number }[] {
  return Object.entries(STEPS[compartment])
    .filter(([kind]) => !steps.some((step) => step.kind === kind))
    .map(([kind, hours]) => ({ kind: kind as StepKind, due_at: openedAt + hours * 3_600_000 }));
}

export const stepColumns = (compartment: Compartment): string =>
  `step_id, visit_id, kind, owner_id as owner, due_at, state, generation, sealed, made_by, made_at,
   closed_by, closed_at, ${compartment === 'survivor' ? 'choice, child_life' : CONTACT}`;
const CONTACT =
  'assent, assent_by, assent_at, guardian_id, guardian_by, guardian_at, sought, sought_by, sought_at';

/** @throws `bad_input` naming the field; the same id twice is one step. */
export async function addStep(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  visit: string,
  input: StepInput,
): Promise<void> {
  if (!Object.hasOwn(STEPS[compartment], input.kind))
    throw wrong('kind', `one of ${Object.keys(STEPS[compartment]).join(', ')}`);
  if (compartment === 'child' && (input.choice !== undefined || input.child_life !== undefined))
    throw wrong('choice', 'left out: it belongs to the path of survivors');
  if ((input.sealed === undefined) !== (input.generation === undefined))
    throw wrong('generation', 'given together with sealed');
  const route = 'POST /api/compartments/:compartment/visits/:visit/steps';
  await actAs(firewall, actIn(worker, compartment, route), async (tx) => {
    const hers = compartment === 'survivor';
    await tx.execute(
      `insert into ${compartment}.step (step_id, org_id, purpose_id, visit_id, subject, kind, owner_id, due_at, generation, sealed, made_by${hers ? ', choice, child_life' : ''})
       select $1, fw.home_org(), fw.acting_purpose(), $2::uuid, (select p.subject from casework.pathway p where p.visit_id = $2::uuid), $3, $4, $5, $6, $7, $8${hers ? ', $9, $10' : ''}
       on conflict (step_id) do nothing`,
      [
        input.step_id,
        visit,
        input.kind,
        input.owner,
        input.due_at,
        input.generation ?? null,
        input.sealed === undefined ? null : Buffer.from(input.sealed, 'base64url'),
        worker.actor,
        ...(hers ? [input.choice ?? 'offered', input.child_life ?? false] : []),
      ],
    );
    await tx.query('select fw.note($1, $2)', ['step.added', { step: input.step_id }]);
  });
}

/**
 * Another owner, another deadline, what became of it, or who wants it.
 * @throws `not_found`; `bad_input` (a report that she did not choose; contact with family that not everybody wants)
 */
export async function changeStep(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  step: string,
  { owner, due_at, state, choice, assent, guardian, sought }: StepChange,
): Promise<void> {
  if (compartment === 'child' && choice !== undefined)
    throw wrong('choice', 'left out: it belongs to the path of survivors');
  const wanted = { assent, guardian, sought };
  if (compartment === 'survivor')
    for (const [field, said] of Object.entries(wanted))
      if (said !== undefined) throw wrong(field, 'left out: it belongs to the path of children');
  const route = 'POST /api/compartments/:compartment/steps/:id';
  await actAs(firewall, actIn(worker, compartment, route), async (tx) => {
    const hers = compartment === 'survivor';
    const changed = await tx.execute(
      `update ${compartment}.step set owner_id = coalesce($2, owner_id), due_at = coalesce($3, due_at), state = coalesce($4, state)
         ${hers ? ', choice = coalesce($5, choice)' : ', assent = coalesce($5, assent), guardian_id = coalesce($6, guardian_id), sought = coalesce($7, sought)'}
         where step_id = $1`,
      [step, owner, due_at, state, ...(hers ? [choice] : Object.values(wanted))].map(
        (value) => value ?? null,
      ),
    );
    if (!changed) throw new Problem('not_found');
    await tx.query('select fw.note($1, $2)', ['step.changed', { step }]);
  });
}

const wrong = (field: string, expected: string): Problem =>
  new Problem('bad_input', { errors: [{ field, expected }] });
