/**
 * What was sent out of a path, or waits for a second officer, as its officers see it (VUL-03, VUL-04, REF-03;
 * docs/protected-paths.md). Late is what the hour of looking says: no job runs because one exists. Sending is `../referrals/sealed.ts`.
 */
import type { InContext } from '../firewall/index.ts';
import type { State } from '../referrals/states.ts';
import type { Compartment } from './compartment.ts';

/** Why a second officer says no. The database knows the same. */
export const SECOND_SAYS_NO = [
  'other_wish',
  'not_safe',
  'too_much',
  'better_place',
  'not_now',
] as const;

/**
 * Where she can be sent under an agreement that lives: a service of the network that is reached by a link, or the officers of the same
 * compartment of an organisation with accounts.
 */
export type SealedRecipient = {
  network_id: string;
  name: string;
  service_type: string;
  listing_code: string;
  telephone: string | null;
  email: string | null;
  categories: string[];
  /** Language of whoever gets it. */
  page_lang: string;
  /** The live role key of the officers there; null where it goes by a link. */
  to_generation: number | null;
  to_recipient: string | null;
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
  /** While it waits for a second officer: when it was prepared. */
  sent_at: Date;
  answer_due: Date;
  /** Twice the time has passed without an answer. */
  escalated: boolean;
  escalate_at: Date;
  appointment_at: Date | null;
  /** It is another time than the one of the yes. */
  moved: boolean;
  reason: string | null;
  /** What she says when they say something else. */
  provider_outcome: string | null;
  person_outcome: string | null;
  owner_id: string;
  /** How she was asked, and said yes; or that the child is too small to be asked. */
  agreed: string;
  made_by: string;
  /** The officer who confirmed, or said no. */
  second_by: string | null;
  /** False while it waits for a second officer, and for good when it ended before she confirmed. */
  has_left: boolean;
  /** Until when a second officer can confirm, or somebody answer. */
  ends_at: Date;
  generation: number;
  /** What was sent: a statement under the role key, base64url. */
  sealed: string;
  /** It went to officers there, not by a link. */
  to_officers: boolean;
  /** Five wrong codes. */
  locked: boolean;
  deleted_at: Date | null;
  /** The latest question, under the role key, base64url. */
  question: string | null;
};

/** Where one stands now: `r` is its row. */
const STATE_NOW =
  'fw.sealed_state_of(r.state, r.closed_at, r.ends_at, r.appointment_at, r.answered_at, r.answer_due, clock_timestamp())';

/** Nobody has said yes or no yet: `s` is the state as of now. */
const NO_ANSWER = `s.state in ('sent', 'opened', 'question', 'overdue')`;

/** In an open transaction of an officer, of one visit. */
export async function sealedReferrals(
  tx: InContext,
  compartment: Compartment,
  visit: string,
): Promise<SealedReferral[]> {
  type Row = Omit<SealedReferral, 'sealed' | 'question'> & { sealed: Buffer; asked: Buffer | null };
  const rows = await tx.query<Row>(
    `select r.referral_id, r.visit_id, r.number, o.name as to_name, r.service_type, r.level, s.state, r.changes, r.sent_at, r.answer_due, r.escalate_at,
       ${NO_ANSWER} and r.escalate_at < clock_timestamp() as escalated, r.appointment_at,
       exists (select from ${compartment}.referral_change c where c.referral_id = r.referral_id and c.step = 'move') as moved, r.reason,
       r.provider_outcome, r.person_outcome, r.owner_id, r.agreed, r.made_by, r.second_by, r.reply_key is not null as has_left, r.ends_at, r.generation, r.sealed,
       coalesce(w.to_generation is not null, false) as to_officers, coalesce(w.locked_at is not null, false) as locked, w.deleted_at,
       (select c.words from ${compartment}.referral_change c where c.referral_id = r.referral_id and c.step = 'ask' order by c.n desc limit 1) as asked
     from ${compartment}.referral r cross join lateral (select ${STATE_NOW} as state) s
       join fw.organisations() o on o.org_id = r.to_org left join ${compartment}.way_in w on w.packet_id = r.packet_id
     where r.visit_id = $1 order by r.sent_at desc limit 500`,
    [visit],
  );
  return rows.map(({ sealed, asked, ...row }) => ({
    ...row,
    sealed: sealed.toString('base64url'),
    question: asked?.toString('base64url') ?? null,
  }));
}

/** What has no answer after twice its time: however many were sent since, and without the words of any. */
export const unansweredReferrals = (
  tx: InContext,
  compartment: Compartment,
): Promise<Pick<SealedReferral, 'referral_id' | 'visit_id' | 'owner_id' | 'escalate_at'>[]> =>
  tx.query(
    `select r.referral_id, r.visit_id, r.owner_id, r.escalate_at
     from ${compartment}.referral r cross join lateral (select ${STATE_NOW} as state) s
     where r.escalate_at < clock_timestamp() and ${NO_ANSWER} order by r.escalate_at limit 500`,
  );

/** What a visit's line says of them: how many wait for an answer, how many of these are late, and what waits for a second officer. */
export type SealedCount = {
  waiting: number;
  late: number;
  prepared: { to_name: string; made_by: string; at: Date }[];
};

/** For a query over visits `p`: a row `g` with the columns of `SealedCount`. */
export const sealedCount = (compartment: Compartment): string =>
  `cross join lateral (select count(*) filter (where ${NO_ANSWER})::int as waiting,
       count(*) filter (where ${NO_ANSWER} and r.answer_due < clock_timestamp())::int as late,
       coalesce(jsonb_agg(jsonb_build_object('to_name', o.name, 'made_by', r.made_by, 'at', r.sent_at) order by r.sent_at) filter (where s.state = 'ready'), '[]') as prepared
     from ${compartment}.referral r cross join lateral (select ${STATE_NOW} as state) s join fw.organisations() o on o.org_id = r.to_org
     where r.visit_id = p.visit_id) g`;

export const sealedRecipients = (tx: InContext): Promise<SealedRecipient[]> =>
  tx.query<SealedRecipient>('select * from fw.sealed_recipients()');
