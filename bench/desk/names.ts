/**
 * Who of a pool is the one at the desk: recall in the first five, wrong prompts of new people, time.
 * People of the test half of `checks/names` (no stem of it was seen when weights and thresholds were
 * set), beside exact match and Jaro-Winkler over any-ascii in the same run.
 *
 *     node bench/desk/names.ts [--quick] [--seed 2]
 */
import { loadavg } from 'node:os';
import {
  type Held,
  makeWorld,
  type Visit,
  type World,
  type Years,
} from '../../checks/names/corpus.ts';
import type { Culture } from '../../checks/names/cultures/culture.ts';
import { UNSEEN } from '../../checks/names/cultures/unseen.ts';
import { measureKnown, namesakes } from '../../checks/names/known.ts';
import {
  asked,
  circleOf,
  measure,
  recallAt,
  thresholdFor,
  within,
} from '../../checks/names/measure.ts';
import { MOST_YEARS_APART } from '../../src/people/name-evidence.ts';
import { threshold } from '../../src/people/name-thresholds.ts';
import { asciiOf, jaroWinkler } from './peers.ts';

const quick = process.argv.includes('--quick');
const seed = Number(process.argv[process.argv.indexOf('--seed') + 1] || 2) || 2;
const SIZES = quick ? [2500] : [2500, 20_000, 100_000];
const byHand: string[] = [];
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const load = (): string => (loadavg()[0] ?? 0).toFixed(1);

console.log(`Node ${process.version}, seed ${seed}, load ${load()}\n`);
console.log(
  '| Pool | Year | Found in 5 | New people prompted | siblings, twins | p50 ms | p95 ms | processor p95 ms |',
);
console.log('|--:|---|--:|--:|--:|--:|--:|--:|');
for (const people of SIZES)
  for (const years of ['always', 'often', 'never'] as const) row(people, years);

type Among = string | readonly Culture[];
function worldOf(people: number, years: Years, among?: Among): World {
  const returning = quick ? 1000 : people > 50_000 ? 400 : 2000;
  return makeWorld(seed, 'test', { people, returning, fresh: returning }, years, among);
}

function row(people: number, years: Years, among?: Among): void {
  const culture = typeof among === 'string' ? among : among?.map(({ id }) => id).join(', ');
  const world = worldOf(people, years, among);
  const circle = circleOf(world);
  for (const _ of circle.measured());
  for (const { visit } of world.fresh.slice(0, 50))
    circle.similar({ ...asked(visit), name: visit.name });
  const times: number[] = [];
  const processor: number[] = [];
  const ask = (visit: Visit): string[] => {
    const before = process.cpuUsage();
    const start = performance.now();
    const found = circle.similar({ ...asked(visit), name: visit.name });
    times.push(performance.now() - start);
    const used = process.cpuUsage(before);
    processor.push((used.user + used.system) / 1000);
    return found.map(({ subject }) => subject);
  };
  const found = world.returning.map((held) => ({
    held,
    ok: ask(held.visit).includes(held.subject),
  }));
  const prompted = world.fresh.map(({ kind, visit }) => ({ kind, wrong: ask(visit).length > 0 }));
  const kin = prompted.filter(({ kind }) => kind !== 'stranger');
  const share = (list: readonly { wrong: boolean }[]): number =>
    list.filter(({ wrong }) => wrong).length / list.length;
  const recall = found.filter(({ ok }) => ok).length / found.length;
  const label =
    years === 'always' ? 'known' : years === 'often' ? 'missing in 15 of 100' : 'not asked';
  console.log(
    `| ${culture === undefined ? '' : `${culture} `}${people} | ${label} | ${within(recall, found.length)} | ${within(share(prompted), prompted.length)} | ${percent(share(kin))} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${at(processor, 0.95)} |`,
  );
  if (people === 2500 && years === 'always' && culture === undefined) hands(world, found);
}

