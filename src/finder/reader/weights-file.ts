/** The learned weights of one language as a file holds them, and as a question is read by them. Pure. */
import { isNeedCode, type NeedCode } from '../../directory/needs.ts';
import { MOST, read } from '../../learning/signs.ts';
import { BITS } from './traits.ts';

export type WeightsFile = {
  lang: string;
  /** Of what it was learned from (SHA-256, hexadecimal). */
  learnedFrom: string;
  /** Codes between spaces, by the number of the question; the last question is "no need at all". */
  needs: string;
  /** Thousandths: what one step of a weight is, and, between spaces, where each question starts. */
  scale: number;
  bias: string;
  /** Slot by slot, in each all questions (`signs.ts`). */
  weights: string;
};

/** Per slot, its questions and weights stand together from `from[slot]` up to `from[slot + 1]`. */
export type Reader = {
  lang: string;
  needs: readonly NeedCode[];
  scale: number;
  bias: readonly number[];
  from: Uint32Array;
  questions: Uint8Array;
  weights: Int8Array;
};

/** @throws Error naming what is wrong with the file */
export function openReader(file: WeightsFile): Reader {
  const { lang, scale } = file;
  const needs = file.needs.split(' ');
  const bias = file.bias.split(' ').map(Number);
  const unknown = needs.find((need) => !isNeedCode(need));
  if (unknown !== undefined) throw new Error(`weights of ${lang}: "${unknown}" is no need`);
  const all = needs.length + 1;
  if (bias.length !== all || all > 256)
    throw new Error(
      `weights of ${lang}: expected a bias for each of ${all} questions, at most 256`,
    );
  const slots = 1 << BITS;
  const steps = read(file.weights, slots * all);
  const from = new Uint32Array(slots + 1);
  const count = steps.reduce((sum, step) => sum + (step === 0 ? 0 : 1), 0);
  const questions = new Uint8Array(count);
  const weights = new Int8Array(count);
  let next = 0;
  for (let at = 0; at < slots * all; at++) {
    if (at % all === 0) from[at / all] = next;
    const step = steps[at] as number;
    if (step === 0) continue;
    questions[next] = at % all;
    weights[next++] = Math.max(-MOST, Math.min(MOST, step));
  }
  from[slots] = next;
  return { lang, needs, scale, bias, from, questions, weights };
}
