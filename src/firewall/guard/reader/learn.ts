/**
 * Learns the weights of the second reader from the labels for tuning and the taught questions, never from labels that
 * are only measured. Logistic regression by stochastic descent: the same labels give the same bytes.
 * Run: `node src/firewall/guard/reader/learn.ts`, which writes `weights.json`.
 */
import { writeFileSync } from 'node:fs';
import { descend, type Example, type Weights } from '../../../learning/descend.ts';
import { random } from '../../../learning/random.ts';
import { rounded } from '../../../learning/rounded.ts';
import { written } from '../../../learning/signs.ts';
import { readCorpus, readPages, readTaught, type Sample, TIER_1 } from '../corpus.ts';
import { disguised } from '../corpus/disguise.ts';
import { spaceLabels } from '../corpus/space.ts';
import { type Words, wordsIn } from '../judge.ts';
import { lexicon } from '../lexicons.ts';
import { INVISIBLE } from '../normalise.ts';
import { type Meanings, meaningsOf } from './meanings.ts';
import { BITS, see } from './traits.ts';

const SEED = 20_261_122;
const SEEDS = [SEED, SEED + 1];
/** A trait must be in two examples. */
const DESCENT = {
  slots: 1 << BITS,
  questions: 1,
  rounds: 12,
  least: 2,
  decay: 1e-6,
  flat: 0,
};

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
    return traits.length === 0 ? [] : [{ traits, is: [is(one) ? 1 : 0], weight: one.weight }];
  });
}

/** One weight a slot: the mean of two descents in different orders, which errs less than either. */
export function learn(all: readonly Example[]): Weights {
  const runs = SEEDS.map((seed) => descend(all, { ...DESCENT, seed }));
  const mean = (of: (run: Weights) => Float64Array): Float64Array =>
    Float64Array.from(
      of(runs[0] as Weights),
      (_, slot) => runs.reduce((sum, run) => sum + (of(run)[slot] ?? 0), 0) / runs.length,
    );
  return { weights: mean((run) => run.weights), bias: mean((run) => run.bias) };
}

/** The `most` largest weights in steps; what a step stands for, and the bias, in thousandths. */
export function shortened(
  { weights, bias }: Weights,
  most: number,
): { scale: number; bias: number; steps: Int8Array } {
  const { step, steps } = rounded(weights, most);
  return { scale: Math.round(1e6 * step) / 1e3, bias: Math.round(1e3 * (bias[0] ?? 0)), steps };
}

function packed(learned: Weights, most: number): { scale: number; bias: number; weights: string } {
  const { scale, bias, steps } = shortened(learned, most);
  return { scale, bias, weights: written(steps) };
}

/** How many weights are kept: status or not, and origin among what is asked. */
export const KEPT = { status: 95_000, origin: 15_000 };

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
