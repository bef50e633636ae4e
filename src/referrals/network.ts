/** Whom this organisation sends people to, what is known of how they answer, and who is not suggested for now (REF-02). */
import { actAs, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { profileOf } from './packet.ts';
import { type ReferralParts, sending } from './parts.ts';
import type { NetworkChange, NetworkInput } from './schemas.ts';
import { asked } from './step.ts';

export type NetworkLine = {
  network_id: string;
  to_org: string;
  to_name: string;
  listing_code: string;
  service_type: string;
  route: string;
  telephone: string | null;
  email: string | null;
  answer_hours: string | null;
  page_lang: string;
  agreement_id: string;
  agreement_live: boolean;
  suspended_at: Date | null;
  suspended_why: string | null;
  /** Of 90 days: how many were asked, how many answered in time. */
  rate: { asked: number; in_time: number };
};

export function listNetwork({ door }: ReferralParts, worker: Worker): Promise<NetworkLine[]> {
  return actAs(door, sending(worker, 'GET /api/network'), (tx) =>
    tx.query<NetworkLine>(
      `select e.network_id, e.to_org, o.name as to_name, e.listing_code, e.service_type, e.route, e.telephone, e.email, e.answer_hours,
           e.page_lang, e.agreement_id, e.suspended_at, e.suspended_why, fw.answer_rate(e.network_id) as rate,
           exists (select from consent.agreement a where a.agreement_id = e.agreement_id and a.state = 'live'
             and a.starts_at <= clock_timestamp() and a.ends_at > clock_timestamp()) as agreement_live
         from referrals.network_entry e join fw.organisations() o on o.org_id = e.to_org
         where e.ended_at is null order by o.name, e.listing_code limit 500`,
    ),
  );
}

/**
 * Adds a service to the network; twice with one id is once.
 * @throws `bad_input` for a kind of service that is none, or a way without what it needs; `conflict` for a recipient that does not exist.
 */
export async function addToNetwork(
  { door }: ReferralParts,
  worker: Worker,
  input: NetworkInput,
): Promise<{ network_id: string }> {
  const errors = [
    ...(profileOf(input.service_type)
      ? []
      : [{ field: 'service_type', expected: 'a branch of the tree of needs' }]),
    ...(input.to_org === worker.org ? [{ field: 'to_org', expected: 'another organisation' }] : []),
    ...wayErrors(input),
  ];
  if (errors.length) throw new Problem('bad_input', { errors });
  await actAs(door, sending(worker, 'POST /api/network'), (tx) =>
    tx.execute(
      `insert into referrals.network_entry (network_id, org_id, to_org, listing_code, service_type, route, telephone, email, answer_hours, page_lang, agreement_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (network_id) do nothing`,
      [
        input.network_id,
        worker.org,
        input.to_org,
        input.listing_code,
        input.service_type,
        ...wayOf(input),
      ],
    ),
  );
  return { network_id: input.network_id };
}

/** Changes the way to it, or whether it is suggested. A suspension for turning people away ends by a review only. */
export async function changeNetwork(
  { door }: ReferralParts,
  worker: Worker,
  id: string,
  input: NetworkChange,
): Promise<void> {
  const errors = wayErrors(input);
  if (errors.length) throw new Problem('bad_input', { errors });
  const changed = await actAs(door, sending(worker, 'PUT /api/network/{id}'), (tx) =>
    tx.execute(
      `update referrals.network_entry set route = $2, telephone = $3, email = $4, answer_hours = $5, page_lang = $6, agreement_id = $7,
         suspended_at = case when suspended_why = 'status_refusal' or $8::text is null then suspended_at when $8 = 'no' then null
           else coalesce(suspended_at, clock_timestamp()) end,
         suspended_why = case when suspended_why = 'status_refusal' or $8::text is null then suspended_why else nullif($8, 'no') end
       where network_id = $1 and ended_at is null`,
      [id, ...wayOf(input), input.suspended ?? null],
    ),
  );
  if (!changed) throw new Problem('not_found');
}

type Way = Pick<NetworkInput, 'route' | 'telephone' | 'email'>;

const wayErrors = ({ route, telephone, email }: Way) => [
  ...(route === 'phone' && !telephone ? [{ field: 'telephone', expected: 'a number' }] : []),
  ...(route === 'link' && !telephone && !email
    ? [{ field: 'telephone', expected: 'a number, or a mail address in "email"' }]
    : []),
];

const wayOf = (input: NetworkChange): unknown[] => [
  input.route,
  input.telephone ?? null,
  input.email ?? null,
  input.answer_hours ?? null,
  input.page_lang ?? 'en',
  input.agreement_id,
];

export type ViolationLine = {
  violation_id: string;
  network_id: string;
  kind: string;
  reported_by: string;
  made_at: Date;
};

/** Reports that somebody was turned away, which nobody has looked at yet. */
export function listViolations({ door }: ReferralParts, worker: Worker): Promise<ViolationLine[]> {
  return actAs(door, sending(worker, 'GET /api/network/violations'), (tx) =>
    tx.query<ViolationLine>(
      `select violation_id, network_id, kind, reported_by, made_at from referrals.violation where finding is null order by made_at limit 200`,
    ),
  );
}

/** `confirmed` keeps the service away; `mended` and `not_so` let it be suggested again. @throws `not_found`. */
export async function reviewViolation(
  parts: ReferralParts,
  worker: Worker,
  id: string,
  finding: 'confirmed' | 'mended' | 'not_so',
): Promise<void> {
  const route = 'POST /api/network/violations/{id}/review';
  if (
    !(await asked(parts, worker, route, [
      'select fw.review_violation($1, $2) as done',
      [id, finding],
    ]))
  )
    throw new Problem('not_found');
}
