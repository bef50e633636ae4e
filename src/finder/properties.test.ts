import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DOC_CODES,
  FACT_CODES,
  type FactCode,
  FACTS,
  PAPER_FACTS,
} from '../directory/fact-codes.ts';
import { findServices } from './find.ts';
import { compilePattern, matchNow, openState } from './hours.ts';
import { primaryLanguage } from './language-tag.ts';
import { buildPack } from './pack.ts';
import type { FinderAnswer, FinderItem, FinderQuery, Reason, Wish } from './query.ts';
import type { FinderRecord } from './record.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from './testing.ts';

const world = makeWorld(99, { records: 100_000, towns: 3, patterns: 120, vocabulary: 300 });
const OPTIONS = { now: TEST_NOW, territory: 'test', labels: TEST_LABELS };
const GROUPS = ['fits', 'may_fit', 'close'];

/** Some records of the seeded world, and a question without a text. */
const records = fc
  .tuple(fc.nat(99_000), fc.integer({ min: 1, max: 60 }))
  .map(([from, count]) => Array.from({ length: count }, (_, i) => world.record(from + i)));
const question = fc.nat(1_000_000).map((seed): FinderQuery => {
  const { text: _, ...query } = makeWorld(seed, {
    records: 0,
    towns: 3,
    patterns: 1,
    vocabulary: 60,
  }).wildQuery();
  return { ...query, limit: 200 };
});

function find(list: readonly FinderRecord[], query: FinderQuery): FinderAnswer {
  return findServices(buildPack(list, OPTIONS), query);
}

/** Whether the record itself says so, written against the meaning of each reason. */
function isTrue(
  reason: Reason,
  record: FinderRecord,
  item: FinderItem,
  query: FinderQuery,
): boolean {
  const { facts } = record;
  const yes = (code: FactCode): boolean => facts[code] === 1;
  switch (reason.code) {
    case 'need':
      return record.needs.some(
        (need) => need === reason.need || need.startsWith(`${reason.need}.`),
      );
    case 'open_now':
      return (
        record.paused !== true &&
        matchNow(compilePattern(record.pattern, query.now), query.now).match === 'yes'
      );
    case 'open_at':
      return matchNow(compilePattern(record.pattern, query.now), reason.at).match === 'yes';
    case 'opens_in_window':
    case 'open_tonight': {
      const hours = compilePattern(record.pattern, query.now);
      const middle = Math.max(reason.from, query.now);
      return reason.until > middle && openState(hours, middle).state === 'open';
    }
    case 'language_staff':
    case 'language_interpreter_on_site':
    case 'language_interpreter_phone':
      return record.languages.some(
        ({ lang, mode }) =>
          primaryLanguage(lang) === reason.lang && reason.code === `language_${mode}`,
      );
    case 'no_papers':
      return PAPER_FACTS.every((code) => facts[code] === 2);
    case 'papers_enough':
      return record.documents.every(
        ({ doc, level }) =>
          level === 'helpful' ||
          reason.docs.includes(doc) ||
          ['referral', 'prescription'].includes(doc),
      );
    case 'not_reported':
      return facts.shares_with_authorities === 2;
    case 'walking_distance':
      return (item.distanceM ?? Number.POSITIVE_INFINITY) <= 1_731 && record.areaOnly !== true;
    case 'remote':
      return record.remote === true || yes('remote');
    case 'age_fits':
      return record.minAge !== undefined || record.maxAge !== undefined;
    case 'has_space':
      return (record.freePlaces ?? 0) > 0 ? reason.places === record.freePlaces : yes('has_space');
    case 'fact':
      return facts[reason.fact] === (FACTS[reason.fact].favourable === 'no' ? 2 : 1);
    case 'text_match':
      return true;
    default:
      return yes(reason.code);
  }
}

/** The facts that must be known, with the wanted value, before a wish can be met by facts alone. */
const WANTED: Partial<Record<Wish, readonly [FactCode, 1 | 2]>> = {
  woman: ['woman_provider', 1],
  man: ['man_provider', 1],
  step_free: ['step_free', 1],
  child_space: ['child_space', 1],
  not_reported: ['shares_with_authorities', 2],
  minor_alone: ['minors_alone', 1],
};

