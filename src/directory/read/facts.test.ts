import { dateOf, dayOf } from '../../languages/days.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { look } from '../../firewall/index.ts';
import {
  DOC_CODES,
  FACT_CODES,
  FACTS,
  type FactValue,
  isFactCode,
  NO,
  REVIEW_DAYS,
  UNKNOWN,
  YES,
} from '../fact-codes.ts';
import type { SourceKind } from '../listing.ts';
import { asOwner, organization, place, plant, service } from '../testing.ts';
import {
  countsUntil,
  effectiveFacts,
  type FactLevel,
  LEVELS,
  type StatedFact,
  withDocuments,
} from './facts.ts';

const TODAY = dayOf('2026-11-22');
const SOURCES: SourceKind[] = [
  'provider',
  'authority',
  'network_check',
  'visitor_reports',
  'import',
];

const stated: fc.Arbitrary<StatedFact> = fc
  .record({
    code: fc.constantFrom('free', 'asks_identity', 'step_free', 'has_space', 'x_parking'),
    level: fc.constantFrom<FactLevel>(0, 1, 2, 3),
    value: fc.constantFrom<FactValue>(UNKNOWN, YES, NO),
    sourceKind: fc.constantFrom(...SOURCES),
    checkedOn: fc.option(fc.integer({ min: TODAY - 300, max: TODAY }), { nil: undefined }),
    reviewBy: fc.option(fc.integer({ min: TODAY - 100, max: TODAY + 100 }), { nil: undefined }),
  })
  .map(
    (raw) =>
      Object.fromEntries(Object.entries(raw).filter(([, v]) => v !== undefined)) as StatedFact,
  );
const facts = fc.uniqueArray(stated, { selector: (f) => `${f.code} ${f.level}`, maxLength: 14 });

describe('effective facts', () => {
  it('are only answers that somebody gave and that still count', () => {
    fc.assert(
      fc.property(facts, (all) => {
        for (const [code, fact] of effectiveFacts(all, TODAY).known) {
          expect(all).toContainEqual(fact);
          expect(fact.code).toBe(code);
          expect(fact.value).not.toBe(UNKNOWN);
          expect(countsUntil(fact)).toBeGreaterThanOrEqual(TODAY);
        }
      }),
    );
  });

  it('do not fall back to a wider level once visitors called the answer into question', () => {
    const wide: StatedFact = {
      code: 'asks_identity',
      level: 1,
      value: NO,
      sourceKind: 'provider',
      checkedOn: TODAY,
    };
    const doubt: StatedFact = {
      code: 'asks_identity',
      level: 0,
      value: UNKNOWN,
      sourceKind: 'visitor_reports',
      checkedOn: TODAY,
    };
    expect(effectiveFacts([wide], TODAY).known.get('asks_identity')?.value).toBe(NO);
    expect(effectiveFacts([wide, doubt], TODAY)).toEqual({
      known: new Map(),
      questioned: ['asks_identity'],
    });
    expect(effectiveFacts([wide, { ...doubt, sourceKind: 'provider' }], TODAY).known.size).toBe(1);
  });

  it('without any date are unknown: nobody says when it was true', () => {
    expect(
      effectiveFacts([{ code: 'free', level: 1, value: YES, sourceKind: 'import' }], TODAY).known
        .size,
    ).toBe(0);
  });

  it('count for their review and grace days, by class', () => {
    const until = (code: string) => countsUntil({ code, checkedOn: 1000 });
    expect(until('free')).toBe(1000 + 90 + 30);
    expect(until('step_free')).toBe(1000 + 180 + 60);
    expect(until('has_space')).toBe(1001);
    expect(countsUntil({ code: 'free', checkedOn: 1000, reviewBy: 1010 })).toBe(1040);
  });

  it('are never made favourable by the papers in the list', () => {
    fc.assert(
      fc.property(
        facts,
        fc.array(
          fc.record({
            doc: fc.constantFrom(...DOC_CODES),
            level: fc.constantFrom('needed' as const, 'helpful' as const),
          }),
        ),
        (all, documents) => {
          const { known } = effectiveFacts(all, TODAY);
          for (const [code, value] of Object.entries(withDocuments(known, documents))) {
            if (!isFactCode(code)) throw new Error(code);
            const wanted = FACTS[code].favourable === 'yes' ? YES : NO;
            if (value === wanted) expect(known.get(code)?.value).toBe(value);
          }
        },
      ),
    );
  });
});

describe('effective facts in the database', () => {
  let database: Database;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.close());

  it('keep the same clocks as the code', async () => {
    const rows = await asOwner(
      database,
      'select code, review_days, grace_days from directory.fact_clock',
    );
    const clocks = Object.fromEntries(
      rows.map((row) => [row['code'], { review: row['review_days'], grace: row['grace_days'] }]),
    );
    expect(clocks).toEqual(
      Object.fromEntries(FACT_CODES.map((code) => [code, REVIEW_DAYS[FACTS[code].clock]])),
    );
  });

  it('are the same on 200 random services', async () => {
    const owner = organization();
    const wanted = fc.sample(facts, 200).map((all) => {
      const where = place();
      return { all, where, what: service(owner.id, where.id) };
    });
    // Facts of the organisation are shared by all, so each service gets its own.
    const owners = wanted.map(() => organization());
    await plant(
      database,
      wanted.flatMap(({ all, where, what }, n) => {
        const own = owners[n] ?? owner;
        const ids = [what.salId, what.id, where.id, own.id];
        return [
          ...own.rows,
          ...where.rows,
          ...what.rows.map(
            ([table, row]) =>
              [table, table === 'service' ? { ...row, organization_id: own.id } : row] as const,
          ),
          ...all.map(
            (f) =>
              [
                'fact',
                {
                  subject_type: LEVELS[f.level],
                  subject_id: ids[f.level],
                  code: f.code,
                  value: f.value,
                  source_kind: f.sourceKind,
                  checked_on: f.checkedOn === undefined ? null : dateOf(f.checkedOn),
                  review_by: f.reviewBy === undefined ? null : dateOf(f.reviewBy),
                },
              ] as const,
          ),
        ];
      }),
    );
    const rows = await look(
      database,
      { role: 'app_public', actor: 'public', purpose: 'test' },
      (tx) =>
        tx.query<{ service_at_location_id: string; code: string; value: number }>(
          'select * from directory.effective_facts($1::uuid[], $2::date)',
          [wanted.map(({ what }) => what.salId), dateOf(TODAY)],
        ),
    );
    for (const { all, what } of wanted) {
      const inDatabase = rows
        .filter(
          (row) =>
            row.service_at_location_id === what.salId && isFactCode(row.code) && row.value !== 0,
        )
        .map((row) => [row.code, row.value]);
      const pure = [...effectiveFacts(all, TODAY).known].map(([code, { value }]) => [code, value]);
      expect(new Map(inDatabase as [string, number][])).toEqual(
        new Map(pure as [string, number][]),
      );
    }
  });
});
