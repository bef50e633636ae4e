import { describe, expect, it } from 'vitest';
import type { NeedCode } from '../directory/needs.ts';
import { checkQuery, QueryError } from './check-query.ts';
import { findServices } from './find.ts';
import { Oracle } from './oracle.ts';
import { buildPack, findPlaces } from './pack.ts';
import type { FinderAnswer, FinderQuery } from './query.ts';
import type { FinderRecord } from './record.ts';
import { makeWorld, sameAnswer, TEST_DAY, TEST_LABELS, TEST_NOW, TEST_ZONES } from './testing.ts';

const OPTIONS = { now: TEST_NOW, territory: 'test', labels: TEST_LABELS };

describe('findServices against the oracle', () => {
  const world = makeWorld(7, {
    records: 2_500,
    towns: 12,
    patterns: 200,
    vocabulary: 1_200,
    edges: true,
  });
  const records = [...world.records()];
  const pack = buildPack(records, OPTIONS);
  const oracle = new Oracle(records, TEST_LABELS);

  it('gives the same groups, order, counts and reasons for an empty group to 600 random questions', () => {
    let shown = 0;
    for (let i = 0; i < 600; i++) {
      const query = i % 3 === 0 ? world.query() : world.wildQuery();
      const answer = findServices(pack, query);
      shown += answer.items.length;
      expect(sameAnswer(answer, oracle.find(query)), JSON.stringify(query)).toBe('same');
    }
    expect(shown).toBeGreaterThan(3_000);
  });

  it('gives page after page what one long page would hold', () => {
    for (let i = 0; i < 60; i++) {
      const { limit: _, ...query } = world.wildQuery();
      const all = findServices(pack, { ...query, limit: 200 });
      const pages: string[] = [];
      let answer: FinderAnswer = findServices(pack, { ...query, limit: 7 });
      for (let page = 0; page < 5; page++) {
        pages.push(...answer.items.map(({ code }) => code));
        expect(answer.counts).toEqual(all.counts);
        if (answer.more === undefined) break;
        answer = findServices(pack, { ...query, limit: 7, after: answer.more });
      }
      expect(pages).toEqual(all.items.slice(0, pages.length).map(({ code }) => code));
      if (all.items.length <= 35) expect(pages.length).toBe(all.items.length);
    }
  });

  it('begins anew when the item to go on from is gone', () => {
    const query: FinderQuery = { now: TEST_NOW, lang: 'en', needs: ['health'] };
    const first = findServices(pack, query);
    expect(findServices(pack, { ...query, after: '999999999' }).items).toEqual(first.items);
  });

  it('answers the same question twice in the same way', () => {
    for (let i = 0; i < 50; i++) {
      const query = world.wildQuery();
      expect(findServices(pack, query)).toEqual(findServices(pack, query));
    }
  });
});

