/** How many messages there were, by day and channel and nothing else; written together once a minute. */
import { dateOfInstant } from '../languages/days.ts';
import type { Database } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';

export const COUNTED = [
  'received',
  'answered',
  'silent',
  'sent',
  'delivered',
  'failed',
  'refused',
] as const;
export type Counted = (typeof COUNTED)[number];
export type DayCount = { day: string; channel: string; what: Counted; count: number };

export type Counts = {
  add(channel: string, what: Counted): void;
  /** Writes what was counted; what could not be written stays for the next time. */
  write(): Promise<void>;
  /** Counts from a day on (`YYYY-MM-DD`), with what is not yet written. */
  since(day: string): Promise<readonly DayCount[]>;
};

const acting = { role: 'app_public', actor: 'public', purpose: 'count messages' } as const;

export function openCounts(database: Database, now: () => number): Counts {
  let kept = new Map<string, number>();
  const counts: Counts = {
    add(channel, what) {
      const key = `${dateOfInstant(now())}\n${channel}\n${what}`;
      kept.set(key, (kept.get(key) ?? 0) + 1);
    },
    async write() {
      const writing = kept;
      kept = new Map();
      const byDay = Map.groupBy(
        [...writing].map(([key, count]) => ({ parts: key.split('\n'), count, key })),
        ({ parts }) => parts[0] ?? '',
      );
      for (const [day, rows] of byDay) {
        try {
          await act(database, acting, (tx) =>
            tx.query('select channels.add_counts($1, $2, $3, $4)', [
              day,
              rows.map(({ parts }) => parts[1]),
              rows.map(({ parts }) => parts[2]),
              rows.map(({ count }) => count),
            ]),
          );
        } catch (error) {
          for (const { key, count } of rows) kept.set(key, (kept.get(key) ?? 0) + count);
          throw error;
        }
      }
    },
    async since(day) {
      await counts.write();
      const rows = await look(database, acting, (tx) =>
        tx.query<{ day: string; channel: string; what: Counted; count: string }>(
          'select * from channels.counts_since($1)',
          [day],
        ),
      );
      return rows.map((row) => ({ ...row, count: Number(row.count) }));
    },
  };
  return counts;
}
