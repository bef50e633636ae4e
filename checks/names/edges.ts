/**
 * What circles find, and whom they ask wrongly, with the edge of the table and with the one that each measured of itself: mixed,
 * of a few peoples, and of one; names that nothing was learned from.
 *
 *     node checks/names/edges.ts [sizes, as 500,2500] [people asked, of each kind] [seed] [circles, as "arabic;mixed, not asked"]
 */
import { loadavg } from 'node:os';
import { threshold } from '../../src/people/name-thresholds.ts';
import { CULTURES, makeWorld, type Visit, type Years } from './corpus.ts';
import type { Culture } from './cultures/culture.ts';
import { UNSEEN } from './cultures/unseen.ts';
import { asked, circleOf, recallAt, within } from './measure.ts';

const [sizes = '500,2500', asks = '1000', seed = '2', names = ''] = process.argv.slice(2);
const of = Number(asks);
const FEW = CULTURES.filter(({ id }) => id === 'arabic' || id === 'somali' || id === 'persian');
const ONE = ['arabic', 'persian', 'eritrean', 'bengali', 'somali', 'ukrainian'];
type Kind = { name: string; years: Years; among?: string | readonly Culture[] };
const KINDS: readonly Kind[] = [
  { name: 'mixed, year known', years: 'always' },
  { name: 'mixed, missing in 15 of 100', years: 'often' },
  { name: 'mixed, not asked', years: 'never' },
  { name: 'three peoples', years: 'always', among: FEW },
  { name: 'four unseen peoples', years: 'always', among: UNSEEN },
  { name: 'four unseen peoples, not asked', years: 'never', among: UNSEEN },
  ...ONE.map((id): Kind => ({ name: id, years: 'always', among: id })),
  { name: 'arabic, not asked', years: 'never', among: 'arabic' },
];
/** Large pools are asked in one kind of each sort only. */
const LARGE = ['mixed, year known', 'mixed, not asked', 'arabic'];

console.log(`Node ${process.version}, seed ${seed}, load ${(loadavg()[0] ?? 0).toFixed(1)}\n`);
console.log(
  '| Circle | People | Found, table | Wrong, table | Found, own edge | Wrong, own edge | Edge, table and own | Question p95, processor ms | Measuring, processor s |',
);
console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|');
for (const people of sizes.split(',').map(Number))
  for (const kind of KINDS) if (isWanted(people, kind.name)) row(people, kind);

function isWanted(people: number, name: string): boolean {
  if (names !== '') return names.split(';').includes(name);
  return people <= 10_000 || LARGE.includes(name);
}

function row(people: number, { name, years, among }: Kind): void {
  const count = people > 50_000 ? Math.min(of, 400) : of;
  const size = { people, returning: count, fresh: count };
  const world = makeWorld(Number(seed), 'test', size, years, among);
  const circle = circleOf(world);
  const begun = process.cpuUsage();
  for (const _ of circle.measured());
  const measuring = seconds(begun);

  const times: number[] = [];
  const ask = (visit: Visit) => {
    const year = visit.birthYear !== undefined;
    const edges = { table: threshold(people, year), own: circle.edge(year) };
    const before = process.cpuUsage();
    const found = circle.evidence(
      { ...asked(visit), name: visit.name },
      Math.min(edges.table, edges.own),
    );
    times.push(seconds(before) * 1000);
    return { found, edges };
  };
  const again = world.returning.map(({ subject, visit }) => {
    const { found, edges } = ask(visit);
    const before = found.findIndex((one) => one.subject === subject);
    return { before, points: found[before]?.points ?? -9999, edges };
  });
  const fresh = world.fresh.map(({ visit }) => {
    const { found, edges } = ask(visit);
    return { points: found[0]?.points ?? -9999, edges };
  });
  const found = (which: 'table' | 'own'): string =>
    within(again.reduce((sum, one) => sum + recallAt([one], one.edges[which]), 0) / count, count);
  const wrong = (which: 'table' | 'own'): string =>
    within(fresh.filter(({ points, edges }) => points >= edges[which]).length / count, count);
  const yearKnown = years !== 'never';
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
  console.log(
    `| ${name} | ${people} | ${found('table')} | ${wrong('table')} | ${found('own')} | ${wrong('own')} | ${threshold(people, yearKnown)}, ${circle.edge(yearKnown)} | ${p95.toFixed(1)} | ${measuring.toFixed(1)} |`,
  );
}

/** Processor time since `begun`: on a shared machine the clock says little. */
function seconds(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000_000;
}
console.log(`\nLoad at the end ${(loadavg()[0] ?? 0).toFixed(1)}.`);
