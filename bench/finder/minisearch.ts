/** MiniSearch on the same texts and questions: exact and prefix first, fuzzy only when that finds nothing, as ours. */
import MiniSearch from 'minisearch';
import type { FinderQuery } from '../../src/finder/query.ts';
import { editsFor } from '../../src/finder/term-index.ts';
import type { World } from '../../src/finder/testing.ts';
import { memoryInUse } from './engine.ts';
import { type Figures, figuresOf } from './figures.ts';

export type MiniSearchTimes = {
  buildSeconds: number;
  bytesARecord: number;
  times: Figures;
  asked: number;
};

type Document = { id: number; name: string; about: string; body: string };

export function measureMiniSearch(
  world: World,
  count: number,
  questions: readonly FinderQuery[],
): MiniSearchTimes {
  const before = memoryInUse();
  const index = new MiniSearch<Document>({ fields: ['name', 'about', 'body'] });
  let milliseconds = 0;
  let chunk: Document[] = [];
  const take = (): void => {
    const start = performance.now();
    index.addAll(chunk);
    milliseconds += performance.now() - start;
    chunk = [];
  };
  for (const { code, texts } of world.records()) {
    const [text] = texts;
    if (text !== undefined)
      chunk.push({ id: Number(code), name: text.name, about: text.about, body: text.body });
    if (chunk.length === 5_000) take();
  }
  take();
  const bytesARecord = (memoryInUse() - before) / count;
  const times = questions.map(({ text }) => {
    const start = performance.now();
    const found = index.search(text ?? '', { prefix: (term) => term.length >= 3 });
    if (found.length === 0) index.search(text ?? '', { fuzzy: (term) => editsFor(term.length) });
    return performance.now() - start;
  });
  return {
    buildSeconds: milliseconds / 1000,
    bytesARecord,
    times: figuresOf(times),
    asked: questions.length,
  };
}
