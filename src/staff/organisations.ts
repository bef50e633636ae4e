/** New organisations: one person asks, another approves, and both say that it enforces no immigration law (FIRE-03). */
import { type Static, Type } from 'typebox';
import { v4 as uuid } from 'uuid';
import { actAs, asWorker, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { refuseBarred } from './barred.ts';
import { ORGANISATION_KINDS } from './first.ts';
import { freshProof } from './sessions.ts';
import type { StaffDoor } from './sign-in.ts';

export const OrganisationInput = Type.Object(
  {
    proposal_id: Type.String({ format: 'uuid', description: 'Made by the caller' }),
    name: Type.String({ minLength: 2, maxLength: 200 }),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1' }),
    kind: Type.Enum([...ORGANISATION_KINDS]),
    domains: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$', maxLength: 253 }), {
        maxItems: 20,
      }),
    ),
    no_enforcement_function: Type.Literal(true, {
      description: 'Said by whoever proposes it: it has no immigration enforcement function',
    }),
  },
  { additionalProperties: false },
);
export type OrganisationInput = Static<typeof OrganisationInput>;

export type OrganisationView = {
  org_id: string;
  name: string;
  country: string;
  kind: string;
  cut: boolean;
};
export type OrganisationProposal = {
  proposal_id: string;
  name: string;
  country: string;
  kind: string;
  domains: string[];
  proposed_by: string;
  proposed_by_login: string | null;
};

const managing = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_staff', purpose: 'staff.manage', route }) as const;

/** Organisations here, and what waits for a second person of the own one. */
export function listOrganisations(
  door: StaffDoor,
  worker: Worker,
): Promise<{ organisations: OrganisationView[]; waiting: OrganisationProposal[] }> {
  return actAs(door, managing(worker, 'GET /staff/organisations'), async (tx) => ({
    organisations: await tx.query<OrganisationView>(
      'select org_id, name, country, kind, cut from fw.organisations() limit 1000',
    ),
    waiting: await tx.query<OrganisationProposal>(
      `select p.proposal_id, p.name, p.country, p.kind, p.domains, p.proposed_by, a.login as proposed_by_login
       from staff.organisation_proposal p left join staff.account a on a.account_id = p.proposed_by
       where p.decided_at is null order by p.proposed_at limit 100`,
    ),
  }));
}

/** First person. @throws `recipient_barred` (WH022) that names the field, `proof_needed`. */
export async function proposeOrganisation(
  door: StaffDoor,
  worker: Worker,
  input: OrganisationInput,
): Promise<{ proposal_id: string }> {
  refuseBarred(input);
  const id = input.proposal_id;
  await actAs(door, managing(worker, 'POST /staff/organisations'), async (tx) => {
    await freshProof(tx, worker);
    await tx.execute(
      `insert into staff.organisation_proposal (proposal_id, org_id, new_org_id, name, country, kind, domains, no_enforcement_function, proposed_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (proposal_id) do nothing`,
      [
        id,
        worker.org,
        uuid(),
        input.name,
        input.country,
        input.kind,
        (input.domains ?? []).map((domain) => domain.toLowerCase()),
        input.no_enforcement_function,
        worker.actor,
      ],
    );
    await tx.query('select fw.note($1)', ['organisation.proposed']);
  });
  return { proposal_id: id };
}

/**
 * Second person: the organisation exists from then on, or never.
 * @returns its id. @throws `second_person_needed`, `recipient_barred`, `not_found`, `proof_needed`.
 */
export async function decideOrganisation(
  door: StaffDoor,
  worker: Worker,
  proposal: string,
  approved: boolean,
): Promise<{ org_id: string | null }> {
  return actAs(door, managing(worker, 'POST /staff/organisations/{id}/decision'), async (tx) => {
    await freshProof(tx, worker);
    const rows = await tx.query<{ name: string; country: string; domains: string[]; by: string }>(
      `select name, country, domains, proposed_by as by from staff.organisation_proposal
       where proposal_id = $1 and decided_at is null`,
      [proposal],
    );
    const [found] = rows;
    if (!found) throw new Problem('not_found');
    if (!approved) {
      await tx.execute(
        `update staff.organisation_proposal set decided_by = $2, decided_at = clock_timestamp(), approved = false
         where proposal_id = $1 and decided_at is null`,
        [proposal, worker.actor],
      );
      await tx.query('select fw.note($1)', ['organisation.refused']);
      return { org_id: null };
    }
    if (found.by === worker.actor) throw new Problem('second_person_needed');
    // The list may have grown since it was proposed.
    refuseBarred(found);
    const made = await tx.query<{ org: string | null }>(
      'select fw.approve_organisation($1) as org',
      [proposal],
    );
    if (!made[0]?.org) throw new Problem('not_found');
    return { org_id: made[0].org };
  });
}
