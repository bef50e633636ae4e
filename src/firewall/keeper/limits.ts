/**
 * How much one person of staff may have opened: so many values and look-ups an hour, and an alarm when a day
 * goes beyond three times her own median of 30 days (section 7). Counted before anything is opened.
 */
import type { Database } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import type { Alarm, IssuedTicket } from './messages.ts';
import { ask } from './transact.ts';

export type Limits = {
  /** Counts `n` for the holder of a ticket. @throws Problem `too_many` (opens) or `lookup_limit` (look-ups). */
  count(ticket: IssuedTicket, kind: 'open' | 'look_up', n: number): Promise<void>;
};

export const LOOK_UPS_PER_HOUR = 20;
const ALARM_TIMES = 3;
/** A median of fewer days says nothing yet. */
const LEAST_DAYS = 5;
/** Below this many opens in a day nothing is unusual. */
const LEAST_OPENS = 30;
const LOOK_EVERY = 300_000;

const USUAL = `select coalesce(percentile_cont(0.5) within group (order by n), 0)::float8 as usual, count(*)::int as days,
    (select coalesce(sum(n), 0)::int from keys.opens where who = $1 and kind = 'open' and slot >= date_trunc('day', $2::timestamptz, 'UTC')) as today
  from (select sum(n) as n from keys.opens
    where who = $1 and kind = 'open' and slot >= $2::timestamptz - interval '30 days' and slot < date_trunc('day', $2::timestamptz, 'UTC')
    group by date_trunc('day', slot, 'UTC')) as day`;

export function openLimits(
  keys: Database,
  options: { opensPerHour: number; alarm: (alarm: Alarm) => void; now: () => number },
): Limits {
  const habits = new Map<
    string,
    { usual: number; days: number; today: number; until: number; day: number; told: boolean }
  >();

  async function watch(who: string, n: number): Promise<void> {
    const now = options.now();
    const day = Math.floor(now / 86_400_000);
    let habit = habits.get(who);
    if (!habit || habit.until <= now || habit.day !== day) {
      const [row] = await ask<{ usual: number; days: number; today: number }>(keys, USUAL, [
        who,
        new Date(now),
      ]);
      const told = habit?.day === day && habit.told;
      habit = { usual: 0, days: 0, today: 0, ...row, until: now + LOOK_EVERY, day, told };
      if (habits.size > 10_000) habits.clear();
      habits.set(who, habit);
    } else habit.today += n;
    const most = Math.max(ALARM_TIMES * habit.usual, LEAST_OPENS);
    if (!habit.told && habit.days >= LEAST_DAYS && habit.today > most) {
      habit.told = true;
      options.alarm({ kind: 'many-opens', actor: who, today: habit.today, usual: habit.usual });
    }
  }

  return {
    async count(ticket, kind, n) {
      if (n === 0) return;
      const who = ticket.actor || ticket.subject || ticket.org;
      const limit = kind === 'open' ? options.opensPerHour : LOOK_UPS_PER_HOUR;
      // A job works for everybody; its purpose and its audit rows hold it.
      const most = ticket.kind === 'job' ? 2_000_000_000 : limit;
      const [row] = await ask<{ sum: number }>(
        keys,
        'select keys.count_opens($1, $2, $3, $4, $5) as sum',
        [who, kind, n, most, new Date(options.now())],
      );
      if ((row?.sum ?? -1) < 0) {
        if (kind === 'look_up') throw new Problem('lookup_limit');
        options.alarm({ kind: 'open-limit', actor: who, limit });
        throw new Problem('too_many', {
          detail: `More than ${limit} sealed values in an hour cannot be opened by one person. Wait, or ask the data-protection officer.`,
        });
      }
      if (kind === 'open' && ticket.kind === 'staff') await watch(who, n);
    },
  };
}
