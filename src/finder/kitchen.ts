/** The old town kitchen, which the stories in the tests change one thing at a time of. */
import type { NeedCode } from '../directory/needs.ts';
import { findServices } from './find.ts';
import { buildPack } from './pack.ts';
import type { FinderAnswer, FinderQuery } from './query.ts';
import type { FinderRecord } from './record.ts';
import { TEST_DAY, TEST_LABELS, TEST_NOW, TEST_ZONES } from './testing.ts';

/** A kitchen in the old town, open every day from noon to three; changed by each story. */
export function kitchen(changes: Partial<FinderRecord> & { code: string }): FinderRecord {
  return {
    needs: ['food.meal'],
    position: { lat: 50, lon: 8 },
    pattern: {
      zone: TEST_ZONES[0] as FinderRecord['pattern']['zone'],
      rules: [
        {
          effect: 'open',
          freq: 'WEEKLY',
          byday: (['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const).map((day) => ({ day })),
          opens: 12 * 60,
          closes: 15 * 60,
        },
      ],
      holidayRule: 'own_hours',
      holidays: [],
    },
    facts: {},
    languages: [],
    documents: [],
    checkedDay: TEST_DAY - 3,
    reviewDay: TEST_DAY + 80,
    withdrawDay: TEST_DAY + 110,
    texts: [{ lang: 'en', name: 'Old town kitchen', about: 'Open Table', body: 'A hot meal' }],
    ...changes,
  };
}

export function find(records: FinderRecord[], query: Partial<FinderQuery>): FinderAnswer {
  const pack = buildPack(records, {
    now: TEST_NOW,
    territory: 'test',
    labels: TEST_LABELS,
    places: [
      { id: 4, names: { en: 'Bridgeford', ar: 'جسر' }, lat: 50, lon: 8, population: 9_000 },
      {
        id: 5,
        names: { en: ['Bridgewater', 'Water Bridge'] },
        lat: 51,
        lon: 9,
        population: 80_000,
      },
    ],
  });
  return findServices(pack, { now: TEST_NOW, lang: 'en', needs: [] as NeedCode[], ...query });
}

export const codes = ({ items }: FinderAnswer): string[] =>
  items.map(({ code, group }) => `${group} ${code}`);
export const NO_PAPERS = {
  asks_identity: 2,
  asks_address: 2,
  asks_income: 2,
  asks_insurance: 2,
  asks_residence_paper: 2,
} as const;
