/**
 * Learns the weights of the second reader from the labels for tuning and the taught questions, never from labels that
 * are only measured. Logistic regression by stochastic descent: the same labels give the same bytes.
 * Run: `node src/firewall/guard/reader/learn.ts`, which writes `weights.json`.
 */
import { writeFileSync } from 'node:fs';
import { readCorpus, readPages, readTaught, type Sample, TIER_1 } from '../corpus.ts';
import { disguised, random } from '../corpus/disguise.ts';
import { spaceLabels } from '../corpus/space.ts';
import { type Words, wordsIn } from '../judge.ts';
import { lexicon } from '../lexicons.ts';
import { INVISIBLE } from '../normalise.ts';
import { type Meanings, meaningsOf } from './meanings.ts';
import { BITS, see, type Trait } from './traits.ts';
import { MOST, written } from './weights.ts';

export type Example = { traits: readonly Trait[]; is: boolean; weight: number };
export type Weights = { weights: Float64Array; bias: number };

const ROUNDS = 12;
const SEED = 20_261_122;
/** A trait must be in this many examples. */
const LEAST = 2;
/** The share of the largest weights that are cut to the largest step. */
const CUT = 0.002;

type Labelled = { label: string; hostile: boolean; origin: boolean; weight: number };

/** What there is to learn from: each label, a disguise of it, and at half their weight the space and our pages. */
export function labels(leaveOut: (sample: Sample) => boolean = () => false): Labelled[] {
  const next = random(SEED);
  const corpus = [...readCorpus().filter((one) => one.half === 'working'), ...readTaught()];
  return [
    ...corpus
      .filter((one) => !leaveOut(one))
      .flatMap(({ language, label, hostile, concept = '' }) => {
        const one = { hostile, origin: TIER_1.has(concept) };
        return [
          { label, ...one, weight: 1 },
          { label: disguised(language, label, next), ...one, weight: 0.5 },
        ];
      }),
    ...spaceLabels(0, SEED).map(({ label, hostile }) => ({
      label,
      hostile,
      origin: false,
      weight: 0.5,
    })),
    ...readPages().map((label) => ({ label, hostile: false, origin: false, weight: 0.5 })),
  ];
}

/** The words of a label as the guard sees them. */
export function wordsOf({ lexicon }: Meanings, label: string): Words {
  return wordsIn(lexicon, label.replace(INVISIBLE, ''));
}

/** The traits of labels, for the question `is`; those without words are left out. */
export function examples(
  meanings: Meanings,
  all: readonly Labelled[],
  is: (one: Labelled) => boolean,
): Example[] {
  return all.flatMap((one) => {
    const { traits } = see(meanings, wordsOf(meanings, one.label));
    return traits.length === 0 ? [] : [{ traits, is: is(one), weight: one.weight }];
  });
}

/** One weight a slot; the larger a trait's past steps, the smaller its next. */
export function learn(all: readonly Example[]): Weights {
  const weights = new Float64Array(1 << BITS);
  const squares = new Float64Array(1 << BITS).fill(1e-4);
  const times = new Uint16Array(1 << BITS);
  for (const { traits } of all)
    for (const { slot } of traits) times[slot] = Math.min(LEAST, (times[slot] ?? 0) + 1);
  const next = random(SEED);
  const order = all.map((_, i) => i);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const k = Math.floor(next() * (i + 1));
      [order[i], order[k]] = [order[k] ?? 0, order[i] ?? 0];
    }
    for (const i of order) {
      const one = all[i];
      if (!one) continue;
      let sum = bias;
      for (const { slot, size } of one.traits) sum += (weights[slot] ?? 0) * size;
      const slope = one.weight * (1 / (1 + Math.exp(-sum)) - (one.is ? 1 : 0));
      bias -= 0.02 * slope;
      for (const { slot, size } of one.traits) {
        if ((times[slot] ?? 0) < LEAST) continue;
        const step = slope * size + 1e-6 * (weights[slot] ?? 0);
        squares[slot] = (squares[slot] ?? 0) + step * step;
        weights[slot] = (weights[slot] ?? 0) - step / Math.sqrt(squares[slot] ?? 1);
      }
    }
  }
  return { weights, bias };
}

/** Keeps the `most` largest weights, in steps; the few largest of all would waste most steps. */
export function rounded(
  { weights, bias }: Weights,
  most: number,
): { scale: number; bias: number; steps: Int8Array } {
  const order = Array.from(weights.keys())
    .filter((slot) => weights[slot] !== 0)
    .sort((a, b) => Math.abs(weights[b] ?? 0) - Math.abs(weights[a] ?? 0) || a - b);
  const step = Math.abs(weights[order[Math.floor(order.length * CUT)] ?? 0] ?? 1) / MOST;
  const steps = new Int8Array(weights.length);
  for (const slot of order.slice(0, most))
    steps[slot] = Math.max(-MOST, Math.min(MOST, Math.round((weights[slot] ?? 0) / step)));
  return { scale: Math.round(1e6 * step) / 1e3, bias: Math.round(1e3 * bias), steps };
}

function packed(learned: Weights, most: number): { scale: number; bias: number; weights: string } {
  const { scale, bias, steps } = rounded(learned, most);
  return { scale, bias, weights: written(steps) };
}

/** How many weights are kept: status or not, and origin among what is asked. */
const KEPT = { status: 80_000, origin: 15_000 };

if (import.meta.main) {
  const meanings = meaningsOf(lexicon());
  const all = labels();
  const hostile = all.filter((one) => one.hostile);
  const learned = {
    status: packed(learn(examples(meanings, all, (one) => one.hostile)), KEPT.status),
    origin: packed(learn(examples(meanings, hostile, (one) => one.origin)), KEPT.origin),
  };
  writeFileSync(
    new URL('./weights.json', import.meta.url),
    `${JSON.stringify(learned, null, 2)}\n`,
  );
}
