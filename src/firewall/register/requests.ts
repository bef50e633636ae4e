/**
 * Demands by authorities (FIRE-04; design chapter 20, section 10). Default answer: refusal. Every step is an event of the
 * log, nothing can be deleted, and a demand about immigration can be written down but never met.
 */
import { type Static, Type } from 'typebox';
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall, type InContext } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';

const words = (most: number) => Type.String({ minLength: 2, maxLength: most });

export const OFFENCES = [
  'none_stated',
  'immigration',
  'petty',
  'property',
  'fraud',
  'labour',
  'homicide',
  'grave_violence',
  'sexual_violence',
  'child_abuse',
  'trafficking',
  'torture',
] as const;
/** The only ones for which anything may be handed over, by two people and with counsel. */
export const GRAVE: readonly (typeof OFFENCES)[number][] = OFFENCES.slice(6);

export const RequestInput = Type.Object(
  {
    request_id: Type.String({ format: 'uuid', description: 'Made by the caller' }),
    received_on: Type.String({ format: 'date' }),
    channel: Type.Enum(['letter', 'visit', 'telephone', 'mail', 'court', 'other_channel']),
    authority_name: words(200),
    instrument: Type.Enum(['none', 'letter', 'subpoena', 'court_order', 'warrant', 'statute']),
    claimed_basis: words(500),
    offence_class: Type.Enum([...OFFENCES]),
    data_sought: Type.String({
      minLength: 2,
      maxLength: 4000,
      description: 'Sealed: it may name a person',
    }),
    secrecy_until: Type.Optional(Type.String({ format: 'date' })),
    counsel_ref: Type.Optional(words(100)),
  },
  { additionalProperties: false },
);
export type RequestInput = Static<typeof RequestInput>;

export const RequestStep = Type.Object(
  {
    state: Type.Enum([
      'under_review',
      'challenged',
      'narrowed',
      'complied',
      'refused',
      'withdrawn',
    ]),
    outcome: Type.Optional(words(500)),
    counsel_ref: Type.Optional(words(100)),
    dpo: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'To meet a demand: the officer who has agreed to it before',
      }),
    ),
    categories_given: Type.Optional(Type.Array(words(40), { maxItems: 20, uniqueItems: true })),
    persons_band: Type.Optional(Type.Enum(['0', '1-9', '10-24', '25-99', '100+'])),
  },
  { additionalProperties: false },
);
export type RequestStep = Static<typeof RequestStep>;

export type RequestView = {
  request_id: string;
  received_on: string;
  channel: string;
  authority_name: string;
  instrument: string;
  claimed_basis: string;
  offence_class: string;
  state: string;
  outcome: string | null;
  counsel_ref: string | null;
  /** Who agreed that it is met with exactly these kinds and this band; null when nobody has. */
  dpo: string | null;
  categories_given: string[];
  persons_band: string;
  told_state: string;
  told_check_due: string | null;
  decided_on: string | null;
  recorded_at: Date;
};

const VIEW = `select request_id, received_on, channel, authority_name, instrument, claimed_basis, offence_class, state, outcome,
    counsel_ref, dpo, categories_given, persons_band, told_state, told_check_due, decided_on, recorded_at from register.request`;

const acting = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_register', purpose: 'request.authority', route }) as const;

const sealedKey = (request: string) => ({ store: 'register', subject: request });
const sealedPlace = (request: string) => ({
  column: 'register.request.data_sought_sealed',
  rowId: request,
});

/** The register of the own organisation, newest first. */
export function listRequests(firewall: Firewall, worker: Worker): Promise<RequestView[]> {
  return actAs(firewall, acting(worker, 'GET /api/requests'), (tx) =>
    tx.query<RequestView>(`${VIEW} order by received_on desc, request_id limit 500`),
  );
}

