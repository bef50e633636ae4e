/**
 * How much one person of staff may have opened: so many values and look-ups an hour, and an alarm when a day
 * goes beyond three times her own median of 30 days (section 7). Counted before anything is opened.
 */
import type { Database } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import type { Alarm, IssuedTicket } from './messages.ts';
import { openBatch } from './batch.ts';
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

type Count = { who: string; kind: 'open' | 'look_up'; n: number; most: number };

/** In the order given; each call sees the ones before. */
const COUNT = `select keys.count_opens(who, kind, n, most, $5) as sum
  from unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) as c(who, kind, n, most)`;

/** One count for each person and kind, sorted, so that two programs never wait for each other. */
function sumsOf(asks: readonly Count[]): (Count & { members: number[] })[] {
  const sums = new Map<string, Count & { members: number[] }>();
  for (const [i, count] of asks.entries()) {
    const name = `${count.who}|${count.kind}|${count.most}`;
    const sum = sums.get(name);
    if (!sum) sums.set(name, { ...count, members: [i] });
    else {
      sum.n += count.n;
      sum.members.push(i);
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

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

  /** Whether each is within the limit, in order; what is answered yes is counted on the disk. */
  async function countAll(asks: readonly Count[], at: Date): Promise<boolean[]> {
    const rows = await ask<{ sum: number }>(keys, COUNT, [
      asks.map(({ who }) => who),
      asks.map(({ kind }) => kind),
      asks.map(({ n }) => n),
      asks.map(({ most }) => most),
      at,
    ]);
    return rows.map(({ sum }) => sum >= 0);
  }
  const counted = openBatch(async (asks: readonly Count[]) => {
    const at = new Date(options.now());
    const sums = sumsOf(asks);
    const within = await countAll(sums, at);
    const answers = asks.map((): boolean => true);
    for (const [i, { members }] of sums.entries()) {
      if (within[i]) continue;
      // All together are too many: then one after the other, as they came.
      const each =
        members.length > 1
          ? await countAll(
              members.map((member) => asks[member] as Count),
              at,
            )
          : [false];
      for (const [m, member] of members.entries()) answers[member] = each[m] ?? false;
    }
    return answers;
  });

  return {
    async count(ticket, kind, n) {
      if (n === 0) return;
      const who = ticket.actor || ticket.subject || ticket.org;
      const limit = kind === 'open' ? options.opensPerHour : LOOK_UPS_PER_HOUR;
      // A job works for everybody; its purpose and its audit rows hold it.
      const most = ticket.kind === 'job' ? 2_000_000_000 : limit;
      const [within] = await counted([{ who, kind, n, most }]);
      if (!within) {
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
