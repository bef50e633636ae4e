/**
 * Makes `src/people/name-weights.json`: what differences between two ways of writing a name cost. One weight
 * after the other is moved up and down as long as more of those who come again are found, at the same shares
 * of new people prompted wrongly. Uses the tuning half only; thresholds are made afterwards by `calibrate.ts`.
 *
 *     node checks/names/learn.ts [seed] [rounds]
 */
import { writeFileSync } from 'node:fs';
import learned from '../../src/people/name-weights.json' with { type: 'json' };
import type { Weights } from '../../src/people/name-weights.ts';
import { makeWorld, type Years } from './corpus.ts';
import { circleOf, measure, recallAt, thresholdFor } from './measure.ts';

const seed = Number(process.argv[2] ?? 11);
const rounds = Number(process.argv[3] ?? 2);
const ASKED = 600;
/** Weights that are good at one share of wrong prompts only were lucky. */
const SHARES = [0.01, 0.0125, 0.015, 0.0175, 0.02, 0.025, 0.03];
/** What says less is never proposed. */
const LEAST = 60;
const SMALLEST_STEP = 0.1;

/** A mixed circle with a year and without, and circles of one people, where names are shared. */
const WORLDS: readonly [Years, string?][] = [
  ['always'],
  ['never'],
  ['always', 'arabic'],
  ['always', 'eritrean'],
  ['always', 'bengali'],
  ['always', 'somali'],
];
const worlds = WORLDS.map(([years, among], at) => {
  const size = { people: 2500, returning: ASKED, fresh: ASKED };
  const world = makeWorld(seed + at, 'tuning', size, years, among);
  return { world, circle: circleOf(world) };
});

/** Mean share found, in all worlds, over all `SHARES`. */
function good(): number {
  let sum = 0;
  for (const { world, circle } of worlds) {
    const { returning, fresh } = measure(world, circle, LEAST);
    for (const share of SHARES) sum += recallAt(returning, thresholdFor(fresh, share));
  }
  return sum / (worlds.length * SHARES.length);
}

// The program of the pool reads the same object, so that a change here is a change there.
const weights: Weights = learned;
const names = Object.keys(weights) as (keyof Weights)[];
/** Points are whole; what is multiplied with them need not be. */
const FACTORS: readonly (keyof Weights)[] = ['slip', 'slipBare', 'beside'];
const rounded = (name: keyof Weights, value: number): number =>
  FACTORS.includes(name) ? Math.round(value * 10) / 10 : Math.round(value);
let best = good();
console.log(`as it stands: ${best.toFixed(4)}`);
let step = 0.4;
for (let round = 1; round <= rounds && step >= SMALLEST_STEP; round++) {
  for (const name of names) {
    const before = weights[name];
    for (const factor of [1 + step, 1 / (1 + step)]) {
      weights[name] = rounded(name, before * factor);
      const now = good();
      if (now > best) {
        best = now;
        console.log(`round ${round}: ${name} ${before} to ${weights[name]}: ${best.toFixed(4)}`);
        break;
      }
      weights[name] = before;
    }
  }
  step /= 2;
}
const target = new URL('../../src/people/name-weights.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(weights, undefined, 2)}\n`);
