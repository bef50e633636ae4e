/** The judgements with the lexicons of every language at once: labels mix languages, and so do tables. */
import type { Judgement, Span } from './judge.ts';
import { judgeColumnIn, judgeValueIn } from './judge-column.ts';
import { conditionSpansIn, judgeTextIn } from './judge-text.ts';
import { judgeLabelIn } from './judge-label.ts';
import { lexicon } from './lexicons.ts';

/** A header, a key, a taxonomy term: the gravest thing it says of a person, or nothing. */
export function judgeName(text: string): Judgement | undefined {
  return judgeLabelIn(lexicon(), text, true);
}

/** A question, an option or a help text of a form. */
export function judgeQuestion(text: string): Judgement | undefined {
  return judgeLabelIn(lexicon(), text, false);
}

/** A column of a table by its header and its values. */
export function judgeColumn(header: string, values: Iterable<string>): Judgement | undefined {
  return judgeColumnIn(lexicon(), header, values, judgeName);
}

/** One cell of a table. */
export function judgeValue(text: string): Judgement | undefined {
  return judgeValueIn(lexicon(), text);
}

/** Every place in a free text that speaks of a person's status, in order. */
export function judgeText(text: string): Span[] {
  return judgeTextIn(lexicon(), text);
}

/** Sentences that make a person's status a condition of help. */
export function conditionSpans(text: string): { from: number; to: number }[] {
  return conditionSpansIn(lexicon(), text);
}