function at(times: number[], share: number): string {
  const sorted = times.toSorted((one, other) => one - other);
  return (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
}

function hands(world: World, found: readonly { held: Held; ok: boolean }[]): void {
  const first = new Map(world.pool.map(({ subject, visit }) => [subject, visit.hand]));
  const pairs = new Map<string, { all: number; ok: number }>();
  for (const { held, ok } of found) {
    const [one = '', other = ''] = [first.get(held.subject) ?? '', held.visit.hand].toSorted();
    const pair = one === other ? `${one}, both` : `${one} and ${other}`;
    const so = pairs.get(pair) ?? { all: 0, ok: 0 };
    pairs.set(pair, { all: so.all + 1, ok: so.ok + (ok ? 1 : 0) });
  }
  for (const [pair, { all, ok }] of pairs)
    byHand.push(`| ${pair} | ${all} | ${percent(ok / all)} |`);
}
console.log(
  '\n| Hand at the two visits (pool 2,500, year known) | People | Found in 5 |\n|---|--:|--:|',
);
console.log(byHand.toSorted().join('\n'));

console.log('\nPools of one people only, who share their names:\n');
console.log(
  '| Pool | Year | Found in 5 | New people prompted | siblings, twins | p50 ms | p95 ms | processor p95 ms |',
);
console.log('|--:|---|--:|--:|--:|--:|--:|--:|');
for (const culture of ['arabic', 'persian', 'eritrean', 'bengali', 'ukrainian'])
  row(2500, 'always', culture);

console.log('\nFour naming cultures that nothing was made with (`cultures/unseen.ts`):\n');
console.log(
  '| Pool | Year | Found in 5 | New people prompted | siblings, twins | p50 ms | p95 ms | processor p95 ms |',
);
console.log('|--:|---|--:|--:|--:|--:|--:|--:|');
for (const years of ['always', 'never'] as const) row(2500, years, UNSEEN);

console.log(
  '\nWhat can be had at 2 % wrong prompts, each with the threshold that suits this very half (pool 2,500):\n',
);
console.log(
  '| Year | ours | ours, at its own threshold | whoever knew every spelling | new people with a namesake in the pool | Jaro-Winkler over any-ascii | exact match |',
);
console.log('|---|--:|--:|--:|--:|--:|--:|');
for (const years of ['always', 'never'] as const) {
  const world = worldOf(2500, years);
  const outcome = measure(world, circleOf(world), 100);
  const ours = recallAt(outcome.returning, thresholdFor(outcome.fresh, 0.02));
  const shipped = recallAt(outcome.returning, threshold(2500, years === 'always'));
  const known = measureKnown(world);
  const reader = recallAt(known.returning, thresholdFor(known.fresh, 0.02));
  const winkler = peer(world, similarParts);
  const exact = peer(world, (one, other) => (one.join(' ') === other.join(' ') ? 1 : 0));
  console.log(
    `| ${years === 'always' ? 'known' : 'not asked'} | ${within(ours, world.returning.length)} | ${percent(shipped)} | ${percent(reader)} | ${percent(namesakes(world))} | ${winkler} | ${exact} |`,
  );
}
console.log(`\nLoad at the end ${load()}.`);

/** The mean over the parts of the shorter name of the best part of the other: what peers that split names do. */
function similarParts(one: readonly string[], other: readonly string[]): number {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  let sum = 0;
  for (const part of few) sum += Math.max(0, ...many.map((against) => jaroWinkler(part, against)));
  return few.length === 0 ? 0 : sum / few.length;
}

/** A peer with the same filter by year, its scores ranked, at the threshold that gives it 2 % wrong prompts. */
function peer(
  world: World,
  likeness: (one: readonly string[], other: readonly string[]) => number,
): string {
  const pool = world.pool.map(({ subject, visit }) => ({
    subject,
    visit,
    parts: asciiOf(visit.name),
  }));
  const scan = (visit: Visit): { subject: string; points: number }[] => {
    const parts = asciiOf(visit.name);
    const list: { subject: string; points: number }[] = [];
    for (const one of pool) {
      const [born, year] = [one.visit.birthYear, visit.birthYear];
      if (born !== undefined && year !== undefined && Math.abs(born - year) > MOST_YEARS_APART)
        continue;
      list.push({ subject: one.subject, points: likeness(parts, one.parts) });
    }
    return list.sort((one, other) => other.points - one.points).slice(0, 5);
  };
  const fresh = world.fresh.map(({ visit }) => ({ points: scan(visit)[0]?.points ?? 0 }));
  const sorted = fresh.map(({ points }) => points).sort((one, other) => other - one);
  const edge = sorted[Math.floor(sorted.length * 0.02)] ?? 0;
  const found = world.returning.filter(({ subject, visit }) =>
    scan(visit).some((one) => one.subject === subject && one.points > edge),
  );
  return percent(found.length / world.returning.length);
}