/** A kitchen in the old town, open every day from noon to three; changed by each story. */
function kitchen(changes: Partial<FinderRecord> & { code: string }): FinderRecord {
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

function find(records: FinderRecord[], query: Partial<FinderQuery>): FinderAnswer {
  const pack = buildPack(records, {
    ...OPTIONS,
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

const codes = ({ items }: FinderAnswer): string[] =>
  items.map(({ code, group }) => `${group} ${code}`);
const NO_PAPERS = {
  asks_identity: 2,
  asks_address: 2,
  asks_income: 2,
  asks_insurance: 2,
  asks_residence_paper: 2,
} as const;

describe('stories', () => {
  it('a person without papers: known no is enough, a blank is not, a demand is close', () => {
    const answer = find(
      [
        kitchen({ code: '13', facts: { ...NO_PAPERS } }),
        kitchen({ code: '26', facts: { ...NO_PAPERS, asks_identity: 1 } }),
        kitchen({ code: '39', facts: { ...NO_PAPERS, asks_income: undefined as unknown as 2 } }),
        kitchen({
          code: '41',
          facts: { ...NO_PAPERS },
          documents: [{ doc: 'birth_paper', level: 'needed' }],
        }),
        kitchen({ code: '54' }),
      ],
      { papers: 'none' },
    );
    expect(codes(answer).slice(0, 1)).toEqual(['fits 13']);
    expect(new Set(codes(answer).slice(1))).toEqual(
      new Set(['may_fit 39', 'may_fit 54', 'close 26', 'close 41']),
    );
    expect(answer.items[0]).toMatchObject({
      bring: 'nothing',
      reasons: expect.arrayContaining([{ code: 'no_papers' }]),
    });
    expect(answer.items.find(({ code }) => code === '26')).toMatchObject({
      against: 'papers',
      bring: ['identity'],
    });
    expect(answer.items.find(({ code }) => code === '54')).toMatchObject({
      unknown: ['papers'],
      bring: 'unknown',
    });
  });

  it('a referral letter is no paper that people lack, but it is named', () => {
    const answer = find(
      [
        kitchen({
          code: '13',
          facts: { ...NO_PAPERS },
          documents: [{ doc: 'referral', level: 'needed' }],
        }),
      ],
      { papers: 'none' },
    );
    expect(answer.items[0]).toMatchObject({ group: 'fits', bring: ['referral'] });
  });

  it('papers at hand answer what nobody knows about them', () => {
    const { asks_identity: _, ...others } = NO_PAPERS;
    const answer = find([kitchen({ code: '13', facts: others })], { papers: ['identity'] });
    expect(answer.items[0]).toMatchObject({
      group: 'fits',
      reasons: expect.arrayContaining([{ code: 'papers_enough', docs: ['identity'] }]),
    });
  });

  it('an unlisted language is unknown until the list is complete, and an interpreter on request keeps it open', () => {
    const answer = find(
      [
        kitchen({ code: '13', languages: [{ lang: 'fa-AF', mode: 'interpreter_phone' }] }),
        kitchen({ code: '26', languages: [{ lang: 'prs', mode: 'staff' }] }),
        kitchen({ code: '39' }),
        kitchen({ code: '41', facts: { languages_complete: 1 } }),
        kitchen({ code: '54', facts: { languages_complete: 1, interpreter_on_request: 1 } }),
      ],
      { languages: ['fa'] },
    );
    expect(codes(answer).slice(0, 2)).toEqual(['fits 26', 'fits 13']);
    expect(new Set(codes(answer).slice(2))).toEqual(
      new Set(['may_fit 39', 'may_fit 54', 'close 41']),
    );
    expect(answer.items.find(({ code }) => code === '54')?.reasons).toContainEqual({
      code: 'interpreter_on_request',
    });
  });

  it('nothing fits: the answer names the wish that emptied the group', () => {
    const answer = find(
      [
        kitchen({ code: '13', facts: { free: 1 } }),
        kitchen({ code: '26', facts: { free: 1, step_free: 2 } }),
        kitchen({ code: '39', facts: { free: 2, fee_waived: 2 } }),
      ],
      { free: true, stepFree: true },
    );
    expect(answer.counts).toEqual({ fits: 0, may_fit: 1, close: 2 });
    expect(answer.without).toEqual([{ wish: 'step_free', fits: 2 }]);
  });

  it('a limit of the distance is named too, and hotlines are not bound by it', () => {
    const answer = find(
      [
        kitchen({ code: '13', position: { lat: 50.3, lon: 8 } }),
        kitchen({ code: '26', remote: true }),
      ],
      { place: { lat: 50, lon: 8 }, maxKm: 5, needs: ['food'] },
    );
    expect(codes(answer)).toEqual(['fits 26']);
    expect(answer.radiusM).toBe(5_000);
    const far = find([kitchen({ code: '13', position: { lat: 50.3, lon: 8 } })], {
      place: { lat: 50, lon: 8 },
      maxKm: 5,
    });
    expect(far.without).toEqual([{ wish: 'distance', fits: 1 }]);
  });

  it('a paused service is never more than close', () => {
    const answer = find([kitchen({ code: '13', paused: true })], {});
    expect(answer.items[0]).toMatchObject({
      group: 'close',
      against: 'time',
      open: { state: 'closed' },
    });
    expect(answer.items[0]?.warnings).toContain('paused');
  });

  it('"tonight" alone means a place to sleep with a bed not known to be taken', () => {
    const night = {
      needs: ['shelter.night'],
      pattern: {
        ...kitchen({ code: '1' }).pattern,
        rules: [
          {
            effect: 'open' as const,
            freq: 'WEEKLY' as const,
            byday: [{ day: 'SU' as const }],
            opens: 22 * 60,
            closes: 7 * 60,
          },
        ],
      },
    };
    const answer = find(
      [
        kitchen({ code: '13' }),
        kitchen({ code: '26', ...night }),
        kitchen({ code: '39', ...night, freePlaces: 0 }),
        kitchen({ code: '41', ...night, freePlaces: 3 }),
      ],
      { time: { kind: 'tonight' } },
    );
    expect(new Set(codes(answer).slice(0, 2))).toEqual(new Set(['fits 26', 'fits 41']));
    expect(codes(answer)[2]).toBe('close 39');
    expect(answer.items.length).toBe(3);
    expect(answer.items.find(({ code }) => code === '41')?.reasons).toContainEqual({
      code: 'has_space',
      places: 3,
    });
  });

  it('withdrawn services are out, overdue ones come later and say so', () => {
    const answer = find(
      [
        kitchen({ code: '13', reviewDay: TEST_DAY - 1 }),
        kitchen({ code: '26', withdrawDay: TEST_DAY - 1 }),
        kitchen({ code: '39', withdrawDay: TEST_DAY, reviewDay: TEST_DAY }),
      ],
      {},
    );
    expect(codes(answer)).toEqual(['fits 39', 'fits 13']);
    expect(answer.items[1]?.warnings).toEqual(['overdue']);
  });

  it('no travel money: on foot, or brought, or by phone; an area is not an address', () => {
    const here = { lat: 50, lon: 8 };
    const answer = find(
      [
        kitchen({ code: '13', position: { lat: 50.01, lon: 8 } }),
        kitchen({ code: '26', position: { lat: 50.01, lon: 8 }, areaOnly: true }),
        kitchen({ code: '39', position: { lat: 50.05, lon: 8 }, facts: { travel_paid: 1 } }),
        kitchen({
          code: '41',
          position: { lat: 50.05, lon: 8 },
          facts: { travel_paid: 2, remote: 2, home_visit: 2 },
        }),
        kitchen({ code: '54', facts: { remote: 1 } }),
      ],
      { place: here, noTravelMoney: true },
    );
    expect(new Set(codes(answer))).toEqual(
      new Set(['fits 13', 'may_fit 26', 'fits 39', 'close 41', 'fits 54']),
    );
    expect(answer.items.find(({ code }) => code === '13')?.reasons).toContainEqual({
      code: 'walking_distance',
    });
  });

  it('a service whose place is not on the map is found by its district', () => {
    const { position: _, ...unplaced } = kitchen({ code: '13' });
    const answer = find([{ ...unplaced, areaId: 4 }], { place: { placeId: 4 } });
    expect(answer.items[0]).toMatchObject({ distanceM: 0, warnings: ['area_only'] });
  });
});

describe('texts', () => {
  const records = [
    kitchen({
      code: '13',
      texts: [{ lang: 'ar', name: 'مركز الصحة', about: '', body: '' }],
      needs: [],
    }),
    kitchen({
      code: '26',
      texts: [{ lang: 'en', name: 'Riverside surgery', about: '', body: '' }],
      needs: ['health.doctor'],
    }),
    kitchen({
      code: '39',
      texts: [
        {
          lang: 'en',
          name: 'Riverside kitchen',
          about: 'by the river',
          body: 'Meals near the surgery',
        },
      ],
    }),
    kitchen({ code: '41', texts: [{ lang: 'en', name: 'Zebra', about: '', body: 'A table' }] }),
  ];

  it('an Arabic title is found with and without its article', () => {
    expect(codes(find(records, { text: 'الصحة' }))).toEqual(['fits 13']);
    expect(codes(find(records, { text: 'صحة', lang: 'ar' }))).toEqual(['fits 13']);
  });

  it('what a need is called in one language finds records that exist only in another', () => {
    const answer = find(records, { text: 'médico', lang: 'es' });
    expect(answer.understoodNeeds).toEqual(['health.doctor']);
    expect(codes(answer)).toEqual(['fits 26']);
  });

  it('a misspelt need is understood, unless the word stands in a record', () => {
    expect(find(records, { text: 'docter' }).understoodNeeds).toEqual(['health.doctor']);
    const meat = kitchen({
      code: '54',
      texts: [{ lang: 'en', name: 'Mealy', about: '', body: '' }],
    });
    const answer = find([...records, meat], { text: 'mealy' });
    expect(answer.understoodNeeds).toEqual([]);
    expect(codes(answer)).toEqual(['fits 54']);
  });

  it('all words in the name come first, then all words, then some', () => {
    expect(codes(find(records, { text: 'riverside surgery' }))).toEqual(['fits 26', 'fits 39']);
    expect(codes(find(records, { text: 'riverside kitchen' }))).toEqual(['fits 39', 'fits 26']);
  });

  it('a misspelt name is found', () => {
    expect(codes(find(records, { text: 'rivrside zzz' }))).toHaveLength(2);
  });

  it('nothing found offers needs with near names, and never all records', () => {
    const answer = find(records, { text: 'lowyar' });
    expect(answer.items).toEqual([]);
    expect(answer.closeNeeds).toContain('law.advice');
    expect(find(records, { text: '??!' })).toMatchObject({ items: [], counts: { fits: 0 } });
  });

  it('a blank text is no text', () => {
    expect(find(records, { text: '  ' }).items).toHaveLength(4);
  });

  it('a question after a text is not disturbed by it', () => {
    const pack = buildPack(records, OPTIONS);
    const plain: FinderQuery = { now: TEST_NOW, lang: 'en', needs: [], text: 'zebra' };
    const alone = findServices(pack, plain);
    findServices(pack, { ...plain, text: 'riverside surgery doctor' });
    expect(findServices(pack, plain)).toEqual(alone);
  });
});

describe('places', () => {
  const pack = buildPack([], {
    ...OPTIONS,
    places: [
      { id: 4, names: { en: 'Bridgeford', ar: 'جسر' }, lat: 50, lon: 8, population: 9_000 },
      {
        id: 5,
        names: { en: ['Bridgewater', 'Water Bridge'] },
        lat: 51,
        lon: 9,
        population: 80_000,
      },
      { id: 6, names: { en: 'Bridge' }, lat: 52, lon: 7 },
    ],
  });

  it('are found by their very name first, then by how they begin, the larger first', () => {
    expect(findPlaces(pack, 'bridge', 'en').map(({ id }) => id)).toEqual([6, 5, 4]);
  });

  it('are found in any language and spelling, and named in the asker’s', () => {
    expect(findPlaces(pack, 'water bridge', 'ar')).toEqual([
      { id: 5, name: 'Bridgewater', lat: 51, lon: 9 },
    ]);
    expect(findPlaces(pack, 'Bridgford', 'ar')).toEqual([{ id: 4, name: 'جسر', lat: 50, lon: 8 }]);
  });

  it('are not found by nothing', () => {
    expect(findPlaces(pack, ' ', 'en')).toEqual([]);
    expect(findPlaces(pack, 'qqqqqqqq', 'en')).toEqual([]);
  });
});

describe('bad questions', () => {
  const bad: [string, Partial<FinderQuery>][] = [
    ['now', { now: Number.NaN }],
    ['needs', { needs: ['health.nothing'] }],
    ['needs', { needs: Array.from({ length: 21 }, () => 'health') }],
    ['text', { text: 'x'.repeat(121) }],
    ['facts', { facts: ['asks_everything' as 'free'] }],
    ['papers', { papers: ['passport' as 'identity'] }],
    ['maxKm', { maxKm: 0 }],
    ['limit', { limit: 0 }],
    ['limit', { limit: 201 }],
    ['ageBand', { ageBand: 5 as 4 }],
    ['place.lat', { place: { lat: 91, lon: 0 } }],
    ['place.lon', { place: { lat: 0, lon: Number.NaN } }],
    ['place.placeId', { place: { placeId: 99 } }],
    ['time.t', { time: { kind: 'at', t: Number.POSITIVE_INFINITY } }],
    ['time.days', { time: { kind: 'window', days: 0, from: 0, to: 60 } }],
    ['time.to', { time: { kind: 'window', days: 1, from: 0, to: 2881 } }],
  ];

  it.each(bad)('name the field %s and what was expected', (field, change) => {
    try {
      find([], change);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(QueryError);
      expect((error as QueryError).field).toBe(field);
      expect((error as QueryError).expected).not.toBe('');
    }
  });

  it('good ones pass', () => {
    checkQuery({
      now: TEST_NOW,
      lang: 'en',
      needs: ['health'],
      time: { kind: 'window', days: 127, from: 0, to: 2880 },
    });
  });
});
