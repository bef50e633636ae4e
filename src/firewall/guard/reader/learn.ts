/**
 * Learns the weights of the second reader from the labels for tuning and the taught questions, never from labels that
 * are only measured. Weights and units by stochastic descent: the same labels give the same bytes.
 * Run: `node src/firewall/guard/reader/learn.ts`, which writes `weights.json`.
 */
import { writeFileSync } from 'node:fs';
import {
  descendWithUnits,
  packed,
  type PackedExample,
  type WithUnits,
} from '../../../learning/descend-units.ts';
import { descend, type Example, type Weights } from '../../../learning/descend.ts';
import { random } from '../../../learning/random.ts';
import { rounded } from '../../../learning/rounded.ts';
import { MOST_OF_TWO, written, writtenInTwos } from '../../../learning/signs.ts';
import { inSteps, type Units } from '../../../learning/units.ts';
import { readCorpus, readPages, readTaught, type Sample, TIER_1 } from '../corpus.ts';
import { disguised } from '../corpus/disguise.ts';
import { spaceLabels } from '../corpus/space.ts';
import { type Words, wordsIn } from '../judge.ts';
import { lexicon } from '../lexicons.ts';
import { INVISIBLE } from '../normalise.ts';
import { type Meanings, meaningsOf } from './meanings.ts';
import { BITS, see, UNIT_BITS } from './traits.ts';

const SEED = 20_261_122;
const SEEDS = [SEED, SEED + 1];
/** For origin among what is asked: weights alone, each trait in two examples. */
const DESCENT = {
  slots: 1 << BITS,
  questions: 1,
  rounds: 12,
  least: 2,
  decay: 1e-6,
  flat: 0,
};
/** For status or not: weights and units; half of the traits hidden each time, each weight's trait in five examples. */
const WITH_UNITS = {
  slots: 1 << BITS,
  rounds: 10,
  seed: SEED,
  least: 5,
  decay: 1e-6,
  hidden: 0.5,
  units: 16,
  bits: UNIT_BITS,
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

/** What is seen of labels and whether they ask for a status; those without words are left out. */
export function examples(meanings: Meanings, all: readonly Labelled[]): PackedExample[] {
  return all.flatMap((one) => {
    const { traits } = see(meanings, wordsOf(meanings, one.label));
    const { weight, hostile } = one;
    return traits.length === 0 ? [] : [packed(traits, { is: hostile ? 1 : 0, weight })];
  });
}

function ofOrigin(meanings: Meanings, hostile: readonly Labelled[]): Example[] {
  return hostile.flatMap(({ label, origin, weight }) => {
    // Slot and size alone: with everything that is seen, a hundred thousand labels do not fit into memory.
    const traits = see(meanings, wordsOf(meanings, label)).traits.map(({ slot, size }) => ({
      slot,
      size,
    }));
    return traits.length === 0 ? [] : [{ traits, is: [origin ? 1 : 0], weight }];
  });
}

/** Weights and units as the file keeps them. */
export function learn(
  all: readonly PackedExample[],
): WithUnits & { units: Units & { vectors: Int8Array } } {
  const learned = descendWithUnits(all, WITH_UNITS);
  const { bias, out, ...units } = inSteps(learned.units, MOST_OF_TWO);
  const short = (one: number): number => Math.round(1e6 * one) / 1e6;
  return {
    ...learned,
    units: { ...units, step: short(units.step), bias: bias.map(short), out: out.map(short) },
  };
}

/** One weight a slot: the mean of two descents in different orders, which errs less than either. */
function learnOrigin(all: readonly Example[]): Weights {
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
  { weights, bias }: Pick<Weights, 'weights' | 'bias'>,
  most: number,
): { scale: number; bias: number; steps: Int8Array } {
  const { step, steps } = rounded(weights, most);
  return { scale: Math.round(1e6 * step) / 1e3, bias: Math.round(1e3 * (bias[0] ?? 0)), steps };
}

function packedWeights(
  learned: Pick<Weights, 'weights' | 'bias'>,
  most: number,
): { scale: number; bias: number; weights: string } {
  const { scale, bias, steps } = shortened(learned, most);
  return { scale, bias, weights: written(steps) };
}

/** How many weights are kept: status or not, and origin among what is asked. */
export const KEPT = { status: 200_000, origin: 15_000 };

if (import.meta.main) {
  const meanings = meaningsOf(lexicon());
  const all = labels();
  const hostile = all.filter((one) => one.hostile);
  const status = learn(examples(meanings, all));
  const { step, bias, out, vectors } = status.units;
  const learned = {
    status: packedWeights(status, KEPT.status),
    units: { step, bias: [...bias], out: [...out], vectors: writtenInTwos(vectors) },
    origin: packedWeights(learnOrigin(ofOrigin(meanings, hostile)), KEPT.origin),
  };
  writeFileSync(
    new URL('./weights.json', import.meta.url),
    `${JSON.stringify(learned, null, 2)}\n`,
  );
}
