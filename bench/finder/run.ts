/**
 * `node bench/finder/run.ts [--n 1000000] [--checks 10000] [--no-peers] [--write]`
 *
 * The finder at N places (chapter 10, section 3.8): the same answers as the oracle first, then build,
 * memory, times, live changes; PostGIS and MiniSearch on the same records and questions in the same
 * run. `--write` puts the table into docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { buildPack, findServices } from '../../src/finder/index.ts';
import type { FinderQuery } from '../../src/finder/query.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from '../../src/finder/testing.ts';
import { buildTimed, compareWithOracle, timeChanges, timeQuestions } from './engine.ts';
import { type Figures, load, machine, ms } from './figures.ts';
import { measureMiniSearch } from './minisearch.ts';
import { type Asked, findPostgis, measurePostgis } from './postgis.ts';
import { writeSection } from './report.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '1000000' },
    checks: { type: 'string', default: '10000' },
    'no-peers': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const HEAP = '--max-old-space-size=14000';
if (!process.execArgv.includes('--expose-gc')) {
  const flags = ['--expose-gc', HEAP, import.meta.filename, ...process.argv.slice(2)];
  process.exit(spawnSync(process.execPath, flags, { stdio: 'inherit' }).status ?? 1);
}
const count = Number(values.n);
const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  console.log(line);
};
const row = (...cells: (string | number)[]): void => say(`| ${cells.join(' | ')} |`);
const SEED = 2026;
const SMALL = 10_000;

say(
  `${new Date().toISOString().slice(0, 10)}, ${machine()}; load at the start ${load()}. N = ${count.toLocaleString('en')}.`,
);
say(
  `Command: \`node bench/finder/run.ts --n ${count} --checks ${values.checks}\`. Times in milliseconds, median of 3 runs.`,
);
say('');

// 1. The same answers first.
const small = makeWorld(SEED + 1, {
  records: SMALL,
  towns: 40,
  patterns: 2_000,
  vocabulary: 3_000,
  edges: true,
});
const smallRecords = [...small.records()];
const smallPack = buildPack(smallRecords, {
  now: TEST_NOW,
  territory: 'bench',
  labels: TEST_LABELS,
});
const checks = Number(values.checks);
let turn = 0;
const compared = compareWithOracle(
  smallPack,
  smallRecords,
  () => (turn++ % 3 === 0 ? small.query() : small.wildQuery()),
  checks,
);
say(
  `Equal to the brute-force oracle on ${checks.toLocaleString('en')} random questions over ${SMALL.toLocaleString('en')} places (${compared.toLocaleString('en')} items with group, order, counts, unknowns).`,
);

// 2. Build and memory.
const world = makeWorld(SEED, { records: count });
const { pack, seconds, bytesARecord } = buildTimed(world);
const questions = Array.from({ length: 2_000 }, () => world.query());
const atN = Math.min(checks, 100);
const records = [...world.records()];
/** The oracle looks at every record with the need: without a need that takes seconds a question. */
const withNeed = (): FinderQuery => {
  for (;;) {
    const { text: _, ...query } = world.wildQuery();
    if (query.needs.length > 0 && !query.needs.includes('health')) return query;
  }
};
compareWithOracle(pack, records, withNeed, atN);
records.length = 0;
say(`Equal to the oracle at N on ${atN} random questions with a need.`);
say('');

// 3. Times.
const kinds: Record<string, (query: FinderQuery) => boolean> = {
  'all 2,000 questions': () => true,
  'with a place': ({ place }) => place !== undefined,
  'with a place, three filters or more': ({ place, facts, languages, time, text }) =>
    place !== undefined &&
    text === undefined &&
    (facts?.length ?? 0) + (languages ? 1 : 0) + (time ? 1 : 0) >= 3,
  'without a place': ({ place, text }) => place === undefined && text === undefined,
  'with a text': ({ text }) => text !== undefined,
};
const measured = new Map<string, Figures>();
row('Finder', 'questions', 'p50', 'p99', 'most');
row('---', '--:', '--:', '--:', '--:');
for (const [name, isOne] of Object.entries(kinds)) {
  const figures = timeQuestions(pack, questions.filter(isOne));
  measured.set(name, figures);
  row(name, figures.count, ms(figures.p50), ms(figures.p99), ms(figures.most));
}
const changes = timeChanges(pack, world, 300);
row('a change made and found', changes.count, ms(changes.p50), ms(changes.p99), ms(changes.most));
say('');
say(
  `Build from records ${seconds.toFixed(1)} s; ${bytesARecord.toFixed(0)} bytes a place resident; load ${load()}.`,
);

// 4. Peers.
const asked: Asked[] = questions
  .filter(({ text }) => text === undefined)
  .map(({ time: _, ...query }) => {
    const answer = findServices(pack, query);
    return { query, radiusM: answer.radiusM, fits: answer.counts.fits };
  });
if (!values['no-peers']) {
  say('');
  row(
    'Peer, same records and questions',
    'questions',
    'p50',
    'p99',
    'ours p50',
    'ours p99',
    'times slower',
  );
  row('---', '--:', '--:', '--:', '--:', '--:', '--:');
  const compare = (name: string, theirs: Figures, ours: Figures): void =>
    row(
      name,
      theirs.count,
      ms(theirs.p50),
      ms(theirs.p99),
      ms(ours.p50),
      ms(ours.p99),
      `${(theirs.p50 / ours.p50).toFixed(0)} × p50, ${(theirs.p99 / ours.p99).toFixed(0)} × p99`,
    );
  const place = timeQuestions(
    pack,
    asked.map(({ query }) => query).filter(kinds['with a place'] as () => boolean),
  );
  const noPlace = timeQuestions(
    pack,
    asked.map(({ query }) => query).filter(kinds['without a place'] as () => boolean),
  );
  const found = findPostgis();
  if ('missing' in found) row('PostGIS', 0, 'skipped', found.missing, '', '', '');
  else {
    const postgis = await measurePostgis(found.bin, world, asked);
    for (const { indexes, place: near, noPlace: anywhere } of postgis.times) {
      compare(`PostGIS ${postgis.version.split('"')[1] ?? ''}, place, ${indexes}`, near, place);
      compare(`PostGIS, no place, ${indexes}`, anywhere, noPlace);
    }
  }
  const texts = questions.filter(({ text }) => text !== undefined);
  const alone = texts.map(
    ({ now, lang, text }): FinderQuery => ({
      now,
      lang,
      needs: [],
      ...(text === undefined ? {} : { text }),
    }),
  );
  const ours = timeQuestions(pack, alone);
  const mini = measureMiniSearch(world, count, alone);
  compare('MiniSearch, the text alone', mini.times, ours);
  say('');
  say(
    `PostGIS answers the ten nearest that fit, within the radius that the finder chose, and counts nothing; the counts of \`fits\` of all ${asked.length.toLocaleString('en')} questions were compared once and are equal. Questions to PostGIS have no opening hours and no text.`,
  );
  say(
    `MiniSearch: build ${mini.buildSeconds.toFixed(1)} s, ${mini.bytesARecord.toFixed(0)} bytes a place for its index.`,
  );
}
say(`Load at the end ${load()}.`);
if (values.write) writeSection('Finder', lines.join('\n'));
