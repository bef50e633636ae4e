/**
 * Learns the weights of `score.ts` from the labels for tuning and from the space of names and questions, never from
 * labels that are only measured. Logistic regression by stochastic descent, the same result each time.
 * Run: `node src/firewall/guard/train.ts`, which writes `score-weights.json`.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { readCorpus } from './corpus.ts';
import { disguised, random } from './corpus/disguise.ts';
import { spaceLabels } from './corpus/space.ts';
import { lexicon } from './lexicons.ts';
import { serviceHeads, weighty } from './judge.ts';
import { tokenise } from './normalise.ts';
import { BITS, MOST_WORDS, pairTrait, SIGNS, traits } from './score.ts';

type Example = { traits: number[]; hostile: boolean; weight: number };

const TIER_1: ReadonlySet<string | undefined> = new Set([
  'nationality',
  'birth_country',
  'ethnicity',
  'religion',
  'arrival_year',
  'length_of_stay',
]);
const ROUNDS = 12;
const COPIES = 3;
const SEED = 20_261_122;

/** The traits of a label as `scoreOf` sees them, by the plainest or the most unmasked reading. */
function traitsOf(label: string): number[] | undefined {
  const tokens = weighty(lexicon(), tokenise(label));
  if (tokens.length === 0 || tokens.length > MOST_WORDS) return undefined;
  const words = tokens.map(({ readings }) => {
    const plain = readings[0] ?? '';
    return /^\p{L}[\p{L}\p{M}]*$/u.test(plain) ? plain : (readings.at(-1) ?? plain);
  });
  return words.flatMap((word, i) => {
    const before = words[i - 1];
    return [...traits(word), ...(before === undefined ? [] : [pairTrait(before, word)])];
  });
}

function example(label: string, hostile: boolean, weight: number): Example[] {
  const found = traitsOf(label);
  return found ? [{ traits: found, hostile, weight }] : [];
}

/** Texts of our own pages are labels that may stand. */
function pageTexts(): string[] {
  const texts = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(texts)
        : [];
  const root = new URL('../../../', import.meta.url);
  return globSync('locales/*/*.json', { cwd: root })
    .filter((path) => !path.endsWith('guard.json'))
    .sort()
    .flatMap((path) => texts(JSON.parse(readFileSync(new URL(path, root), 'utf8'))))
    .filter((text) => text.length <= 120);
}

/** A service about asylum may be named; it is no example of either kind. */
function isService(label: string): boolean {
  const tokens = weighty(lexicon(), tokenise(label));
  return serviceHeads(lexicon(), tokens).length > 0;
}

export function examples(leaveOut: (label: string) => boolean = () => false): Example[] {
  const next = random(SEED);
  const corpus = readCorpus().filter((one) => one.half === 'working' && !leaveOut(one.label));
  return [
    ...corpus
      .filter((one) => one.hostile && !TIER_1.has(one.concept))
      .flatMap(({ language, label }) => [
        ...example(label, true, 1),
        ...example(disguised(language, label, next), true, 1),
      ]),
    ...corpus
      .filter((one) => !one.hostile && !isService(one.label))
      .flatMap(({ language, label }) => [
        ...example(label, false, 2),
        ...example(disguised(language, label, next), false, 1),
      ]),
    ...spaceLabels(COPIES, SEED).flatMap((one) =>
      example(one.label, one.hostile, one.disguised ? 0.5 : 1),
    ),
    ...pageTexts().flatMap((text) => (isService(text) ? [] : example(text, false, 2))),
  ];
}

export function learn(all: readonly Example[]): { weights: Float64Array; bias: number } {
  const weights = new Float64Array(1 << BITS);
  const squares = new Float64Array(1 << BITS).fill(1e-6);
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
      const norm = 1 / Math.sqrt(one.traits.length);
      let sum = 0;
      for (const trait of one.traits) sum += weights[trait] ?? 0;
      const chance = 1 / (1 + Math.exp(-(sum * norm + bias)));
      const slope = one.weight * (chance - (one.hostile ? 1 : 0));
      bias -= 0.01 * slope;
      for (const trait of one.traits) {
        const step = slope * norm + 2e-5 * (weights[trait] ?? 0);
        squares[trait] = (squares[trait] ?? 0) + step * step;
        weights[trait] = (weights[trait] ?? 0) - (0.3 * step) / Math.sqrt(squares[trait] ?? 1);
      }
    }
  }
  return { weights, bias };
}

/** Weights in 63 steps; the largest of all would waste most of them. */
export function packed({ weights, bias }: { weights: Float64Array; bias: number }): {
  scale: number;
  bias: number;
  border: number;
  weights: string;
} {
  const sizes = Array.from(weights, Math.abs)
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  const step = (sizes[Math.floor(sizes.length * 0.998)] ?? 1) / 31;
  return {
    scale: Math.round(1e6 * step) / 1e3,
    bias: Math.round(1e3 * bias),
    border: 0,
    weights: Array.from(weights, (weight) => {
      const level = Math.max(-31, Math.min(31, Math.round(weight / step)));
      return SIGNS[level + 31] ?? SIGNS[31];
    }).join(''),
  };
}

/** Chosen so that harmless labels stay under it; see `docs/benchmarks.md`. */
const BORDER = 3_000;

if (import.meta.main) {
  const learned = { ...packed(learn(examples())), border: BORDER };
  writeFileSync(
    new URL('./score-weights.json', import.meta.url),
    `${JSON.stringify(learned, null, 2)}\n`,
  );
}
