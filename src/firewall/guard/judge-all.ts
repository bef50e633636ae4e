/** The judgements with the lexicons of every language at once: labels mix languages, and so do tables. */
import { type Judgement, judgeNameIn, type Span } from './judge.ts';
import { judgeColumnIn, judgeValueIn } from './judge-column.ts';
import { conditionSpansIn, judgeTextIn } from './judge-text.ts';
import { judgeLabelIn } from './judge-label.ts';
import { lexicon } from './lexicons.ts';

/**
 * A term of a taxonomy of services: by the rules alone. What it names is a service ("Hearing screening"), and the
 * learned reader, which knows questions put to people, would take one in a hundred of them away.
 */
export function judgeTerm(text: string): Judgement | undefined {
  return judgeNameIn(lexicon(), text);
}

/** A header or a key: the gravest thing it says of a person, or nothing. */
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
