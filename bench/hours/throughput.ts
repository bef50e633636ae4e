/** How fast patterns are compiled and asked, on the mix that a country's directory has. */
import {
  type CompiledPattern,
  compilePattern,
  matchNow,
  matchTonight,
  matchWindow,
  openState,
} from '../../src/finder/hours.ts';
import type { Pattern } from '../../src/finder/schedule.ts';
import { AROUND, zoneOf } from './instants.ts';
import { seeded } from './random.ts';
import { makeSchedule } from './schedules.ts';

export type Speed = { what: string; nanoseconds: number };

/** Compiles `count` different patterns, with 12 public holidays each, and asks each of them. */
export function measureThroughput(count: number, seed: number): Speed[] {
  const random = seeded(seed);
  const zone = zoneOf('Europe/Berlin');
  const holidays = Array.from({ length: 12 }, (_, index) => 20_470 + index * 29);
  const patterns: Pattern[] = Array.from({ length: count }, () => ({
    zone,
    rules: makeSchedule(random).rules,
    holidayRule: 'unknown',
    holidays,
  }));
  const compiled: CompiledPattern[] = [];
  const speeds = [
    timed('compilePattern (400 days)', count, () => {
      compiled.length = 0;
      for (const pattern of patterns) compiled.push(compilePattern(pattern, AROUND));
    }),
  ];
  const now = AROUND + 45 * 86_400_000;
  const asked: [string, (pattern: CompiledPattern, at: number) => unknown][] = [
    ['openState', openState],
    ['matchNow', matchNow],
    ['matchWindow (Thursday, 18:00–24:00)', (p, at) => matchWindow(p, at, 8, 1080, 1440)],
    ['matchWindow (any day, 20:00–28:00)', (p, at) => matchWindow(p, at, 127, 1200, 1680)],
    ['matchTonight', matchTonight],
  ];
  for (const [what, ask] of asked) {
    speeds.push(
      timed(what, count, (round) => {
        for (const pattern of compiled) ask(pattern, now + round * 7_000_000);
      }),
    );
  }
  return speeds;
}

/** The best of several rounds, in nanoseconds for one of `count`. */
function timed(what: string, count: number, work: (round: number) => void): Speed {
  let best = Infinity;
  for (let round = 0; round < 7; round++) {
    const started = process.hrtime.bigint();
    work(round);
    best = Math.min(best, Number(process.hrtime.bigint() - started) / count);
  }
  return { what, nanoseconds: best };
}
