/** What waits, for whom: referrals by what is due, one with its steps, and the tasks that no gateway has carried yet. */
import { actAs, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type Elsewhere, ELSEWHERE_STATES, elsewhereOf } from './alternatives.ts';
import { openContent } from './content.ts';
import type { PacketInput } from './packet.ts';
import { type ReferralParts, sending } from './parts.ts';
import { openWords } from './sealed-words.ts';
import { RECODE_DAYS, type State, type Step, stepsFor } from './states.ts';

export type ReferralLine = {
  referral_id: string;
  number: string;
  subject: string;
  point_id: string;
  visit_id: string | null;
  to_org: string;
  to_name: string;
  service_type: string;
  listing_code: string;
  needs: string[];
  level: string;
  state: State;
  owner_id: string | null;
  next_due_at: Date | null;
  answer_due: Date;
  escalated: boolean;
  late: boolean;
  appointment_at: Date | null;
  /** While the owner has not said that she told the person of the new time: the task. */
  moved_task: string | null;
  reason: string | null;
  need_open: boolean;
  changes: number;
  made_at: Date;
};

const LINE = `r.referral_id, r.number, r.subject, r.point_id, r.visit_id, r.to_org, o.name as to_name, r.service_type, r.listing_code, r.needs,
  r.level, r.state, r.owner_id, r.next_due_at, r.answer_due, r.escalated, r.late, r.appointment_at, r.reason, r.need_open, r.changes, r.made_at,
  case when r.state = 'accepted' then (select m.message_id from referrals.message m where m.referral_id = r.referral_id and m.to_whom = 'owner'
    and m.key = 'move' and m.state = 'waiting' limit 1) end as moved_task`;

export const LISTS = ['mine', 'point', 'escalated', 'open_needs', 'person'] as const;
export type ListName = (typeof LISTS)[number];

/** Conditions of each list; `$1` is the worker, `$2` a person or nothing. */
const WHERE: Record<ListName, string> = {
  mine: 'r.owner_id = $1 and r.closed_at is null and $2::uuid is null',
  point: 'r.closed_at is null and $1::uuid is not null and $2::uuid is null',
  escalated: 'r.escalated and r.closed_at is null and $1::uuid is not null and $2::uuid is null',
  // Closed, and she still has not got it: it stays with its owner.
  open_needs: `r.owner_id = $1 and r.closed_at is not null and r.need_open and r.state <> 'withdrawn' and $2::uuid is null`,
  person: 'r.subject = $2 and $1::uuid is not null',
};
const MOST = 50;

/** The nearest deadline first, at most fifty. Everybody listed finds the look in her own log. */
export function listReferrals(
  { door }: ReferralParts,
  worker: Worker,
  list: ListName,
  subject?: string,
): Promise<ReferralLine[]> {
  return actAs(door, sending(worker, 'GET /api/referrals'), async (tx) => {
    const rows = await tx.query<ReferralLine>(
      `select ${LINE} from referrals.referral r join fw.organisations() o on o.org_id = r.to_org
         where ${WHERE[list]} order by r.next_due_at nulls last, r.made_at desc, r.referral_id limit ${MOST}`,
      [worker.actor, subject ?? null],
    );
    await tx.query('select fw.touch($1)', [[...new Set(rows.map((row) => row.subject))]]);
    return rows;
  });
}

export type ReferralDetail = ReferralLine & {
  packet: PacketInput | null;
  ticked: string[];
  fields: string[];
  categories: string[];
  conditions: unknown;
  grant_id: string | null;
  packet_id: string | null;
  provider_outcome: string | null;
  person_outcome: string | null;
  steps: {
    n: number;
    step: string;
    state: string;
    party: string;
    route: string;
    at: Date;
    reason: string | null;
    /** The time that was said with it. */
    appointment_at: Date | null;
    /** What the recipient asked, in words. */
    words?: string;
  }[];
  /** What this worker may do next. */
  next: Step[];
  way: {
    route: string;
    telephone: string | null;
    email: string | null;
    answer_hours: string | null;
  };
  access: { locked: boolean; tries: number; ends_at: Date } | null;
};

type Kept = Omit<ReferralDetail, 'packet' | 'ticked' | 'steps' | 'next'> & {
  content: Buffer | null;
};

