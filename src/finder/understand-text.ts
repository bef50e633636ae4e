/** What a typed text means: needs by what people call them, and the words that are left (chapter 10, section 6). */
import type { NeedCode } from '../directory/needs.ts';
import { guessByParts, guessWord } from './guess-needs.ts';
import { type LabelIndex, needsCalled } from './need-labels.ts';
import type { Pack } from './pack.ts';
import { isStopWord } from './stop-words.ts';
import { hasWord } from './term-index.ts';
import { queryWords, type Word } from './words.ts';

/** More words of a text are not looked at: one bit of 16 for each. */
const MOST_WORDS = 16;
/** Words that go with every question may stand between those of a label: at most so many. */
const MOST_BETWEEN = 3;

export type TextSpan = {
  needs: readonly NeedCode[];
  /** Bits of its words. */
  mask: number;
  isGuess: boolean;
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
  /** Per word, whether it names a need, alone or with others; a guess does not. */
  meant: readonly boolean[];
};

type Run = { from: number; to: number; needs: readonly NeedCode[]; isGuess: boolean };

/**
 * Longest labels first. A word that is in no label and in no record is then read as the beginning or
 * a misspelling of a label, or as written by ear: a guess, which pages must put as a question.
 * @param lang BCP 47, of the page; its labels come before those of other languages
 */
export function understandText(pack: Pack, text: string, lang: string): UnderstoodText {
  return understand(pack.labels, text, lang, ({ forms }) =>
    forms.some((form) => pack.layers.some((layer) => hasWord(layer.segment.words, form))),
  );
}

/** As `understandText`, from labels alone. @param isInRecords whether the very word is in a record */
export function understand(
  labels: LabelIndex,
  text: string,
  lang: string,
  isInRecords: (word: Word) => boolean,
): UnderstoodText {
  const words = queryWords(text, lang).slice(0, MOST_WORDS);
  let runs = namedRuns(labels, words, lang);
  const isStop = words.map(({ forms }) => forms.some(isStopWord));
  const isTaken = (at: number): boolean => runs.some(({ from, to }) => from <= at && at < to);
  for (const [at, word] of words.entries()) {
    if (isStop[at] === true || isTaken(at) || isInRecords(word)) continue;
    const guess = guessWord(labels, words, at, lang);
    if (guess === undefined) continue;
    runs = runs.filter(({ from, to }) => to <= guess.from || from >= guess.to);
    runs.push({ ...guess, isGuess: true });
  }
  if (runs.length === 0 && words.some((word, at) => isStop[at] !== true && !isInRecords(word))) {
    const needs = guessByParts(labels, words, lang);
    if (needs.length > 0) runs.push({ from: 0, to: words.length, needs, isGuess: true });
  }
  return withoutStopWords(words, isStop, runs);
}

function namedRuns(labels: LabelIndex, words: readonly Word[], lang: string): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < words.length; ) {
    let to = Math.min(words.length, from + labels.longest + MOST_BETWEEN);
    let needs: NeedCode[] = [];
    while (to > from) {
      needs = needsCalled(labels, words.slice(from, to), lang);
      if (needs.length > 0) break;
      to--;
    }
    if (needs.length > 0) runs.push({ from, to, needs, isGuess: false });
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
  const named = runs.filter(({ isGuess }) => !isGuess);
  const isNamed = (at: number): boolean => named.some(({ from, to }) => from <= at && at < to);
  const all = words.map((_, at) => at);
  const said = all.filter((at) => isStop[at] !== true || isNamed(at));
  const kept = said.length > 0 ? said : all;
  const spans = runs
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, needs, isGuess }) => {
      let mask = 0;
      for (const [n, at] of kept.entries()) if (at >= from && at < to) mask |= 1 << n;
      return { needs, mask, isGuess };
    });
  const needs = [...new Set(spans.flatMap((span) => (span.isGuess ? [] : span.needs)))];
  const guesses = spans.flatMap((span) => (span.isGuess ? span.needs : []));
  return {
    words: kept.map((at) => words[at] as Word),
    needs,
    guesses: [...new Set(guesses)].filter((need) => !needs.includes(need)),
    spans,
    meant: kept.map(isNamed),
  };
}
