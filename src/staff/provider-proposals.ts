/** Which OpenID Connect providers an organisation lets its people sign in with: pinned by two, never by a mail domain. */
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type FieldPlace, type KeyName, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { refuseBarred } from './barred.ts';
import { AGES, demandFault, type Demands, MOST_VALUES } from './provider-strength.ts';
import { freshProof } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

const values = (description: string) =>
  Type.Array(Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$' }), {
    maxItems: MOST_VALUES,
    uniqueItems: true,
    description,
  });

/** Without a list the provider’s word is one factor: after it the account’s own second step is asked here. */
export const ProviderInput = Type.Object(
  {
    proposal_id: Type.String({ format: 'uuid', description: 'Made by the caller' }),
    issuer: Type.String({ pattern: '^https://[^/?#\\s]+[^?#\\s]*$', maxLength: 300 }),
    client_id: Type.String({ minLength: 1, maxLength: 200 }),
    client_secret: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    label: Type.String({ minLength: 1, maxLength: 60, description: 'What the button says' }),
    accepted_acr: Type.Optional(
      values('One of these must be the token’s `acr`; none: its class is not asked'),
    ),
    accepted_amr: Type.Optional(
      values(
        'One of these must be among the token’s `amr` (RFC 8176); none: methods are not asked',
      ),
    ),
    max_age_s: Type.Optional(
      Type.Integer({
        minimum: AGES.least,
        maximum: AGES.most,
        description:
          'How old the sign-in there may be, seconds; needed where one of the lists is given',
      }),
    ),
  },
  { additionalProperties: false },
);
export type ProviderInput = Static<typeof ProviderInput>;

export type ProviderViews = {
  pinned: (Demands & {
    issuer: string;
    client_id: string;
    label: string;
    /** Pinned before a second step was asked: until then it lets in who has none. */
    own_step_from: Date | null;
  })[];
  waiting: (Demands & {
    proposal_id: string;
    issuer: string;
    client_id: string;
    label: string;
    proposed_by: string;
    proposed_by_login: string | null;
  })[];
};

/** Where a client secret is sealed: under the organisation's own key of this store. */
export const secretKey = (org: string): KeyName => ({ store: 'staff', subject: org });
export const secretPlace = (org: string, issuer: string): FieldPlace => ({
  column: 'staff.provider.client_secret_sealed',
  rowId: `${org} ${issuer.replaceAll('|', '%7C')}`,
});

const managing = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_staff', purpose: 'staff.manage', route }) as const;

/** Providers of the own organisation, pinned and waiting. */
export function listProviders(door: StaffDoor, worker: Worker): Promise<ProviderViews> {
  return actAs(door, managing(worker, 'GET /staff/providers'), async (tx) => ({
    pinned: await tx.query<ProviderViews['pinned'][number]>(
      'select issuer, client_id, label, accepted_acr, accepted_amr, max_age_s, own_step_from from staff.provider order by label, issuer',
    ),
    waiting: await tx.query<ProviderViews['waiting'][number]>(
      `select p.proposal_id, p.issuer, p.client_id, p.label, p.accepted_acr, p.accepted_amr, p.max_age_s, p.proposed_by, a.login as proposed_by_login
       from staff.provider_proposal p left join staff.account a on a.account_id = p.proposed_by
       where p.decided_at is null order by p.proposed_at limit 100`,
    ),
  }));
}

/**
 * First person, who also states what its token must say of a second factor.
 * @throws `recipient_barred` when the issuer is of a barred body, `bad_input` for demands that say nothing of one, `proof_needed`.
 */
export async function proposeProvider(
  door: StaffDoor,
  worker: Worker,
  input: ProviderInput,
): Promise<void> {
  refuseBarred({ name: input.label, domains: [new URL(input.issuer).hostname] });
  const { accepted_acr: acr = [], accepted_amr: amr = [], max_age_s: age = null } = input;
  const fault = demandFault({ accepted_acr: acr, accepted_amr: amr, max_age_s: age });
  if (fault) throw new Problem('bad_input', { field: fault.field, errors: [fault] });
  await actAs(door, managing(worker, 'POST /staff/providers'), async (tx) => {
    await freshProof(tx, worker);
    let sealed: Buffer | null = null;
    if (input.client_secret !== undefined) {
      const key = secretKey(worker.org);
      const place = secretPlace(worker.org, input.issuer);
      const plain = Buffer.from(input.client_secret);
      const [first] = await door.keeper.seal({
        nonce: tx.nonce,
        items: [{ key, place, plain }],
        make: true,
      });
      sealed = first ?? null;
    }
    await tx.execute(
      `insert into staff.provider_proposal (proposal_id, org_id, issuer, client_id, client_secret_sealed, label, proposed_by,
         accepted_acr, accepted_amr, max_age_s)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (proposal_id) do nothing`,
      [
        input.proposal_id,
        worker.org,
        input.issuer,
        input.client_id,
        sealed,
        input.label,
        worker.actor,
        acr,
        amr,
        age,
      ],
    );
    await tx.query('select fw.note($1)', ['provider.proposed']);
  });
}

/** Second person: pins it, or refuses. @throws `second_person_needed` for whoever proposed it, `not_found`, `proof_needed`. */
export async function decideProvider(
  door: StaffDoor,
  worker: Worker,
  proposal: string,
  approved: boolean,
): Promise<void> {
  await actAs(door, managing(worker, 'POST /staff/providers/{id}/decision'), async (tx) => {
    await freshProof(tx, worker);
    const rows = await tx.query<{ proposed_by: string }>(
      'select proposed_by from staff.provider_proposal where proposal_id = $1 and decided_at is null',
      [proposal],
    );
    const [found] = rows;
    if (!found) throw new Problem('not_found');
    if (approved && found.proposed_by === worker.actor) throw new Problem('second_person_needed');
    const decided = await tx.execute(
      `update staff.provider_proposal set decided_by = $2, decided_at = clock_timestamp(), approved = $3
       where proposal_id = $1 and decided_at is null`,
      [proposal, worker.actor, approved],
    );
    if (!decided) throw new Problem('not_found');
    if (approved) {
      await tx.execute(
        'delete from staff.provider where issuer = (select issuer from staff.provider_proposal where proposal_id = $1)',
        [proposal],
      );
      await tx.execute(
        `insert into staff.provider (org_id, issuer, client_id, client_secret_sealed, label, added_by, approved_by,
           accepted_acr, accepted_amr, max_age_s)
         select org_id, issuer, client_id, client_secret_sealed, label, proposed_by, decided_by, accepted_acr, accepted_amr, max_age_s
         from staff.provider_proposal where proposal_id = $1`,
        [proposal],
      );
    }
    await tx.query('select fw.note($1)', [approved ? 'provider.pinned' : 'provider.refused']);
  });
}

/** Takes a provider away; one person is enough to close a door. Accounts linked to it keep their other ways in. */
export async function removeProvider(
  door: StaffDoor,
  worker: Worker,
  issuer: string,
): Promise<void> {
  await actAs(door, managing(worker, 'POST /staff/providers/removal'), async (tx) => {
    await freshProof(tx, worker);
    if (!(await tx.execute('delete from staff.provider where issuer = $1', [issuer])))
      throw new Problem('not_found');
    await tx.query('select fw.note($1)', ['provider.removed']);
  });
}
