/** What a typed text means: needs by what people call them, and the words that are left (chapter 10, section 6). */
import type { NeedCode } from '../directory/needs.ts';
import { guessByParts, guessWord } from './guess-needs.ts';
import { isForeign, type LabelIndex, needsCalled } from './need-labels.ts';
import type { Layer, Pack } from './pack.ts';
import { isStopWord } from './stop-words.ts';
import { hasWord } from './term-index.ts';
import type { TextHits } from './text-hits.ts';
import { queryWords, type Word } from './words.ts';

/** More words of a text are not looked at: one bit of 15 for each, and one to spare. */
const MOST_WORDS = 15;
/** Words that go with every question may stand between those of a label: at most so many. */
const MOST_BETWEEN = 3;

/** Weighs what the rules understood of a text (`reader/`). A phone has none: its weights are too large for it. */
export type SecondReader = (rules: UnderstoodText, text: string, lang: string) => UnderstoodText;

export type TextSpan = {
  needs: readonly NeedCode[];
  /** Bits of its words. */
  mask: number;
  isGuess: boolean;
  /** Said beside another need, of whom or of what it is: "vaccine for a child", "doctor, no papers". */
  isContext: boolean;
  /** Words of another language than the page's, whose reader knows nothing of them. */
  isForeign?: boolean;
};

export type UnderstoodText = {
  /** Without words that go with every question, unless there are no others. */
  words: readonly Word[];
  /** Needs that the text names, in its order; no guesses. */
  needs: readonly NeedCode[];
  /** Needs that words of it may have meant. */
  guesses: readonly NeedCode[];
  /** Words that name needs together. */
  spans: readonly TextSpan[];
  /** Per word, whether it names a need or is guessed to, alone or with others. */
  meant: readonly boolean[];
  /** Puts the records found into an order of their own; absent where the words alone give it. */
  arrange?: (layers: readonly Layer[], hits: readonly TextHits[]) => void;
};

/** Branches of which people name the whole when they mean another need for somebody or with something. */
const CONTEXT: readonly NeedCode[] = [
  'child',
  'family',
  'papers',
  'health',
  'items',
  'talk',
  'work',
  'school',
  'housing',
  'money',
];
/** Where one of these stands before it, the second need is no context: "a doctor and work". */
const AND = new Set([
  'and',
  'or',
  'et',
  'ou',
  'y',
  'e',
  'o',
  'و',
  'او',
  'یا',
  'ن',
  'ወይ',
  'ከምኡ',
  'plus',
  'also',
]);
/** Arabic writes its "and" on to the word. */
const WITH_AND = /^و/;

type Run = {
  from: number;
  to: number;
  needs: readonly NeedCode[];
  isGuess: boolean;
  isForeign?: boolean;
};

/**
 * Longest labels first. A word that is in no label and in no record is then read as the beginning or
 * a misspelling of a label, or as written by ear: a guess, which pages must put as a question.
 * @param lang BCP 47, of the page; its labels come before those of other languages
 */
export function understandText(pack: Pack, text: string, lang: string): UnderstoodText {
  const isInRecords = ({ forms }: Word): boolean =>
    forms.some((form) => pack.layers.some((layer) => hasWord(layer.segment.words, form)));
  const rules = understand(pack.labels, text, lang, isInRecords);
  const { secondReader } = pack;
  // Words of records that name no need: somebody looks for a service by its name.
  if (!secondReader || (rules.spans.length === 0 && rules.words.every(isInRecords))) return rules;
  return secondReader(rules, text, lang);
}

/** As `understandText`, from labels alone. @param isInRecords whether the very word is in a record */
export function understand(
  labels: LabelIndex,
  text: string,
  lang: string,
  isInRecords: (word: Word) => boolean,
): UnderstoodText {
  const words = queryWords(text, lang).slice(0, MOST_WORDS);
  const isStop = words.map(({ forms }) => forms.some(isStopWord));
  let runs = namedRuns(labels, words, isStop, lang);
  const isTaken = (at: number): boolean => runs.some(({ from, to }) => from <= at && at < to);
  for (const [at, word] of words.entries()) {
    if (isStop[at] === true || isTaken(at) || isInRecords(word)) continue;
    const guess = guessWord(labels, words, at, lang);
    if (guess === undefined) continue;
    runs = runs.filter(({ from, to }) => to <= guess.from || from >= guess.to);
    runs.push({ ...guess, isGuess: true });
  }
  if (runs.length === 0) {
    const needs = guessByParts(labels, words, lang, isInRecords);
    if (needs.length > 0) runs.push({ from: 0, to: words.length, needs, isGuess: true });
  }
  return withoutStopWords(words, isStop, runs);
}

/** Words that go with every question name something only where there are no others. */
function namedRuns(
  labels: LabelIndex,
  words: readonly Word[],
  isStop: readonly boolean[],
  lang: string,
): Run[] {
  const runs: Run[] = [];
  const saysMore = isStop.includes(false);
  for (let from = 0; from < words.length; ) {
    let to = Math.min(words.length, from + labels.longest + MOST_BETWEEN);
    let needs: NeedCode[] = [];
    while (to > from) {
      const isSmall = saysMore && !isStop.slice(from, to).includes(false);
      needs = isSmall ? [] : needsCalled(labels, words.slice(from, to), lang);
      if (needs.length > 0) break;
      to--;
    }
    if (needs.length > 0)
      runs.push({
        from,
        to,
        needs,
        isGuess: false,
        isForeign: isForeign(labels, words.slice(from, to), lang),
      });
    from = Math.max(to, from + 1);
  }
  return runs;
}

/** Numbers the words that are kept anew. */
function withoutStopWords(
  words: readonly Word[],
  isStop: readonly boolean[],
  runs: readonly Run[],
): UnderstoodText {
  const isNamed = (at: number): boolean => runs.some(({ from, to }) => from <= at && at < to);
  const all = words.map((_, at) => at);
  const said = all.filter((at) => isStop[at] !== true || isNamed(at));
  const kept = said.length > 0 ? said : all;
  const isBranch = ({ needs }: Run): boolean => needs.every((need) => CONTEXT.includes(need));
  const isAdded = ({ from }: Run): boolean =>
    words
      .slice(Math.max(0, from - 1), from)
      .some(({ forms }) => forms.some((form) => AND.has(form))) ||
    (from > 0 && WITH_AND.test(words[from]?.forms[0] ?? ''));
  const isContext = (run: Run): boolean => isBranch(run) && !isAdded(run);
  const saysNeed = runs.some((run) => !isContext(run));
  const spans = runs
    .toSorted((a, b) => a.from - b.from)
    .map((run): TextSpan => {
      let mask = 0;
      for (const [n, at] of kept.entries()) if (at >= run.from && at < run.to) mask |= 1 << n;
      const { needs, isGuess, isForeign = false } = run;
      return { needs, mask, isGuess, isContext: saysNeed && isContext(run), isForeign };
    });
  const needsOf = (isWanted: (span: TextSpan) => boolean): NeedCode[] => [
    ...new Set(spans.filter(isWanted).flatMap((span) => span.needs)),
  ];
  const needs = needsOf((span) => !span.isGuess && !span.isContext);
  const guesses = needsOf((span) => span.isGuess && !span.isContext);
  return {
    words: kept.map((at) => words[at] as Word),
    needs,
    guesses: guesses.filter((need) => !needs.includes(need)),
    spans,
    meant: kept.map(isNamed),
  };
}
