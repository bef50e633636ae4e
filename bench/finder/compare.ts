/**
 * `node bench/finder/compare.ts N CHECKS`: the engine against the brute-force oracle; stops at the
 * first difference. Run by `run.ts` before anything is timed.
 */
import { buildPack } from '../../src/finder/index.ts';
import type { FinderQuery } from '../../src/finder/query.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from '../../src/finder/testing.ts';
import { compareWithOracle } from './engine.ts';

const SEED = 2026;
const SMALL = 10_000;
const OPTIONS = { now: TEST_NOW, territory: 'bench', labels: TEST_LABELS };
const [count, checks] = process.argv.slice(2).map(Number) as [number, number];

const small = makeWorld(SEED + 1, {
  records: SMALL,
  towns: 40,
  patterns: 2_000,
  vocabulary: 3_000,
  edges: true,
});
const records = [...small.records()];
let turn = 0;
const items = compareWithOracle(
  buildPack(records, OPTIONS),
  records,
  () => (turn++ % 3 === 0 ? small.query() : small.wildQuery()),
  checks,
);
console.log(
  `Equal to the brute-force oracle on ${checks.toLocaleString('en')} random questions over ${SMALL.toLocaleString('en')} places (${items.toLocaleString('en')} items with group, order, counts, unknowns).`,
);

const world = makeWorld(SEED, { records: count });
const all = [...world.records()];
const atN = Math.min(checks, 100);
/** The oracle looks at every record with the need: without a need that takes seconds a question. */
function withNeed(): FinderQuery {
  for (;;) {
    const { text: _, ...query } = world.wildQuery();
    if (query.needs.length > 0 && !query.needs.includes('health')) return query;
  }
}
compareWithOracle(buildPack(all, OPTIONS), all, withNeed, atN);
console.log(`Equal to the oracle at N on ${atN} random questions with a need.`);
