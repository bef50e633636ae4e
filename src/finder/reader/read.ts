/**
 * The second reader of needs (chapter 10, section 6): which needs a question reads like, learned from questions of
 * which people said what they mean. Adds up small weights of what it sees; the same question gives the same answer,
 * and each answer says which words weighed most. Pure.
 */
import type { NeedCode } from '../../directory/needs.ts';
import type { Trait } from '../../learning/traits.ts';
import { toChances } from '../../learning/descend.ts';
import { see } from './traits.ts';
import type { Reader } from './weights-file.ts';

export type Reading = {
  /** Folded, in their order. */
  words: readonly string[];
  traits: readonly Trait[];
  /** By the number of the need, together with the last, "no need at all", 1. */
  chances: Float64Array;
};

/** Reads a question; undefined where it has no words. */
export function readQuestion(reader: Reader, text: string): Reading | undefined {
  const { words, traits } = see(text, reader.lang);
  if (traits.length === 0) return undefined;
  const { from, questions, weights, bias, scale } = reader;
  const chances = new Float64Array(bias.length);
  for (const { slot, size } of traits)
    for (let i = from[slot] as number; i < (from[slot + 1] as number); i++) {
      const question = questions[i] as number;
      chances[question] = (chances[question] as number) + (weights[i] as number) * size;
    }
  for (const [question, start] of bias.entries())
    chances[question] = ((chances[question] as number) * scale + start) / 1000;
  toChances(chances);
  return { words, traits, chances };
}

/** How much each word weighed for a need, against what it weighed for all; one number a word. */
export function sharesOf(reader: Reader, reading: Reading, need: NeedCode): number[] {
  const wanted = reader.needs.indexOf(need);
  const shares = reading.words.map(() => 0);
  for (const { slot, size, at } of reading.traits)
    for (let i = reader.from[slot] as number; i < (reader.from[slot + 1] as number); i++) {
      if (reader.questions[i] !== wanted) continue;
      for (const word of at)
        shares[word] =
          (shares[word] as number) + ((reader.weights[i] as number) * size) / at.length;
    }
  return shares;
}
