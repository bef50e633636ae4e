/** Our own side of the bench: build, memory, correctness against the oracle, times, live changes. */
import { findServices, type Pack, PackBuilder, withChanges } from '../../src/finder/index.ts';
import { Oracle } from '../../src/finder/oracle.ts';
import type { FinderQuery } from '../../src/finder/query.ts';
import type { FinderRecord } from '../../src/finder/record.ts';
import { sameAnswer } from '../../src/finder/same-answer.ts';
import { TEST_LABELS, TEST_NOW, type World } from '../../src/finder/testing.ts';
import { type Figures, figuresOf, medianOf, quietest } from './figures.ts';

const OPTIONS = { now: TEST_NOW, territory: 'bench', labels: TEST_LABELS };
const CHUNK = 5_000;
const RUNS = 3;
/** Questions come 50 ms apart, so that what is kept for a minute has to be made anew every 1,200 of them. */
const APART_MS = 50;

export type Built = { pack: Pack; seconds: number; bytesARecord: number };

/** Builds from records that exist already, as rows of the database do; making them is not counted. */
export function buildTimed(world: World): Built {
  const before = memoryInUse();
  const { pack, milliseconds } = build(world);
  const bytes = memoryInUse() - before;
  return {
    pack,
    seconds: milliseconds / 1000,
    bytesARecord: bytes / (pack.layers[0]?.segment.count ?? 1),
  };
}

function build(world: World): { pack: Pack; milliseconds: number } {
  const builder = new PackBuilder(OPTIONS);
  let milliseconds = 0;
  let chunk: FinderRecord[] = [];
  const take = (): void => {
    const start = performance.now();
    for (const record of chunk) builder.add(record);
    milliseconds += performance.now() - start;
    chunk = [];
  };
  for (const record of world.records()) {
    chunk.push(record);
    if (chunk.length === CHUNK) take();
  }
  take();
  const start = performance.now();
  const pack = builder.finish();
  return { pack, milliseconds: milliseconds + performance.now() - start };
}

/** Bytes of the heap and of arrays, after everything that nobody needs is gone. */
export function memoryInUse(): number {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Compares answers with the oracle's; throws at the first difference. Returns how many items were compared. */
export function compareWithOracle(
  pack: Pack,
  records: readonly FinderRecord[],
  questions: () => FinderQuery,
  count: number,
): number {
  const oracle = new Oracle(records, TEST_LABELS);
  let items = 0;
  for (let i = 0; i < count; i++) {
    const query = questions();
    const answer = findServices(pack, query);
    const same = sameAnswer(answer, oracle.find(query));
    if (same !== 'same') throw new Error(`question ${i}: ${JSON.stringify(query)}\n${same}`);
    items += answer.items.length;
  }
  return items;
}

/** Times per question, three runs after one that warms up: their median, and each question at its quietest. */
export function timeQuestions(
  pack: Pack,
  questions: readonly FinderQuery[],
): Figures & { quiet: Figures } {
  const runs: number[][] = [];
  let now = TEST_NOW;
  for (let run = 0; run <= RUNS; run++) {
    const times = questions.map((query) => {
      now += APART_MS;
      const asked = { ...query, now };
      const start = performance.now();
      findServices(pack, asked);
      return performance.now() - start;
    });
    if (run > 0) runs.push(times);
  }
  return { ...medianOf(runs.map(figuresOf)), quiet: quietest(runs) };
}

/** From an edited record in hand to an answer that shows it. */
export function timeChanges(pack: Pack, world: World, count: number): Figures {
  const times: number[] = [];
  let live = pack;
  for (let i = 0; i < count; i++) {
    const record = { ...world.record(i * 7), needs: ['papers.vault'], facts: {} };
    const query: FinderQuery = { now: TEST_NOW, lang: 'en', needs: ['papers.vault'], limit: 200 };
    const start = performance.now();
    live = withChanges(live, { removedCodes: [], records: [record] });
    findServices(live, query);
    times.push(performance.now() - start);
  }
  return figuresOf(times);
}
