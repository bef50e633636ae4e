/** An agreement between two organisations, from draft to its end (FIRE-05; chapter 20, section 12). */
import { type Static, Type } from 'typebox';
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall, type InContext } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';

const words = Type.String({ minLength: 3, maxLength: 2000 });
const degree = Type.Enum(['low', 'medium', 'high']);
const list = Type.Array(Type.String({ pattern: '^[a-z][a-z._]{1,40}$' }), {
  minItems: 1,
  maxItems: 30,
  uniqueItems: true,
});

export const AgreementInput = Type.Object(
  {
    agreement_id: Type.String({ format: 'uuid', description: 'Made by the caller' }),
    with_org: Type.String({ format: 'uuid' }),
    purposes: list,
    categories: list,
    starts_at: Type.String({ format: 'date-time' }),
    ends_at: Type.String({ format: 'date-time' }),
    document_sha256: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'Of the signed document',
    }),
    no_onward_transfer: Type.Boolean(),
    no_enforcement_use: Type.Boolean(),
    notice_of_demand_hours: Type.Integer({ minimum: 1, maximum: 720 }),
    audit_right: Type.Boolean(),
    deletion_at_end: Type.Boolean(),
    no_immigration_effect: Type.Optional(Type.Boolean()),
    effect_text: Type.Optional(words),
  },
  { additionalProperties: false },
);
export type AgreementInput = Static<typeof AgreementInput>;

export const HarmInput = Type.Object(
  { exposed: words, to_whom: words, likelihood: degree, severity: degree, mitigation: words },
  { additionalProperties: false },
);
export type HarmInput = Static<typeof HarmInput>;

export type AgreementView = {
  agreement_id: string;
  party_a: string;
  party_b: string;
  purposes: string[];
  categories: string[];
  starts_at: Date;
  ends_at: Date;
  state: 'draft' | 'assessed' | 'signed' | 'live' | 'suspended' | 'ended';
  harm_assessor: string | null;
  signed_a_by: string | null;
  signed_b_by: string | null;
  missing: string[];
  /** Days to the end, when sixty or fewer are left; both sides are warned. */
  ends_in_days: number | null;
};

/** Rows of `AgreementView`, to which a condition may be added. */
export const AGREEMENT_VIEW = `select agreement_id, party_a, party_b, purposes, categories, starts_at, ends_at, state, harm_assessor, signed_a_by, signed_b_by,
    array_remove(array[
      case when not no_onward_transfer then 'no_onward_transfer' end,
      case when not no_enforcement_use then 'no_enforcement_use' end,
      case when notice_of_demand_hours is null or notice_of_demand_hours > 24 then 'notice_of_demand_hours' end,
      case when not audit_right then 'audit_right' end,
      case when not deletion_at_end then 'deletion_at_end' end,
      case when document_sha256 is null then 'document_sha256' end,
      case when harm_assessor is null then 'harm' end,
      case when signed_a_by is null then 'signature_a' end,
      case when signed_b_by is null then 'signature_b' end], null) as missing,
    case when state = 'live' and ends_at > clock_timestamp() and ends_at < clock_timestamp() + interval '60 days'
      then ceil(extract(epoch from ends_at - clock_timestamp()) / 86400)::int end as ends_in_days
  from consent.agreement`;

const acting = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_consent', purpose: 'agreement.manage', route }) as const;

/** Agreements of the own organisation, those that end soonest first. */
export function listAgreements(firewall: Firewall, worker: Worker): Promise<AgreementView[]> {
  return actAs(firewall, acting(worker, 'GET /api/agreements'), (tx) =>
    tx.query<AgreementView>(
      `${AGREEMENT_VIEW} order by state <> 'live', ends_at, agreement_id limit 500`,
    ),
  );
}

/**
 * Drafts an agreement with another organisation; the same id twice is one.
 * @throws `bad_input` when it ends before it starts, `conflict` for another draft under the same id.
 */
export async function draftAgreement(
  firewall: Firewall,
  worker: Worker,
  input: AgreementInput,
): Promise<AgreementView> {
  if (!(Date.parse(input.starts_at) < Date.parse(input.ends_at)))
    throw new Problem('bad_input', {
      errors: [{ field: 'ends_at', expected: 'later than starts_at' }],
    });
  return actAs(firewall, acting(worker, 'POST /api/agreements'), async (tx) => {
    const made = await tx.execute(
      `insert into consent.agreement (agreement_id, party_a, party_b, purposes, categories, starts_at, ends_at, document_sha256,
         no_onward_transfer, no_enforcement_use, notice_of_demand_hours, audit_right, deletion_at_end, no_immigration_effect, effect_text)
       values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9, $10, $11, $12, $13, $14, $15) on conflict (agreement_id) do nothing`,
      [
        input.agreement_id,
        worker.org,
        input.with_org,
        input.purposes,
        input.categories,
        input.starts_at,
        input.ends_at,
        input.document_sha256,
        input.no_onward_transfer,
        input.no_enforcement_use,
        input.notice_of_demand_hours,
        input.audit_right,
        input.deletion_at_end,
        input.no_immigration_effect ?? false,
        input.effect_text ?? null,
      ],
    );
    const view = await one(tx, input.agreement_id);
    if (!made && (view.party_a !== worker.org || view.party_b !== input.with_org))
      throw new Problem('conflict', { field: 'agreement_id' });
    if (made) await note(tx, 'agreement.drafted', input.agreement_id);
    return view;
  });
}

