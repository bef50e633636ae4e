import { dateOf, dayOf } from '../../languages/days.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { look } from '../../firewall/index.ts';
import { freshness, reviewDay, withdrawDay } from './freshness.ts';

const day = fc.integer({ min: 0, max: 40_000 });
const clock = fc.record({
  checkedOn: fc.option(day, { nil: undefined }),
  firstImportedOn: fc.option(day, { nil: undefined }),
  createdOn: day,
});
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;

describe('freshness', () => {
  it('is fresh for 90 days after the check, then overdue for 30, then withdrawn', () => {
    const checkedOn = dayOf('2026-01-01');
    const state = (date: string) => freshness({ checkedOn, createdOn: checkedOn }, dayOf(date));
    expect(state('2026-04-01')).toBe('fresh');
    expect(state('2026-04-02')).toBe('overdue');
    expect(state('2026-05-01')).toBe('overdue');
    expect(state('2026-05-02')).toBe('withdrawn');
  });

  it('is overdue from the start without a check, and a later import does not help', () => {
    const firstImportedOn = dayOf('2026-01-01');
    const never = { firstImportedOn, createdOn: firstImportedOn };
    expect(freshness(never, firstImportedOn)).toBe('overdue');
    expect(freshness(never, firstImportedOn + 121)).toBe('withdrawn');
  });

  it('only gets worse with time', () => {
    const order = ['fresh', 'overdue', 'withdrawn'];
    fc.assert(
      fc.property(clock, day, fc.integer({ min: 0, max: 500 }), (raw, today, later) => {
        const c = defined(raw) as Parameters<typeof freshness>[0];
        expect(order.indexOf(freshness(c, today + later))).toBeGreaterThanOrEqual(
          order.indexOf(freshness(c, today)),
        );
      }),
    );
  });
});

describe('freshness in the database', () => {
  let database: Database;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.close());

  it('agrees with the rule on 2,000 random records', async () => {
    const cases = fc.sample(fc.tuple(clock, fc.integer({ min: -10, max: 200 })), 2_000);
    const rows = cases.map(([raw, offset]) => {
      const c = defined(raw) as Parameters<typeof freshness>[0];
      const today = Math.max(0, (c.checkedOn ?? c.firstImportedOn ?? c.createdOn) + offset);
      return { c, today };
    });
    const date = (n: number | undefined): string | null => (n === undefined ? null : dateOf(n));
    const answers = await look(
      database,
      { role: 'app_public', actor: 'public', purpose: 'test' },
      (tx) =>
        tx.query<{ state: string; fresh_until: string | null; vouched_until: string }>(
          `select directory.freshness(checked, imported, created, today) as state,
             directory.fresh_until(checked) as fresh_until,
             directory.vouched_until(checked, imported, created) as vouched_until
           from unnest($1::date[], $2::date[], $3::timestamptz[], $4::date[])
             with ordinality as t(checked, imported, created, today, n) order by n`,
          [
            rows.map(({ c }) => date(c.checkedOn)),
            rows.map(({ c }) => date(c.firstImportedOn)),
            rows.map(({ c }) => `${dateOf(c.createdOn)}T23:30:00Z`),
            rows.map(({ today }) => dateOf(today)),
          ],
        ),
    );
    expect(answers).toEqual(
      rows.map(({ c, today }) => ({
        state: freshness(c, today),
        fresh_until: c.checkedOn === undefined ? null : dateOf(reviewDay(c)),
        vouched_until: dateOf(withdrawDay(c)),
      })),
    );
  });
});
