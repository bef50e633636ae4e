import { describe, expect, it } from 'vitest';
import { findServices } from './find.ts';
import { Oracle } from './oracle.ts';
import { buildPack } from './pack.ts';
import type { FinderQuery } from './query.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from './testing.ts';

describe('findServices against the oracle', () => {
  it('gives the same answers to 700 random questions', () => {
    const world = makeWorld(7, {
      records: 3_000,
      towns: 12,
      patterns: 200,
      vocabulary: 1_500,
      edges: true,
    });
    const records = [...world.records()];
    const pack = buildPack(records, { now: TEST_NOW, territory: 'test', labels: TEST_LABELS });
    const oracle = new Oracle(records, TEST_LABELS);
    for (let i = 0; i < 700; i++) {
      const query: FinderQuery = i % 3 === 0 ? world.query() : world.wildQuery();
      const engine = findServices(pack, query);
      const plain = oracle.find(query);
      const { items, counts, without, radiusM, understoodNeeds } = engine;
      expect(
        {
          items: items.map(({ code, group, against, unknown }) => ({
            code,
            group,
            ...(against === undefined ? {} : { against }),
            unknown: [...unknown].sort(),
          })),
          counts,
          without,
          radiusM,
          understoodNeeds: [...understoodNeeds].sort(),
        },
        JSON.stringify(query),
      ).toEqual({
        ...plain,
        items: plain.items.map((item) => ({ ...item, unknown: item.unknown.sort() })),
        radiusM: plain.radiusM,
        understoodNeeds: [...plain.understoodNeeds].sort(),
      });
    }
  });
});
