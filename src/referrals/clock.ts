/** The round that nothing escapes: reminders, deadlines, escalations, questions after the outcome (design chapter 30, section 4.5). */
import { act, actAs, type Firewall } from '../firewall/index.ts';
import { type AlertStage, advance, alertStage, type Clock } from './deadlines.ts';
import { Problem } from '../http/problem.ts';
import { byLink, clockwork } from './parts.ts';

type DueRow = Omit<
  Clock,
  'answer_from' | 'answer_due' | 'escalate_at' | 'outcome_from' | 'ends_at'
> & {
  referral_id: string;
  changes: number;
  answer_from: Date;
  answer_due: Date;
  escalate_at: Date;
  outcome_from: Date | null;
  ends_at: Date;
  now: Date;
};

/** How many referrals one transaction takes. */
const MOST = 200;

export type Round = {
  organisations: number;
  referrals: number;
  alerts: number;
  /** Organisations whose own part failed, or that are cut off: they hold up nobody else. */
  left_out: number;
};

/**
 * Does everything that is due now, organisation by organisation. Run twice, the second finds nothing.
 * @param failed hears why one was left out; not of those that were cut off, for which nothing may be done
 */
export async function referralRound(
  firewall: Firewall,
  failed: (error: unknown) => void = () => undefined,
): Promise<Round> {
  const round: Round = { organisations: 0, referrals: 0, alerts: 0, left_out: 0 };
  const due = await act(
    firewall.database,
    { role: 'app_jobs', actor: 'jobs', purpose: 'referrals' },
    (tx) => tx.query<{ org_id: string }>('select org_id from fw.referral_orgs_due()'),
  );
  for (const { org_id: org } of due) {
    round.organisations += 1;
    try {
      await roundOf(firewall, org, round);
    } catch (error) {
      round.left_out += 1;
      if (!(error instanceof Problem && error.code === 'organisation_closed')) failed(error);
    }
  }
  return round;
}

async function roundOf(firewall: Firewall, org: string, round: Round): Promise<void> {
  for (;;) {
    const { found, done } = await tickReferrals(firewall, org);
    round.referrals += done;
    if (found < MOST || done === 0) break;
  }
  round.alerts += await tickAlerts(firewall, org);
  await actAs(firewall, clockwork(org), (tx) => tx.query('select fw.tidy_referrals()'));
  await destroyKeys(firewall, org);
}

function tickReferrals(firewall: Firewall, org: string): Promise<{ found: number; done: number }> {
  return actAs(firewall, clockwork(org), async (tx) => {
    const rows = await tx.query<DueRow>(
      `select referral_id, changes, state, level, answer_from, answer_due, escalate_at, escalated, reminded, outcome_from, outcome_asked, ends_at,
         clock_timestamp() as now from referrals.referral where next_due_at <= clock_timestamp() order by next_due_at limit ${MOST}`,
    );
    if (!rows.length) return { found: 0, done: 0 };
    const items = rows.map((row) => {
      const { done } = advance(clockOf(row), row.now.getTime());
      return { referral_id: row.referral_id, changes: row.changes, done };
    });
    const [ticked] = await tx.query<{ n: number }>('select fw.tick_referrals($1) as n', [
      JSON.stringify(items),
    ]);
    return { found: rows.length, done: ticked?.n ?? 0 };
  });
}

const clockOf = (row: DueRow): Clock => ({
  ...row,
  answer_from: row.answer_from.getTime(),
  answer_due: row.answer_due.getTime(),
  escalate_at: row.escalate_at.getTime(),
  outcome_from: row.outcome_from?.getTime() ?? null,
  ends_at: row.ends_at.getTime(),
});

type AlertRow = {
  alert_id: string;
  point_id: string;
  focus: string;
  asked: string | null;
  raised_at: Date;
  now: Date;
};

function tickAlerts(firewall: Firewall, org: string): Promise<number> {
  return actAs(firewall, clockwork(org), async (tx) => {
    const rows = await tx.query<AlertRow>(
      `select alert_id, point_id, focus, asked, raised_at, clock_timestamp() as now from referrals.alert where taken_at is null and next_due_at <= clock_timestamp() limit ${MOST}`,
    );
    if (!rows.length) return 0;
    const items: { alert_id: string; stage: AlertStage; asked: string | null }[] = [];
    for (const { alert_id, point_id, focus, asked: first, raised_at, now } of rows) {
      const onCall = await tx.query<{ worker_id: string }>(
        `select worker_id from referrals.on_call where point_id = $1 and focus = $2 and from_at <= clock_timestamp() and until_at > clock_timestamp()
           order by rank, on_call_id`,
        [point_id, focus],
      );
      // Duties may overlap, or have changed since: whoever was asked is not asked again.
      const others = onCall.filter(({ worker_id }) => worker_id !== first);
      const stage = alertStage(raised_at.getTime(), now.getTime(), others.length + 1);
      const asked = stage === 'next' ? (others[0]?.worker_id ?? null) : null;
      items.push({ alert_id, stage, asked });
    }
    const [ticked] = await tx.query<{ n: number }>('select fw.tick_alerts($1) as n', [
      JSON.stringify(items),
    ]);
    return ticked?.n ?? 0;
  });
}

/** Keys of packets that this organisation had and that are gone: what is left of them in old backups opens no more. */
function destroyKeys(firewall: Firewall, org: string): Promise<void> {
  return actAs(firewall, byLink(org), async (tx) => {
    const rows = await tx.query<{ packet_id: string }>(
      `select packet_id from referrals.spent_key order by made_at limit ${MOST}`,
    );
    for (const { packet_id: subject } of rows)
      await firewall.keeper.shred({ nonce: tx.nonce, subject });
    await tx.execute('delete from referrals.spent_key where packet_id = any ($1)', [
      rows.map(({ packet_id: id }) => id),
    ]);
  });
}

/** How often the round comes, ms: a deadline is seen at most so late. */
export const ROUND_EVERY = 10_000;

/** Runs the round now and then every ten seconds until `stop`, which waits for the one under way. */
export function runReferrals(
  firewall: Firewall,
  warn: (details: Record<string, unknown>, message: string) => void,
  every = ROUND_EVERY,
): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let waiting = false;
  const next = (): void => {
    // A slow round is not followed by a queue of others.
    if (waiting) return;
    waiting = true;
    running = running.then(async () => {
      const failed = (error: unknown): void =>
        warn(
          { reason: (error as Error).name },
          'deadlines of referrals could not be looked at; it is tried again',
        );
      try {
        await referralRound(firewall, failed);
      } catch (error) {
        failed(error);
      } finally {
        waiting = false;
      }
    });
  };
  next();
  const timer = setInterval(next, every);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
