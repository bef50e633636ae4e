/**
 * Learns the weights of the second reader of needs from the taught questions, the tuning half and what needs are
 * called; never from the held-out half. The same lines give the same bytes.
 * Run: `node checks/search-words/learn.ts`, which writes `src/finder/reader/weights/<lang>.json`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEED_CODES, type NeedCode } from '../../src/directory/needs.ts';
import { BITS, see } from '../../src/finder/reader/traits.ts';
import type { WeightsFile } from '../../src/finder/reader/weights-file.ts';
import { loadNeedLabels } from '../../src/languages/need-labels.ts';
import { stopWordsOf } from '../../src/finder/stop-words.ts';
import { descend, type Example } from '../../src/learning/descend.ts';
import { random } from '../../src/learning/random.ts';
import { rounded } from '../../src/learning/rounded.ts';
import { written } from '../../src/learning/signs.ts';
import { type Lang, LANGUAGES, readWords, type TypedWords } from './score.ts';

const FOLDER = join(import.meta.dirname, '../../src/finder/reader/weights');
/** Raised when learning itself changes. */
const VERSION = 1;
const DESCENT = {
  slots: 1 << BITS,
  questions: NEED_CODES.length + 1,
  rounds: 8,
  seed: 20_261_122,
  least: 1,
  decay: 1e-3,
  flat: 0.01,
};
/** So many of the largest weights are kept. */
const KEPT = 62_000;
/** How much a lesson counts. */
const COUNTS = { taught: 1, tuning: 1, label: 0.6, nothing: 0.5, greeting: 3 };
/** How many texts of several small words. */
const SMALL = 100;
/** Of a question with several needs, how much the first counts. */
const FIRST = 0.6;

const numbers = new Map(NEED_CODES.map((need, n) => [need, n]));

/** A question with what it means, or what a need is called. */
export type Lesson = TypedWords & { kind: 'taught' | 'tuning' | 'label' | 'nothing' };

/** What is taught of a language: questions first, then what needs are called in it. */
export function lessons(lang: Lang): Lesson[] {
  const labels = Object.entries(loadNeedLabels()[lang] ?? {}).flatMap(([need, names = []]) =>
    names.map((text): Lesson => ({ text, needs: [need], kind: 'label' })),
  );
  return [
    ...(['taught', 'tuning'] as const).flatMap((kind) =>
      readWords(kind, lang).map((one): Lesson => ({ ...one, kind })),
    ),
    ...labels,
    ...nothing(lang),
  ];
}

/** What asks for nothing: words that go with every question, each alone and a few together. */
function nothing(lang: Lang): Lesson[] {
  const next = random(DESCENT.seed);
  const small = stopWordsOf([lang]);
  const few = Array.from({ length: SMALL }, () =>
    Array.from(
      { length: 2 + Math.floor(next() * 2) },
      () => small[Math.floor(next() * small.length)],
    ),
  );
  return [...small.map((word) => [word]), ...few].map(
    (words): Lesson => ({
      text: words.join(' '),
      needs: [],
      kind: 'nothing',
    }),
  );
}

/** Which needs are right: the first most, the last of all for "no need". Together 1. */
function answerOf(needs: readonly NeedCode[]): number[] {
  const is = Array.from({ length: NEED_CODES.length + 1 }, () => 0);
  if (needs.length === 0) is[NEED_CODES.length] = 1;
  for (const [n, need] of needs.entries())
    is[numbers.get(need) as number] =
      needs.length === 1 ? 1 : n === 0 ? FIRST : (1 - FIRST) / (needs.length - 1);
  return is;
}

/** The weights that lessons in a language give. */
export function learn(lang: Lang, all: readonly Lesson[]): WeightsFile {
  const examples: Example[] = all.map(({ text, needs, kind }) => ({
    traits: see(text, lang).traits,
    is: answerOf(needs),
    weight: COUNTS[needs.length === 0 && kind !== 'nothing' ? 'greeting' : kind],
  }));
  // Learned twice: first all weights, then anew with those only that are kept, which so take over from the others.
  const draft = rounded(descend(examples, DESCENT).weights, KEPT);
  const { weights, bias } = descend(examples, { ...DESCENT, only: draft.steps });
  const { step, steps } = rounded(weights, KEPT);
  return {
    lang,
    learnedFrom: digest(all),
    needs: NEED_CODES.join(' '),
    scale: Math.round(1e6 * step) / 1e3,
    bias: Array.from(bias, (one) => Math.round(1e3 * one)).join(' '),
    weights: written(steps),
  };
}

/** Of all that weights are learned from: when it differs, they are old. */
export function digest(all: readonly Lesson[]): string {
  return createHash('sha256')
    .update(JSON.stringify([VERSION, NEED_CODES, all]))
    .digest('hex');
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  const wanted = process.argv.slice(2);
  for (const lang of LANGUAGES.filter((one) => wanted.length === 0 || wanted.includes(one)))
    writeFileSync(
      join(FOLDER, `${lang}.json`),
      `${JSON.stringify(learn(lang, lessons(lang)), null, 2)}\n`,
    );
}
