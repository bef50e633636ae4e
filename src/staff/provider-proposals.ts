/** Which OpenID Connect providers an organisation lets its people sign in with: pinned by two, never by a mail domain. */
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type FieldPlace, type KeyName, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { refuseBarred } from './barred.ts';
import { freshProof } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

export const ProviderInput = Type.Object(
  {
    proposal_id: Type.String({ format: 'uuid', description: 'Made by the caller' }),
    issuer: Type.String({ pattern: '^https://[^/?#\\s]+[^?#\\s]*$', maxLength: 300 }),
    client_id: Type.String({ minLength: 1, maxLength: 200 }),
    client_secret: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    label: Type.String({ minLength: 1, maxLength: 60, description: 'What the button says' }),
  },
  { additionalProperties: false },
);
export type ProviderInput = Static<typeof ProviderInput>;

export type ProviderViews = {
  pinned: { issuer: string; client_id: string; label: string }[];
  waiting: {
    proposal_id: string;
    issuer: string;
    client_id: string;
    label: string;
    proposed_by: string;
    proposed_by_login: string | null;
  }[];
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
      'select issuer, client_id, label from staff.provider order by label, issuer',
    ),
    waiting: await tx.query<ProviderViews['waiting'][number]>(
      `select p.proposal_id, p.issuer, p.client_id, p.label, p.proposed_by, a.login as proposed_by_login
       from staff.provider_proposal p left join staff.account a on a.account_id = p.proposed_by
       where p.decided_at is null order by p.proposed_at limit 100`,
    ),
  }));
}

/** First person. @throws `recipient_barred` when the issuer is of a barred body, `proof_needed`. */
export async function proposeProvider(
  door: StaffDoor,
  worker: Worker,
  input: ProviderInput,
): Promise<void> {
  refuseBarred({ name: input.label, domains: [new URL(input.issuer).hostname] });
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
      `insert into staff.provider_proposal (proposal_id, org_id, issuer, client_id, client_secret_sealed, label, proposed_by)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (proposal_id) do nothing`,
      [
        input.proposal_id,
        worker.org,
        input.issuer,
        input.client_id,
        sealed,
        input.label,
        worker.actor,
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
        `insert into staff.provider (org_id, issuer, client_id, client_secret_sealed, label, added_by, approved_by)
         select org_id, issuer, client_id, client_secret_sealed, label, proposed_by, decided_by
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
