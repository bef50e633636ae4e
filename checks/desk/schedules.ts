/**
 * Weeks at a point, generated and run with the real store and outbox (issue 4, show 3): prints what happened in them, and the
 * smallest schedule that broke something.
 *
 *   node checks/desk/schedules.ts --schedules 10000 [--seed 7] [--real]      --real: real ciphers, seals and signatures
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { faultsOf } from './faults.ts';
import { type Point, runSchedule, settlePoint } from './point.ts';
import { anySchedule } from './schedule.ts';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    real: { type: 'boolean', default: false },
  },
});
const numRuns = Number(values.schedules);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);

const sums = new Map<string, number>();
const count = (what: string, more = 1): void => void sums.set(what, (sums.get(what) ?? 0) + more);

function note({ server, told, tablets, cuts }: Point): void {
  count('schedules');
  count('tablets', tablets.length);
  count('acts that a screen was told of', told.size);
  for (const { verdict } of server.answered.values()) count(`server: ${verdict.result}`);
  count('events on servers', server.events.size);
  count('cuts that hit', cuts);
  count('people erased', server.erased.size);
  count('tablets revoked', server.revoked.size);
  count('rights lapsed', server.lapsed.size);
  count(
    'layouts moved to',
    tablets.reduce((sum, { layouts }) => sum + layouts.device.length - 1, 0),
  );
}

const began = Date.now();
const found = await fc.check(
  fc.asyncProperty(anySchedule, async (schedule) => {
    const point = await runSchedule(schedule, undefined, values.real);
    const faults = faultsOf(point, await settlePoint(point));
    note(point);
    count('faults', faults.length);
    if (faults.length) throw new Error(faults.join('\n'));
  }),
  { numRuns, seed },
);
for (const [what, sum] of sums)
  process.stdout.write(`${what.padEnd(34)} ${sum.toLocaleString('en')}\n`);
process.stdout.write(`seed ${seed}, ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
if (found.failed) {
  process.stdout.write(`BROKEN: ${String(found.errorInstance)}\n`);
  process.stdout.write(`${JSON.stringify(found.counterexample?.[0])}\n`);
  process.exitCode = 1;
}