describe('properties', { timeout: 120_000 }, () => {
  it('every reason, "bring" and "not asked" is true of the raw record', () => {
    let seen = 0;
    fc.assert(
      fc.property(records, question, (list, query) => {
        const byCode = new Map(list.map((record) => [record.code, record]));
        for (const item of find(list, query).items) {
          const record = byCode.get(item.code) as FinderRecord;
          for (const reason of item.reasons) {
            seen++;
            expect(
              isTrue(reason, record, item, query),
              JSON.stringify({ reason, record, query }),
            ).toBe(true);
          }
          for (const code of item.notAsked) expect(record.facts[code]).toBe(2);
          if (item.bring === 'nothing') {
            expect(PAPER_FACTS.every((code) => record.facts[code] === 2)).toBe(true);
            expect(record.documents.every(({ level }) => level === 'helpful')).toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(seen).toBeGreaterThan(2_000);
  });

  it('unknown is never favourable: 100,000 records, and whoever fits has said so', () => {
    const pack = buildPack(world.records(), OPTIONS);
    const byCode = new Map([...world.records()].map((record) => [record.code, record]));
    const wishes: [Wish, Partial<FinderQuery>][] = [
      ['woman', { providerSex: 'woman' }],
      ['man', { providerSex: 'man' }],
      ['step_free', { stepFree: true }],
      ['child_space', { childSpace: true }],
      ['not_reported', { notReported: true }],
      ['minor_alone', { minorAlone: true }],
    ];
    for (const [wish, change] of wishes) {
      const [code, value] = WANTED[wish] as readonly [FactCode, 1 | 2];
      let after: string | undefined;
      let fits = 0;
      const known = [...byCode.values()].filter(
        (record) =>
          record.facts[code] === value &&
          record.paused !== true &&
          !(wish === 'minor_alone' && (record.minAge ?? 0) >= 18),
      );
      const expected = known.filter(
        ({ withdrawDay }) => withdrawDay >= Math.floor(TEST_NOW / 86_400_000),
      ).length;
      for (let page = 0; page < 5; page++) {
        const answer = findServices(pack, {
          now: TEST_NOW,
          lang: 'en',
          needs: [],
          limit: 200,
          ...change,
          ...(after === undefined ? {} : { after }),
        });
        fits = answer.counts.fits;
        for (const item of answer.items) {
          if (item.group !== 'fits') continue;
          expect((byCode.get(item.code) as FinderRecord).facts[code]).toBe(value);
        }
        after = answer.more;
      }
      expect(fits).toBe(expected);
    }
  });

  it('no wish at all turns a record with no facts into one that fits', () => {
    const wishes: Partial<FinderQuery>[] = [
      { papers: 'none' },
      { papers: ['identity'] },
      { free: true },
      { languages: ['ar'] },
      { noTravelMoney: true },
      { ageBand: 2 },
      { time: { kind: 'now' } },
      { time: { kind: 'tonight' }, needs: ['food.meal'] },
      { time: { kind: 'window', days: 127, from: 0, to: 1440 } },
      ...FACT_CODES.map((code) => ({ facts: [code] })),
    ];
    const blank: FinderRecord = {
      ...world.record(1),
      needs: ['food.meal'],
      pattern: { ...world.record(1).pattern, rules: [] },
      facts: {},
      languages: [],
      documents: [],
    };
    const { minAge: _, maxAge: __, remote: ___, paused: ____, ...record } = blank;
    for (const wish of wishes) {
      const answer = find([record], { now: TEST_NOW, lang: 'en', needs: [], ...wish });
      expect(answer.counts, JSON.stringify(wish)).toEqual({ fits: 0, may_fit: 1, close: 0 });
    }
  });

  it('adding a wish never adds to those that fit', () => {
    fc.assert(
      fc.property(records, question, (list, query) => {
        const { place: _, maxKm: __, ...anywhere } = query;
        const all = find(list, anywhere);
        const keys = [
          'languages',
          'papers',
          'free',
          'providerSex',
          'stepFree',
          'childSpace',
          'notReported',
          'noTravelMoney',
          'facts',
          'minorAlone',
          'ageBand',
          'time',
        ] as const;
        for (const key of keys) {
          if (anywhere[key] === undefined || (key === 'time' && anywhere.needs.length === 0))
            continue;
          const { [key]: ___, ...fewer } = anywhere;
          expect(find(list, fewer).counts.fits).toBeGreaterThanOrEqual(all.counts.fits);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('learning that an unknown wish is met never lowers a record', () => {
    let compared = 0;
    fc.assert(
      fc.property(records, question, (list, query) => {
        const { place: _, maxKm: __, ...anywhere } = query;
        for (const [wish, [code, value]] of Object.entries(WANTED) as [Wish, [FactCode, 1 | 2]][]) {
          for (const record of list) {
            if (record.facts[code] !== undefined) continue;
            const better = {
              ...record,
              code: '999999999',
              facts: { ...record.facts, [code]: value },
            };
            const { items } = find([record, better], anywhere);
            const at = (wanted: string): number => {
              const index = items.findIndex((item) => item.code === wanted);
              return index < 0 ? items.length : index;
            };
            if (items.find((item) => item.code === record.code)?.unknown.includes(wish) !== true)
              continue;
            compared++;
            expect(at(better.code)).toBeLessThan(at(record.code));
            const groupOf = (wanted: string): number =>
              GROUPS.indexOf(items.find((item) => item.code === wanted)?.group ?? '');
            expect(groupOf(better.code)).toBeLessThanOrEqual(groupOf(record.code));
            break;
          }
        }
      }),
      { numRuns: 120 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  it('the order of the records does not matter', () => {
    fc.assert(
      fc.property(records, question, (list, query) => {
        expect(find(list.slice().reverse(), query)).toEqual(find(list, query));
      }),
      { numRuns: 60 },
    );
  });

  it('a close item names exactly one wish, and fits have neither that nor unknowns', () => {
    fc.assert(
      fc.property(records, question, (list, query) => {
        for (const { group, against, unknown } of find(list, query).items) {
          expect(against !== undefined).toBe(group === 'close');
          if (group === 'fits') expect(unknown).toEqual([]);
          if (group === 'may_fit') expect(unknown.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('documents to bring are those marked needed or asked for', () => {
    fc.assert(
      fc.property(records, question, (list, query) => {
        const byCode = new Map(list.map((record) => [record.code, record]));
        for (const { code, bring } of find(list, query).items) {
          const record = byCode.get(code) as FinderRecord;
          const needed = DOC_CODES.filter((doc) =>
            record.documents.some((one) => one.doc === doc && one.level === 'needed'),
          );
          if (needed.length > 0) expect(bring).toEqual(expect.arrayContaining(needed));
          if (bring === 'unknown')
            expect(PAPER_FACTS.some((fact) => record.facts[fact] !== 2)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