/** Writes a demand down as received. From its commit on it is in the log, so it cannot vanish. Twice is once. */
export async function receiveRequest(
  firewall: Firewall,
  worker: Worker,
  input: RequestInput,
): Promise<RequestView> {
  return actAs(firewall, acting(worker, 'POST /api/requests'), async (tx) => {
    const known = await tx.query(`${VIEW} where request_id = $1`, [input.request_id]);
    if (!known.length) {
      const key = sealedKey(input.request_id);
      const [sealed] = await firewall.keeper.seal({
        nonce: tx.nonce,
        items: [
          { key, place: sealedPlace(input.request_id), plain: Buffer.from(input.data_sought) },
        ],
        make: true,
      });
      await tx.execute(
        `insert into register.request (request_id, org_id, received_on, channel, authority_name, instrument, claimed_basis,
           offence_class, data_sought_sealed, secrecy_until, counsel_ref, recorded_by, told_check_due)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, current_date + 30)`,
        [
          input.request_id,
          worker.org,
          input.received_on,
          input.channel,
          input.authority_name,
          input.instrument,
          input.claimed_basis,
          input.offence_class,
          sealed,
          input.secrecy_until ?? null,
          input.counsel_ref ?? null,
          worker.actor,
        ],
      );
    }
    return one(tx, input.request_id);
  });
}

/** What was asked for, opened for this reading. */
export async function readSought(
  firewall: Firewall,
  worker: Worker,
  request: string,
): Promise<string> {
  return actAs(firewall, acting(worker, 'GET /api/requests/{id}'), async (tx) => {
    const rows = await tx.query<{ sealed: Buffer }>(
      'select data_sought_sealed as sealed from register.request where request_id = $1',
      [request],
    );
    if (!rows[0]) throw new Problem('not_found');
    const [opened] = await firewall.keeper.open({
      nonce: tx.nonce,
      purpose: 'request.authority',
      items: [{ key: sealedKey(request), place: sealedPlace(request), sealed: rows[0].sealed }],
    });
    if (opened?.state !== 'open') throw new Problem('gone');
    return opened.plain.toString();
  });
}

/**
 * The next step of a demand. Meeting it (`complied`) takes a grave offence, counsel, and two people who each take the step: the
 * first one's agrees and leaves the state as it is, with her id in `dpo`; the other one's meets it, says with what, and that is
 * exactly that content. Who steps at the same moment waits, and steps from what the other one wrote.
 * @throws `second_person_needed`, `bad_input` with what is missing, `conflict` when the step does not follow.
 */
export async function stepRequest(
  firewall: Firewall,
  worker: Worker,
  request: string,
  step: RequestStep,
): Promise<RequestView> {
  return actAs(firewall, acting(worker, 'POST /api/requests/{id}/steps'), async (tx) => {
    const now = await one(tx, request, 'for update');
    if (step.state === 'complied') {
      mustBeGrave(now, step, worker);
      if (now.dpo === null || now.dpo === worker.actor) return agree(tx, worker, now, step);
      mustSayWhat(step);
      mustBeAgreed(now, step);
    }
    const decided = ['complied', 'refused', 'withdrawn'].includes(step.state);
    await tx.execute(
      `update register.request set state = $2, outcome = coalesce($3, outcome), counsel_ref = coalesce($4, counsel_ref),
         second_officer = case when $2 = 'complied' then $5::uuid end,
         categories_given = coalesce($6::text[], categories_given), persons_band = coalesce($7, persons_band),
         decided_on = case when $8 then current_date end
       where request_id = $1`,
      [
        request,
        step.state,
        step.outcome ?? null,
        step.counsel_ref ?? null,
        worker.actor,
        step.state === 'complied' ? null : (step.categories_given ?? null),
        step.persons_band ?? null,
        decided,
      ],
    );
    return one(tx, request);
  });
}

