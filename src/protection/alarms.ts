/** What the lead of a compartment is told: a release that was refused, somebody in an unsuitable space (J6 step 4, PT-07). */
import { actAs, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { actIn, type Compartment } from './compartment.ts';
import { unansweredReferrals } from './referrals.ts';

export type PathAlarm = {
  alarm_id: string;
  visit_id: string;
  kind:
    | 'release_refused'
    | 'adult_contested'
    | 'placed_unsuitably'
    | 'space_override'
    | 'referral_unanswered';
  reason: string;
  /** Who has to see it: the lead of that day; null when nobody led. */
  lead: string | null;
  made_by: string;
  made_at: Date;
  seen_by: string | null;
  seen_at: Date | null;
};

/** Waiting ones first, then the latest. */
export function listAlarms(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
): Promise<PathAlarm[]> {
  const act = actIn(worker, compartment, 'GET /api/compartments/:compartment/alarms');
  return actAs(firewall, act, async (tx) => [
    ...(await unanswered(tx, compartment)),
    ...(await tx.query<PathAlarm>(
      `select alarm_id, visit_id, kind, reason, lead_id as lead, made_by, made_at, seen_by, seen_at from ${compartment}.alarm
       order by seen_at is not null, made_at desc limit 500`,
    )),
  ]);
}

/** What was sent elsewhere and has no answer after twice its time: an alarm until somebody has done something about it. */
async function unanswered(tx: InContext, compartment: Compartment): Promise<PathAlarm[]> {
  const late = await unansweredReferrals(tx, compartment);
  const [live] = await tx.query<{ lead_id: string | null }>(
    'select lead_id from fw.role_keys() where closed_at is null',
  );
  return late.map((one) => ({
    alarm_id: one.referral_id,
    visit_id: one.visit_id,
    kind: 'referral_unanswered',
    reason: 'no_answer',
    lead: live?.lead_id ?? null,
    made_by: one.owner_id,
    made_at: one.escalate_at,
    seen_by: null,
    seen_at: null,
  }));
}

/** Seen; nobody sees what she herself caused. @throws `not_found`, `second_person_needed`. */
export async function seeAlarm(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  alarm: string,
): Promise<void> {
  const act = actIn(worker, compartment, 'POST /api/compartments/:compartment/alarms/:id/seen');
  await actAs(firewall, act, async (tx) => {
    const [row] = await tx.query<{ made_by: string }>(
      `select made_by from ${compartment}.alarm where alarm_id = $1 and seen_at is null`,
      [alarm],
    );
    if (!row) throw new Problem('not_found');
    if (row.made_by === worker.actor) throw new Problem('second_person_needed');
    await tx.execute(
      `update ${compartment}.alarm set seen_by = $2, seen_at = clock_timestamp() where alarm_id = $1 and seen_at is null`,
      [alarm, worker.actor],
    );
    await tx.query('select fw.note($1)', ['alarm.seen']);
  });
}
