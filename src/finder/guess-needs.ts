/**
 * What words may have meant that are in no label and in no record: words written by ear, cut short,
 * misspelt, or part of a label. Never said to be what the person meant (chapter 10, section 6).
 */
import type { NeedCode } from '../directory/needs.ts';
import { prefixRange, wordAt, wordsNear } from './dictionary.ts';
import { primaryLanguage } from './language-tag.ts';
import {
  called,
  calledBy,
  type LabelIndex,
  needsCalled,
  preferred,
  SOUND,
  soundOfPhrase,
  WHOLE,
  WORD_OF,
} from './need-labels.ts';
import { isStopWord } from './stop-words.ts';
import { editsFor, SHORTEST_CORRECTED } from './term-index.ts';
import type { Word } from './words.ts';

/** A run of words, `to` not included, and what it may mean. */
export type Guess = { from: number; to: number; needs: readonly NeedCode[] };

/** More needs than this are no guess. */
const MOST_NEEDS = 3;
const MOST_COMPLETIONS = 12;
const MOST_CORRECTIONS = 6;
/** A run of words around a corrected one has at most so many. */
const LONGEST_RUN = 5;
/** A sign of the Ethiopic script is a consonant with its vowel: four are as telling as eight letters. */
const ETHIOPIC = /^[\u1200-\u137f]+$/;
const SHORTEST_ETHIOPIC = 4;
/** Sounds that are enough where the page's language is not one that is written by ear. */
const ENOUGH_SOUNDS = 5;

/** What the word at `at` may mean, alone or with its neighbours; undefined when there is no good guess. */
export function guessWord(
  index: LabelIndex,
  words: readonly Word[],
  at: number,
  lang: string,
): Guess | undefined {
  const own = corrections(index, words[at] as Word, (one) => one === primaryLanguage(lang));
  return (
    bySound(index, words, at, lang, true) ??
    byCorrection(index, words, at, own, lang) ??
    bySound(index, words, at, lang, false) ??
    byCorrection(
      index,
      words,
      at,
      corrections(index, words[at] as Word, () => true),
      lang,
    )
  );
}

/** Whether a folded word is long enough to be completed or corrected, and no number. */
export function isGuessable(form: string): boolean {
  const shortest = ETHIOPIC.test(form) ? SHORTEST_ETHIOPIC : SHORTEST_CORRECTED;
  return form.length >= shortest && !/[0-9]/.test(form) && !isStopWord(form);
}

/** The longest run of up to three words from `at` that sounds like a label. */
function bySound(
  index: LabelIndex,
  words: readonly Word[],
  at: number,
  lang: string,
  isOwn: boolean,
): Guess | undefined {
  for (let to = Math.min(words.length, at + 3); to > at; to--) {
    const run = words.slice(at, to).map(({ forms }) => forms[0] as string);
    const sound = soundOfPhrase(run);
    if (sound === undefined || (!isOwn && sound.length <= ENOUGH_SOUNDS)) continue;
    const found = called(index, sound, SOUND).filter(
      (one) => !isOwn || one.lang === primaryLanguage(lang),
    );
    const needs = preferred(found, lang);
    if (needs.length > 0 && needs.length <= MOST_NEEDS) return { from: at, to, needs };
  }
  return undefined;
}

/** The first correction, best first, that makes a label of the word or of a run with it. */
function byCorrection(
  index: LabelIndex,
  words: readonly Word[],
  at: number,
  corrected: readonly string[],
  lang: string,
): Guess | undefined {
  let best: Guess | undefined;
  for (const form of corrected) {
    const changed = words.with(at, { forms: [form] });
    const guess = longestRun(index, changed, at, lang);
    if (
      guess !== undefined &&
      guess.to - guess.from > (best === undefined ? 0 : best.to - best.from)
    )
      best = guess;
  }
  return best;
}

function longestRun(
  index: LabelIndex,
  words: readonly Word[],
  at: number,
  lang: string,
): Guess | undefined {
  for (let length = Math.min(LONGEST_RUN, index.longest, words.length); length > 0; length--) {
    for (let from = Math.max(0, at - length + 1); from <= at; from++) {
      const to = from + length;
      if (to > words.length) break;
      const needs = needsCalled(index, words.slice(from, to), lang);
      if (needs.length > 0 && needs.length <= MOST_NEEDS) return { from, to, needs };
    }
  }
  return undefined;
}

/** Words of labels that the word begins, then those that it misspells with the fewest edits. */
function corrections(
  index: LabelIndex,
  { forms }: Word,
  isWanted: (lang: string) => boolean,
): string[] {
  const { dictionary } = index.phrases;
  const isWord = (n: number, word: string): boolean =>
    !/[ =]/.test(word) &&
    !isStopWord(word) &&
    [...calledBy(index, n, WHOLE), ...calledBy(index, n, WORD_OF)].some(({ lang }) =>
      isWanted(lang),
    );
  const completed: string[] = [];
  let near: { word: string; edits: number }[] = [];
  for (const form of forms.filter(isGuessable)) {
    const { from, to } = prefixRange(dictionary, form);
    for (let n = from; n < to && completed.length < MOST_COMPLETIONS; n++) {
      const word = wordAt(dictionary, n);
      if (isWord(n, word)) completed.push(word);
    }
    const most = ETHIOPIC.test(form) ? 1 : editsFor(form.length);
    for (const { index: n, edits } of wordsNear(dictionary, form, most)) {
      const word = wordAt(dictionary, n);
      if (isGuessable(word) && isWord(n, word)) {
        near.push({ word, edits: edits + (word[0] === form[0] ? 0 : 0.5) });
      }
    }
  }
  const fewest = Math.min(...near.map(({ edits }) => edits));
  near = near.filter(({ edits }) => edits === fewest).slice(0, MOST_CORRECTIONS);
  return [...new Set([...completed, ...near.map(({ word }) => word)])];
}

/** Needs that have most of the words somewhere in their labels: one word alone, or two and more of several. */
export function guessByParts(
  index: LabelIndex,
  words: readonly Word[],
  lang: string,
  isInRecords: (word: Word) => boolean,
): readonly NeedCode[] {
  const votes = new Map<NeedCode, number>();
  for (const { forms } of words) {
    const parts = forms.filter((form) => !isStopWord(form));
    const needs = preferred(
      parts.flatMap((form) => called(index, form, WORD_OF)),
      lang,
    );
    for (const need of needs) votes.set(need, (votes.get(need) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  const said = words.filter((word) => !word.forms.some(isStopWord));
  const [only] = said;
  if (said.length === 0 || (said.length === 1 ? only === undefined || isInRecords(only) : most < 2))
    return [];
  const best = [...votes].filter(([, count]) => count === most).map(([need]) => need);
  return best.length <= MOST_NEEDS ? best.sort() : [];
}

/** At most `most` needs whose labels are nearest to the text: what a page offers when nothing was found. */
export function closeNeeds(index: LabelIndex, words: readonly Word[], most: number): NeedCode[] {
  const { dictionary } = index.phrases;
  const edits = new Map<NeedCode, number>();
  for (const form of new Set(words.flatMap(({ forms }) => forms))) {
    if (!isGuessable(form)) continue;
    for (const near of wordsNear(dictionary, form, form.length >= 8 ? 3 : 2)) {
      if (/[ =]/.test(wordAt(dictionary, near.index))) continue;
      const words = [WHOLE, WORD_OF].flatMap((kind) => calledBy(index, near.index, kind));
      for (const { need } of words) {
        edits.set(need, Math.min(near.edits, edits.get(need) ?? near.edits));
      }
    }
  }
  return [...edits]
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([need]) => need);
}
