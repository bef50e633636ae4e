/**
 * Makes `src/people/name-thresholds.json`: for each size of pool, with and without a year of birth, the
 * least evidence at which at most 2 in 100 new people are prompted wrongly. Uses the tuning half only.
 *
 *     node checks/names/calibrate.ts [seed]
 */
import { writeFileSync } from 'node:fs';
import { makeWorld, type Years } from './corpus.ts';
import { circleOf, measure, thresholdFor } from './measure.ts';

const SIZES = [250, 1000, 2500, 10_000, 20_000, 100_000] as const;
/** A little under the promise, because another half of names will be met. */
const WRONG = 0.018;
/** Less is no likeness, however few people there are. */
const LEAST = 80;
const seed = Number(process.argv[2] ?? 20_261_122);

function thresholdOf(people: number, years: Years): number {
  const points: number[] = [];
  // Small pools differ from each other, so several are asked.
  const worlds = people <= 1000 ? 4 : people <= 2500 ? 3 : 1;
  const fresh = people >= 100_000 ? 1000 : people >= 20_000 ? 1600 : 2400 / worlds;
  for (let at = 0; at < worlds; at++) {
    const world = makeWorld(seed + at, 'tuning', { people, returning: 0, fresh }, years);
    points.push(...measure(world, circleOf(world), LEAST).fresh.map((one) => one.points));
  }
  return Math.max(
    LEAST,
    thresholdFor(
      points.map((each) => ({ points: each })),
      WRONG,
    ),
  );
}

const rows = SIZES.map((people) => {
  const row = {
    people,
    withYear: thresholdOf(people, 'always'),
    withoutYear: thresholdOf(people, 'never'),
  };
  console.log(row);
  return row;
});
const target = new URL('../../src/people/name-thresholds.json', import.meta.url);
writeFileSync(target, `${JSON.stringify({ seed, wrong: WRONG, rows }, undefined, 2)}\n`);
