import { describe, expect, it } from 'vitest';
import { checkQuery, QueryError } from './check-query.ts';
import { findServices } from './find.ts';
import { Oracle } from './oracle.ts';
import { buildPack } from './pack.ts';
import type { FinderAnswer, FinderQuery } from './query.ts';
import { find } from './kitchen.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from './testing.ts';
import { sameAnswer } from './same-answer.ts';

const OPTIONS = { now: TEST_NOW, territory: 'test', labels: TEST_LABELS };

describe('findServices against the oracle', { timeout: 120_000 }, () => {
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

describe('bad questions', () => {
  const bad: [string, Partial<FinderQuery>][] = [
    ['now', { now: Number.NaN }],
    ['needs', { needs: ['health.nothing'] }],
    ['needs', { needs: Array.from({ length: 21 }, () => 'health') }],
    ['text', { text: 'x'.repeat(121) }],
    ['facts', { facts: ['asks_everything' as 'free'] }],
    ['papers', { papers: JSON.parse('["passport"]') as 'none' }],
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