/** The first officer's word: what may be handed over, until somebody writes something else. */
async function agree(
  tx: InContext,
  worker: Worker,
  now: RequestView,
  step: RequestStep,
): Promise<RequestView> {
  if (!['under_review', 'challenged', 'narrowed'].includes(now.state))
    throw new Problem('conflict', {
      field: 'state',
      detail: `The demand is ${now.state.replaceAll('_', ' ')}; it cannot be met from there.`,
    });
  // Who agreed already and corrects it says it anew: the database takes back a word whose content changes under it.
  if (now.dpo === worker.actor && otherThanAgreed(now, step).length > 0)
    await tx.execute('update register.request set dpo = null where request_id = $1', [
      now.request_id,
    ]);
  await tx.execute(
    `update register.request set dpo = $2, counsel_ref = coalesce($3, counsel_ref), outcome = coalesce($4, outcome),
       categories_given = coalesce($5::text[], categories_given), persons_band = coalesce($6, persons_band)
     where request_id = $1`,
    [
      now.request_id,
      worker.actor,
      step.counsel_ref ?? null,
      step.outcome ?? null,
      step.categories_given ?? now.categories_given,
      step.persons_band ?? now.persons_band,
    ],
  );
  return one(tx, now.request_id);
}

/** Which fields of a step are not what was agreed. */
function otherThanAgreed(now: RequestView, step: RequestStep): string[] {
  const { categories_given: kinds = now.categories_given } = step;
  return [
    ...(kinds.toSorted().join() === now.categories_given.toSorted().join()
      ? []
      : ['categories_given']),
    ...(step.persons_band && step.persons_band !== now.persons_band ? ['persons_band'] : []),
    ...(step.counsel_ref && step.counsel_ref !== now.counsel_ref ? ['counsel_ref'] : []),
  ];
}

/** Who does not say what is handed over would meet the demand with what she may never have seen. @throws `bad_input` */
function mustSayWhat(step: RequestStep): void {
  const errors = [
    ...(step.categories_given?.length
      ? []
      : [
          {
            field: 'categories_given',
            expected: 'what is handed over, by kind, as you agree to it',
          },
        ]),
    ...(step.persons_band
      ? []
      : [{ field: 'persons_band', expected: 'of how many people, as you agree to it' }]),
  ];
  if (errors.length) throw new Problem('bad_input', { errors });
}

/** @throws `conflict` naming what is not as the first officer agreed to it. */
function mustBeAgreed(now: RequestView, step: RequestStep): void {
  const other = otherThanAgreed(now, step);
  if (other[0])
    throw new Problem('conflict', {
      field: other[0],
      detail: `The first officer agreed to something else (${other.join(', ')}). Meet exactly that, or take another step and agree anew.`,
    });
}

function mustBeGrave(now: RequestView, step: RequestStep, worker: Worker): void {
  if (!GRAVE.includes(now.offence_class as (typeof OFFENCES)[number]))
    throw new Problem('refused_by_firewall', {
      field: 'offence_class',
      detail: `A demand about "${now.offence_class.replaceAll('_', ' ')}" is never met here. Refuse it, or challenge it with counsel.`,
    });
  // Nobody agrees because somebody else says so.
  if (step.dpo !== undefined && (step.dpo === worker.actor || step.dpo !== now.dpo))
    throw new Problem('second_person_needed', { field: 'dpo' });
  const errors = [
    ...(step.counsel_ref || now.counsel_ref
      ? []
      : [{ field: 'counsel_ref', expected: 'the reference of the lawyer who looked at it' }]),
    ...((step.categories_given ?? now.categories_given).length
      ? []
      : [{ field: 'categories_given', expected: 'what is handed over, by kind' }]),
  ];
  if (errors.length) throw new Problem('bad_input', { errors });
}

async function one(
  tx: InContext,
  request: string,
  lock: '' | 'for update' = '',
): Promise<RequestView> {
  const rows = await tx.query<RequestView>(`${VIEW} where request_id = $1 ${lock}`, [request]);
  if (!rows[0]) throw new Problem('not_found');
  return rows[0];
}
