/**
 * A label by the rules and by the second reader (chapter 20, section 11). What the lexicons name plainly stays refused
 * whatever the reader says; other rulings fall when the reader is sure that they are wrong, and what no rule found is
 * refused when the reader is sure. Pure.
 */
import { EDGES, isFreedAt, isRefusedAt, type Scores } from './edges.ts';
import { around } from './firmness.ts';
import {
  type Judgement,
  judgeNameIn,
  judgeQuestionIn,
  LONGEST_LABEL,
  type Ruling,
  ruleOn,
  type Words,
  wordsIn,
} from './judge.ts';
import { offersHelp, serviceHeads } from './services.ts';
import type { Lexicon } from './lexicon.ts';
import { INVISIBLE } from './normalise.ts';
import { readLabel } from './reader/read.ts';

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
  if (ruling?.firmness === 'firm') return said(ruling);
  const reading = readLabel(lexicon, words);
  const scores = scoresOf(lexicon, words, services, ruling, reading?.score);
  if (ruling) {
    const isFreed = isFreedAt(EDGES, ruling.firmness, scores);
    return isFreed && !namesItApart(lexicon, text, services) ? undefined : said(ruling);
  }
  if (!reading || !isRefusedAt(EDGES, scores)) return undefined;
  return {
    concept: reading.origin > 0 ? 'nationality' : 'immigration_status',
    tier: reading.origin > 0 ? 1 : 0,
    word: reading.words.join(' + ') || 'status',
  };
}

/** Whether one item of a list ("soup, asylum seeker") names a status by itself: what stands beside it says nothing of it. */
function namesItApart(lexicon: Lexicon, text: string, services: boolean): boolean {
  const items = text.replace(INVISIBLE, '').split(/[,;|،؛၊]/u);
  return (
    items.length > 1 &&
    items.some((item) => ruleOn(lexicon, wordsIn(lexicon, item), services)?.firmness === 'firm')
  );
}

function said(judgement: Judgement | undefined): Judgement | undefined {
  return judgement && { concept: judgement.concept, tier: judgement.tier, word: judgement.word };
}

/** What is known of a label; what a low score leaves without weight is not looked at. */
function scoresOf(
  lexicon: Lexicon,
  words: Words,
  services: boolean,
  ruling: Ruling | undefined,
  whole: number | undefined,
): Scores {
  const { tokens } = words;
  const service = services && !ruling && serviceHeads(lexicon, tokens).length > 0;
  return {
    whole,
    around:
      ruling && whole !== undefined && whole < 0
        ? readLabel(lexicon, around(words, ruling.at))?.score
        : undefined,
    excused: words.excused || (service && offersHelp(lexicon, tokens)),
    service,
  };
}
