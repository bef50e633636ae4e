/**
 * What was sent out of the path of survivors, as its officers see it (VUL-04, REF-03; docs/protected-paths.md). Late is what the
 * hour of looking says: no job runs because one exists. Sending is `../referrals/sealed.ts`.
 */
import type { InContext } from '../firewall/index.ts';
import type { State } from '../referrals/states.ts';

/** Where she can be sent: a service of the network that is reached by a link, under an agreement that lives. */
export type SealedRecipient = {
  network_id: string;
  name: string;
  service_type: string;
  listing_code: string;
  telephone: string | null;
  email: string | null;
  categories: string[];
};

export type SealedReferral = {
  referral_id: string;
  visit_id: string;
  number: string;
  to_name: string;
  service_type: string;
  level: string;
  /** As of now. */
  state: State;
  changes: number;
  sent_at: Date;
  answer_due: Date;
  /** Twice the time has passed without an answer. */
  escalated: boolean;
  escalate_at: Date;
  appointment_at: Date | null;
  reason: string | null;
  /** What she says when they say something else. */
  provider_outcome: string | null;
  person_outcome: string | null;
  owner_id: string;
  generation: number;
  /** What was sent: a statement under the role key, base64url. */
  sealed: string;
  /** Five wrong codes. */
  locked: boolean;
  deleted_at: Date | null;
  /** The latest question, under the role key, base64url. */
  question: string | null;
};

/** In an open transaction of an officer. `visit`: null for all. */
export async function sealedReferrals(
  tx: InContext,
  visit: string | null,
): Promise<SealedReferral[]> {
  type Row = Omit<SealedReferral, 'sealed' | 'question'> & { sealed: Buffer; asked: Buffer | null };
  const rows = await tx.query<Row>(
    `select r.referral_id, r.visit_id, r.number, o.name as to_name, r.service_type, r.level, s.state, r.changes, r.sent_at, r.answer_due, r.escalate_at,
       s.state in ('sent', 'opened', 'question', 'overdue') and r.escalate_at < clock_timestamp() as escalated, r.appointment_at, r.reason,
       r.provider_outcome, r.person_outcome, r.owner_id, r.generation, r.sealed, coalesce(w.locked_at is not null, false) as locked, w.deleted_at,
       (select c.words from survivor.referral_change c where c.referral_id = r.referral_id and c.step = 'ask' order by c.n desc limit 1) as asked
     from survivor.referral r cross join lateral (select fw.sealed_state_at(r, clock_timestamp()) as state) s
       join fw.organisations() o on o.org_id = r.to_org left join survivor.way_in w on w.packet_id = r.packet_id
     where ($1::uuid is null or r.visit_id = $1) order by r.sent_at desc limit 500`,
    [visit],
  );
  return rows.map(({ sealed, asked, ...row }) => ({
    ...row,
    sealed: sealed.toString('base64url'),
    question: asked?.toString('base64url') ?? null,
  }));
}

export const sealedRecipients = (tx: InContext): Promise<SealedRecipient[]> =>
  tx.query<SealedRecipient>('select * from fw.sealed_recipients()');
