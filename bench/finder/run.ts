/**
 * `node bench/finder/run.ts [--n 1000000] [--checks 10000] [--no-peers] [--write]`
 *
 * The finder at N places (chapter 10, section 3.8): the same answers as the oracle first, then build,
 * memory, times, live changes; PostGIS and MiniSearch on the same records and questions in the same
 * run. `--write` puts the table into docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findServices } from '../../src/finder/index.ts';
import type { FinderQuery } from '../../src/finder/query.ts';
import { makeWorld } from '../../src/finder/testing.ts';
import { buildTimed, timeChanges, timeQuestions } from './engine.ts';
import { type Figures, load, machine, ms } from './figures.ts';
import { measureMiniSearch } from './minisearch.ts';
import { type Asked, COUNTS_COMPARED, findPostgis, measurePostgis } from './postgis.ts';
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
/** The seed of all records and questions, here and in `compare.ts`. */
const SEED = 2026;

say(
  `${new Date().toISOString().slice(0, 10)}, ${machine()}; load at the start ${load()}. N = ${count.toLocaleString('en')}.`,
);
say(
  `Command: \`node bench/finder/run.ts --n ${count} --checks ${values.checks}\`. Times in milliseconds, median of 3 runs; "quietest": each question at the shortest of its 3.`,
);
say('');

// 1. The same answers first, in a process of its own: the oracle's memory must not slow what is timed.
const compared = spawnSync(
  process.execPath,
  [HEAP, join(import.meta.dirname, 'compare.ts'), String(count), String(Number(values.checks))],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
);
if (compared.status !== 0) throw new Error('the finder and the oracle do not agree');
say(compared.stdout.trimEnd());
say('');

// 2. Build and memory.
const world = makeWorld(SEED, { records: count });
const { pack, seconds, bytesARecord } = buildTimed(world);
const questions = Array.from({ length: 2_000 }, () => world.query());

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
row('Finder', 'questions', 'p50', 'p99', 'most', 'quietest p50', 'quietest p99');
row('---', '--:', '--:', '--:', '--:', '--:', '--:');
const measured = new Map<string, Figures>();
for (const [name, isOne] of Object.entries(kinds)) {
  const figures = timeQuestions(pack, questions.filter(isOne));
  const { count: asked, p50, p99, most, quiet } = figures;
  row(name, asked, ms(p50), ms(p99), ms(most), ms(quiet.p50), ms(quiet.p99));
  measured.set(name, figures);
}
const changes = timeChanges(pack, world, 300);
row(
  'a change made and found',
  changes.count,
  ms(changes.p50),
  ms(changes.p99),
  ms(changes.most),
  '',
  '',
);
say('');
say(
  `Build from records ${seconds.toFixed(1)} s; ${bytesARecord.toFixed(0)} bytes a place resident; load ${load()}.`,
);

// 4. Peers.
/** How many times slower at p50, per peer and question. */
const slower = new Map<string, number>();
/** PostGIS takes long: so many questions are asked of it. */
const PEER_QUESTIONS = 400;
const asked: Asked[] = questions
  .filter(({ text }) => text === undefined)
  .slice(0, PEER_QUESTIONS)
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
  const compare = (name: string, theirs: Figures, ours: Figures): void => {
    slower.set(name, theirs.p50 / ours.p50);
    row(
      name,
      theirs.count,
      ms(theirs.p50),
      ms(theirs.p99),
      ms(ours.p50),
      ms(ours.p99),
      `${(theirs.p50 / ours.p50).toFixed(0)} × p50, ${(theirs.p99 / ours.p99).toFixed(0)} × p99`,
    );
  };
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
    for (const { indexes, question, place: near, noPlace: anywhere } of postgis.times) {
      const name = `PostGIS ${postgis.version}, ${question}`;
      compare(`${name}, place, ${indexes}`, near, place);
      compare(`${name}, no place, ${indexes}`, anywhere, noPlace);
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
    `"The same answer" is the three groups counted and the ten best by group, unknown wishes and distance, without services by phone; "ten that fit" is the plain search that counts nothing. PostGIS is told the radius that the finder found. The counts of \`fits\` of ${Math.min(COUNTS_COMPARED, asked.length)} questions were compared once and are equal. Questions to PostGIS have no opening hours and no text.`,
  );
  say(
    `MiniSearch: build ${mini.buildSeconds.toFixed(1)} s, ${mini.bytesARecord.toFixed(0)} bytes a place for its index.`,
  );
}
say('');
verdicts();
say(`Load at the end ${load()}.`);
if (values.write) writeSection('Finder', lines.join('\n'));

/** Every target beside what this run measured, met or not (issue 2, chapter 10 section 3.8). */
function verdicts(): void {
  row('Target', 'asked', 'measured (median)', 'met');
  row('---', '--:', '--:', '---');
  const target = (name: string, most: number, value: number | undefined): void => {
    if (value !== undefined) row(name, `≤ ${most}`, ms(value), value <= most ? 'yes' : '**no**');
  };
  const at = (kind: string): Figures | undefined => measured.get(kind);
  const three = at('with a place, three filters or more');
  target('build, s (issue)', 20, seconds);
  target('bytes a place resident (issue)', 400, bytesARecord);
  target('p99, place and three filters or more, ms (issue)', 2, three?.p99);
  target('a change visible, p99, ms (issue)', 50, changes.p99);
  target('p50 with a place, ms', 0.3, at('with a place')?.p50);
  target('p99 with a place, ms', 3, at('with a place')?.p99);
  target('p50 without a place, ms', 3, at('without a place')?.p50);
  target('p99 without a place, ms', 25, at('without a place')?.p99);
  target('p50 with a text, ms', 1, at('with a text')?.p50);
  target('p99 with a text, ms', 15, at('with a text')?.p99);
  const ratio = (name: string, least: number, question: string): void => {
    const ratios = [...slower]
      .filter(([peer]) => peer.includes(question))
      .map(([, times]) => times);
    if (ratios.length === 0) return;
    // The better set of indexes counts.
    const times = Math.min(...ratios);
    row(name, `≥ ${least} ×`, `${times.toFixed(1)} ×`, times >= least ? 'yes' : '**no**');
  };
  ratio('PostGIS p50, place, the same answer', 20, 'the same answer, place');
  ratio('PostGIS p50, place, plain search for ten', 20, 'ten that fit, place');
  ratio('PostGIS p50, no place, the same answer', 10, 'the same answer, no place');
  ratio('PostGIS p50, no place, plain search for ten', 10, 'ten that fit, no place');
  ratio('MiniSearch p50, text', 50, 'MiniSearch');
  say('');
}