/** @throws `not_found`. */
export function readReferral(
  { door }: ReferralParts,
  worker: Worker,
  id: string,
): Promise<ReferralDetail> {
  return actAs(door, sending(worker, 'GET /api/referrals/{id}'), async (tx) => {
    const rows = await tx.query<Kept>(
      `select ${LINE}, r.content, r.fields, r.categories, r.conditions, r.grant_id, r.packet_id, r.provider_outcome, r.person_outcome,
           jsonb_build_object('route', e.route, 'telephone', e.telephone, 'email', e.email, 'answer_hours', e.answer_hours) as way,
           (select jsonb_build_object('locked', a.locked_at is not null, 'tries', a.tries, 'ends_at', a.ends_at)
             from referrals.recipient_access a where a.packet_id = r.packet_id) as access
         from referrals.referral r join referrals.network_entry e using (network_id) join fw.organisations() o on o.org_id = r.to_org
         where r.referral_id = $1`,
      [id],
    );
    const row = rows[0];
    if (!row) throw new Problem('not_found');
    await tx.query('select fw.touch($1)', [[row.subject]]);
    const { content, ...rest } = row;
    const opened = content ? await openContent(door, tx, row, 'referral.send') : undefined;
    const steps = await tx.query<ReferralDetail['steps'][number] & { sealed: Buffer | null }>(
      `select n, step, to_state as state, party, route, at, reason, appointment_at, case when party = 'recipient' then words end as sealed
         from referrals.referral_change where referral_id = $1 order by n`,
      [id],
    );
    return {
      ...rest,
      packet: opened?.packet ?? null,
      ticked: opened?.ticked ?? [],
      steps: await Promise.all(
        steps.map(async ({ sealed, ...step }) => {
          const words = sealed && opened ? await openWords(opened.ask, sealed) : undefined;
          return { ...step, ...(words === undefined ? {} : { words }) };
        }),
      ),
      next: stepsFor(row.state, 'sender'),
    };
  });
}

export type Task = {
  message_id: string;
  referral_id: string | null;
  to_whom: string;
  channel: string;
  key: string;
  n: number;
  made_at: Date;
  /** By when, for a reason "other" that needs a better name. */
  due_at: Date | null;
  /** Whom to call or write to, when it is for the recipient: nothing has been delivered yet. */
  to_name: string | null;
  telephone: string | null;
  email: string | null;
  /** Where else she could go, when nobody answered or the answer was no. */
  alternatives?: Elsewhere[];
};

/** Of so many tasks the alternatives are looked for at once; the others give them when they are asked. */
const MOST_ELSEWHERE = 12;

/** What has to be told and was carried by nobody yet: to the owner as her task, with the number to call. */
export function listTasks(parts: ReferralParts, worker: Worker, all: boolean): Promise<Task[]> {
  return actAs(parts.door, sending(worker, 'GET /api/referrals/tasks'), async (tx) => {
    const rows = await tx.query<Task & { state: State | null }>(
      `select r.state, m.message_id, m.referral_id, m.to_whom, m.channel, m.key, m.n, m.made_at, o.name as to_name,
           case when m.key = 'recode' then m.made_at + interval '${RECODE_DAYS} days' end as due_at,
           case when m.to_whom = 'recipient' then e.telephone end as telephone, case when m.to_whom = 'recipient' then e.email end as email
         from referrals.message m left join referrals.referral r using (referral_id) left join referrals.network_entry e using (network_id)
         left join fw.organisations() o on o.org_id = r.to_org
         where m.state = 'waiting' and (r.owner_id = $1 or $2)
         order by m.made_at, m.message_id limit 200`,
      [worker.actor, all],
    );
    const open = rows.flatMap(({ referral_id: id, to_whom, state }) =>
      id && to_whom === 'owner' && state && ELSEWHERE_STATES.includes(state) ? [id] : [],
    );
    const found = await elsewhereOf(parts, tx, [...new Set(open)].slice(0, MOST_ELSEWHERE));
    return rows.map(({ state: _, ...task }) => {
      const alternatives = task.to_whom === 'owner' ? found.get(task.referral_id ?? '') : undefined;
      return alternatives ? { ...task, alternatives } : task;
    });
  });
}

/** Somebody told it herself. @throws `not_found` when it does not wait. */
export async function taskDone({ door }: ReferralParts, worker: Worker, id: string): Promise<void> {
  const done = await actAs(door, sending(worker, 'POST /api/referrals/tasks/{id}'), (tx) =>
    tx.execute(
      `update referrals.message set state = 'done', done_at = clock_timestamp(), done_by = $2 where message_id = $1 and state = 'waiting'`,
      [id, worker.actor],
    ),
  );
  if (!done) throw new Problem('not_found');
}
