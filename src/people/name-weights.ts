/**
 * What differences between two ways of writing a name cost, in points (`name-align.ts`). Learned from made-up
 * people by `checks/names/learn.ts`, which never sees the names that the figures of docs/people.md come from.
 */
import learned from './name-weights.json' with { type: 'json' };

export type Losses = {
  /** A part left out: the first one, the last one, one between. */
  firstLeft: number;
  lastLeft: number;
  middleLeft: number;
  /** Once more, where each name has a part that the other lacks. */
  bothLeft: number;
  /** For each part that stands before another in one name and behind it in the other. */
  swapped: number;
};
export type Weights = Losses & {
  /** For each unit of distance between two parts. */
  slip: number;
  /** The same where neither writes its vowels, so that all that differs was written. */
  slipBare: number;
  /** Two parts written as one. */
  rejoined: number;
  /** Two parts hardly alike, as by a slip in a short one; and more for all that they are apart. */
  mistaken: number;
  mistakenMore: number;
  /** A short form, or the form of a neighbouring language. */
  otherForm: number;
  /** What year and age band weigh beside a name, whose parts say less together than one by one. */
  beside: number;
};

export const WEIGHTS: Readonly<Weights> = learned;