/** Says who could be harmed and how that is prevented. The assessor can be neither of the signers. */
export function assessHarm(
  firewall: Firewall,
  worker: Worker,
  agreement: string,
  harm: HarmInput,
): Promise<AgreementView> {
  return step(firewall, worker, agreement, 'assessed', async (tx) =>
    tx.execute(
      `update consent.agreement set harm_exposed = $2, harm_to_whom = $3, harm_likelihood = $4, harm_severity = $5,
         harm_mitigation = $6, harm_assessor = $7, state = 'assessed', changed_at = clock_timestamp()
       where agreement_id = $1 and state = 'draft'`,
      [
        agreement,
        harm.exposed,
        harm.to_whom,
        harm.likelihood,
        harm.severity,
        harm.mitigation,
        worker.actor,
      ],
    ),
  );
}

/** Signs for the own side. With both signatures it is signed. */
export function signAgreement(
  firewall: Firewall,
  worker: Worker,
  agreement: string,
): Promise<AgreementView> {
  return step(firewall, worker, agreement, 'signed', async (tx) =>
    tx.execute(
      `update consent.agreement set
         signed_a_by = case when party_a = $2 then $3::uuid else signed_a_by end,
         signed_b_by = case when party_b = $2 then $3::uuid else signed_b_by end,
         state = case when (party_a = $2 and signed_b_by is not null) or (party_b = $2 and signed_a_by is not null) then 'signed' else state end,
         changed_at = clock_timestamp()
       where agreement_id = $1 and state = 'assessed'`,
      [agreement, worker.org, worker.actor],
    ),
  );
}

/** From now on it lets things cross, if consent is there too. Every safeguard must stand. */
export function startAgreement(
  firewall: Firewall,
  worker: Worker,
  agreement: string,
): Promise<AgreementView> {
  return step(firewall, worker, agreement, 'live', async (tx) => {
    const view = await one(tx, agreement);
    if (view.missing.length)
      throw new Problem('bad_input', {
        detail: `The agreement cannot start: ${view.missing.join(', ')} missing.`,
        errors: view.missing.map((field) => ({ field, expected: 'agreed' })),
      });
    return tx.execute(
      `update consent.agreement set state = 'live', changed_at = clock_timestamp() where agreement_id = $1 and state = 'signed'`,
      [agreement],
    );
  });
}

/** Takes a suspended or assessed agreement back to a draft: both sign anew, as what was signed is fixed. */
export function reopenAgreement(
  firewall: Firewall,
  worker: Worker,
  agreement: string,
): Promise<AgreementView> {
  return step(firewall, worker, agreement, 'reopened', (tx) =>
    tx.execute(
      `update consent.agreement set state = 'draft', signed_a_by = null, signed_b_by = null, changed_at = clock_timestamp()
         where agreement_id = $1 and state in ('assessed', 'suspended')`,
      [agreement],
    ),
  );
}

/** Suspends (a breach) or ends it: nothing crosses from the next statement on. */
export function stopAgreement(
  firewall: Firewall,
  worker: Worker,
  agreement: string,
  state: 'suspended' | 'ended',
): Promise<AgreementView> {
  return actAs(firewall, acting(worker, `POST /api/agreements/{id}/${state}`), async (tx) => {
    await tx.query('select fw.stop_agreement($1, $2)', [agreement, state]);
    return one(tx, agreement);
  });
}

/** Cuts an organisation off, or lets it back; returns false when nothing changed. */
export async function cutOrganisation(
  firewall: Firewall,
  worker: Worker,
  org: string,
  cut: boolean,
): Promise<boolean> {
  return actAs(firewall, acting(worker, 'POST /api/organisations/{id}/cut'), async (tx) => {
    const rows = await tx.query<{ done: boolean }>('select fw.cut_organisation($1, $2) as done', [
      org,
      cut,
    ]);
    return rows[0]?.done ?? false;
  });
}

function step(
  firewall: Firewall,
  worker: Worker,
  agreement: string,
  name: string,
  change: (tx: InContext) => Promise<number>,
): Promise<AgreementView> {
  return actAs(firewall, acting(worker, `POST /api/agreements/{id}/${name}`), async (tx) => {
    const before = await one(tx, agreement);
    if ((await change(tx)) === 0)
      throw new Problem('conflict', {
        field: 'state',
        detail: `The agreement is ${before.state}; this step does not follow.`,
      });
    await note(tx, `agreement.${name}`, agreement);
    return one(tx, agreement);
  });
}

async function one(tx: InContext, agreement: string): Promise<AgreementView> {
  const rows = await tx.query<AgreementView>(`${AGREEMENT_VIEW} where agreement_id = $1`, [
    agreement,
  ]);
  const view = rows[0];
  if (!view) throw new Problem('not_found');
  return view;
}

const note = (tx: InContext, act: string, agreement: string) =>
  tx.query('select fw.note($1, $2)', [act, { agreement }]);
