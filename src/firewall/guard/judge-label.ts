/**
 * A label by the rules and by the second reader (chapter 20, section 11). What the lexicons name stays refused
 * whatever the reader says; a soft ruling falls when the reader is sure that it is wrong, and what no rule found is
 * refused when the reader is sure. Pure.
 */
import {
  type Judgement,
  judgeNameIn,
  judgeQuestionIn,
  LONGEST_LABEL,
  ruleOn,
  serviceHeads,
  type Words,
  wordsIn,
} from './judge.ts';
import type { Lexicon } from './lexicon.ts';
import { INVISIBLE } from './normalise.ts';
import { type Reading, readLabel } from './reader/read.ts';

/** Thousandths of the reader's score, chosen on halves that were left out of its learning (docs/firewall.md). */
const REFUSED = 2_000;
const FREED = -1_500;

/** Judges a label; `services`: names of services ("asylum legal aid") are let in. */
export function judgeLabelIn(
  lexicon: Lexicon,
  text: string,
  services: boolean,
): Judgement | undefined {
  if (text.length > LONGEST_LABEL)
    return said((services ? judgeNameIn : judgeQuestionIn)(lexicon, text));
  const words = wordsIn(lexicon, text.replace(INVISIBLE, ''));
  const ruling = ruleOn(lexicon, words, services);
  if (ruling && !ruling.soft) return said(ruling);
  const reading = readLabel(lexicon, words);
  if (ruling) {
    const sure = isHarmless(reading) && isHarmless(readLabel(lexicon, around(words, ruling.at)));
    return sure ? undefined : said(ruling);
  }
  if (!reading || reading.score <= REFUSED || words.excused) return undefined;
  if (services && serviceHeads(lexicon, words.tokens).length > 0) return undefined;
  return {
    concept: reading.origin > 0 ? 'nationality' : 'immigration_status',
    tier: reading.origin > 0 ? 1 : 0,
    word: reading.words.join(' + ') || 'status',
  };
}

function said(judgement: Judgement | undefined): Judgement | undefined {
  return judgement && { concept: judgement.concept, tier: judgement.tier, word: judgement.word };
}

function isHarmless(reading: Reading | undefined): boolean {
  return reading !== undefined && reading.score < FREED;
}

/** The words of a ruling with one beside: what else a label says must not talk the reader out of them. */
function around(words: Words, at: readonly number[]): Words {
  const all = words.tokens.slice(Math.max(0, Math.min(...at) - 1), Math.max(...at) + 2);
  return { ...words, all, tokens: all };
}
