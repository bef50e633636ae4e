/**
 * Opening hours against two independent libraries, and their speed: `node bench/hours/run.ts [--quick]`.
 * Ends with status 1 when agreement is below the target or a difference has no explanation.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compareWithOpeningHours } from './against-opening-hours.ts';
import { compareDays, compareOpenings, type RuleComparison } from './against-rrule.ts';
import { measureThroughput } from './throughput.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
});
const quick = values.quick;
const seed = Number(values.seed);
const TARGET = 0.999;
let failed = false;

console.log(
  `Node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, seed ${seed}\n`,
);

const hours = compareWithOpeningHours(quick ? 1200 : 6000, 40, seed);
const differing = [...hours.classes.values()].reduce((sum, list) => sum + list.length, 0);
const agreement = 1 - differing / hours.answers;
console.log(
  'opening_hours (OpenStreetMap), 12 zones, half of the instants within 48 h of a clock change',
);
console.log(
  `  ${hours.schedules} schedules, ${hours.answers} answers: ${percent(agreement)} agree`,
);
for (const [reason, list] of hours.classes) {
  console.log(`  ${list.length} differ: ${reason}`);
  for (const { zone, text, at, ours, theirs } of list.slice(0, reason === 'unexplained' ? 20 : 2)) {
    console.log(`      ${zone} ${at}: ours ${ours}, theirs ${theirs}: ${text}`);
  }
}
if (agreement < TARGET || hours.classes.has('unexplained')) failed = true;

report('rrule-temporal (RFC 5545), days of rules', compareDays(quick ? 600 : 6000, seed));
report(
  'rrule-temporal (RFC 5545), instants of opening in 12 zones',
  compareOpenings(quick ? 300 : 3000, seed),
);

console.log('\nSpeed (best of 7 rounds, a pattern)');
for (const { what, nanoseconds } of measureThroughput(quick ? 2000 : 20_000, seed)) {
  console.log(`  ${what.padEnd(40)} ${(nanoseconds / 1000).toFixed(3).padStart(9)} µs`);
}
process.exitCode = failed ? 1 : 0;

function report(title: string, result: RuleComparison): void {
  console.log(`\n${title}`);
  console.log(`  ${result.compared} rules: ${percent(result.agreed / result.compared)} agree`);
  if (result.movedOverGap > 0) {
    console.log(
      `  ${result.movedOverGap} openings in a spring gap: dropped by the RFC, moved over the gap by us`,
    );
  }
  for (const difference of result.differences.slice(0, 20)) console.log(`      ${difference}`);
  if (result.differences.length > 0) failed = true;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}
