/** What people call a need: labels and synonyms of every language, found by folded words (chapter 10, section 6). */
import { isNeedCode, type NeedCode } from '../directory/needs.ts';
import { baseForms } from '../languages/fold/base-forms.ts';
import { soundOf } from '../languages/fold/sound.ts';
import { GrowingList } from './bits.ts';
import { findWord } from './dictionary.ts';
import { primaryLanguage } from './language-tag.ts';
import { isStopWord } from './stop-words.ts';
import { appendPostings, type TermIndex, TermIndexBuilder } from './term-index.ts';
import { phrasesOf, type Word, wordsOf } from './words.ts';

/** Per language, per need: its label, then its synonyms (`locales/<lang>/needs.json`). */
export type NeedLabels = Readonly<
  Record<string, Readonly<Partial<Record<NeedCode, readonly string[]>>>>
>;

/**
 * What an entry is: the label itself; its words in the order of the alphabet, or without spaces; one word
 * of it; its sound.
 */
export const WHOLE = 0;
export const SORTED = 1;
export const WORD_OF = 2;
export const SOUND = 3;

export type LabelIndex = {
  /** The needs by number. */
  needs: readonly NeedCode[];
  /** The languages by number; a posting has the number of the language times the count of needs plus the need. */
  langs: readonly string[];
  /** Words joined by one space → needs and languages; sounds after an equals sign. */
  phrases: TermIndex;
  /** Words in the longest label. */
  longest: number;
};

/** A need and the language that calls it so. */
export type Called = { need: NeedCode; lang: string };

const SHORTEST_WORD_OF = 4;
/** Words of longer runs are looked up as they are. */
const LONGEST_CHANGED = 4;
/** Languages that people also write in Latin letters, by ear. */
const WRITTEN_BY_EAR = ['ar', 'fa', 'ti', 'am', 'ur', 'ps', 'ckb', 'bn'];
const FEWEST_SOUNDS = 3;
const PERSIAN_LETTERS = /^[\u0620-\u06ff]+$/;

export function buildLabels(labels: NeedLabels): LabelIndex {
  const needs = [
    ...new Set(Object.values(labels).flatMap((byNeed) => Object.keys(byNeed).filter(isNeedCode))),
  ].sort();
  const langs = Object.keys(labels);
  const phrases = new TermIndexBuilder();
  let longest = 0;
  for (const lang of langs) {
    for (const need of needs) {
      for (const label of labels[lang]?.[need] ?? []) {
        const words = wordsOf(label, lang);
        if (words.length === 0) continue;
        longest = Math.max(longest, words.length);
        addLabel(phrases, words, WRITTEN_BY_EAR.includes(lang));
      }
      phrases.endOwner();
    }
  }
  return { needs, langs, phrases: phrases.finish(), longest };
}

function addLabel(
  phrases: TermIndexBuilder,
  label: readonly Word[],
  isWrittenByEar: boolean,
): void {
  const words = label.map(withoutParts);
  for (const phrase of phrasesOf(words)) {
    phrases.add(WHOLE, phrase);
    const sorted = sortedWords(phrase.split(' '));
    if (sorted !== undefined) phrases.add(SORTED, sorted);
    if (words.length > 1) phrases.add(SORTED, phrase.replaceAll(' ', ''));
    const sound = isWrittenByEar ? soundOfPhrase(phrase.split(' ')) : undefined;
    if (sound !== undefined) phrases.add(SOUND, sound);
  }
  if (words.length < 2) return;
  for (const form of words.flatMap(({ forms }) => forms)) {
    if (form.length >= SHORTEST_WORD_OF && !isStopWord(form)) phrases.add(WORD_OF, form);
  }
}

/**
 * Persian words with a joiner are also found by their halves; a need is not: "house" is no clinic because
 * a clinic is a "cure house". The halves together are still found, as words without their space.
 */
function withoutParts({ forms }: Word): Word {
  const [main = ''] = forms;
  const isPart = (form: string): boolean =>
    form.length < main.length &&
    (main.startsWith(form) || (main.endsWith(form) && !/^[وبفكل]?[ال]/u.test(main)));
  return { forms: forms.filter((form) => !PERSIAN_LETTERS.test(main) || !isPart(form)) };
}

/** The words that say something, in the order of the alphabet; undefined for fewer than two. */
export function sortedWords(words: readonly string[]): string | undefined {
  const said = words.filter((word) => !isStopWord(word));
  return said.length < 2 ? undefined : said.sort().join(' ');
}

/** The key under which words written by ear are found; undefined when too little is left of them. */
export function soundOfPhrase(words: readonly string[]): string | undefined {
  const sounds = words.map(soundOf);
  const length = sounds.reduce((sum, sound) => sum + sound.length, 0);
  return length < FEWEST_SOUNDS || sounds.includes('') ? undefined : `=${sounds.join(' ')}`;
}

/**
 * Needs that are called exactly so, or so but for the order of the words, spaces, words that go with every
 * question, a plural, or a small word written on to it; in the page's language when it has any.
 */
export function needsCalled(index: LabelIndex, words: readonly Word[], lang: string): NeedCode[] {
  return preferred(callsOf(index, words), lang);
}

/** Whether only other languages call a need so. */
export function isForeign(index: LabelIndex, words: readonly Word[], lang: string): boolean {
  return callsOf(index, words).every((one) => one.lang !== primaryLanguage(lang));
}

function callsOf(index: LabelIndex, words: readonly Word[]): Called[] {
  const phrases = phrasesOf(words);
  const exact = phrases.flatMap((phrase) => called(index, phrase, WHOLE));
  if (exact.length > 0) return exact;
  // A shorter run says the same.
  if (isSmall(words.at(0)) || isSmall(words.at(-1))) return [];
  const sorted = phrases.flatMap((phrase) => {
    const key = sortedWords(phrase.split(' '));
    return [
      ...(key === undefined ? [] : called(index, key, SORTED)),
      ...called(index, phrase.replaceAll(' ', ''), SORTED),
    ];
  });
  if (sorted.length > 0 || words.length > LONGEST_CHANGED) return sorted;
  return phrases.flatMap((phrase) => calledByBaseForm(index, phrase));
}

function isSmall(word: Word | undefined): boolean {
  return word?.forms.some(isStopWord) ?? false;
}

/** One of the words in another form. */
function calledByBaseForm(index: LabelIndex, phrase: string): Called[] {
  const words = phrase.split(' ');
  return words.flatMap((word, i) => {
    if (isStopWord(word)) return [];
    return baseForms(word).flatMap((form) => {
      const changed = words.with(i, form);
      const found = called(index, changed.join(' '), WHOLE);
      const key = found.length > 0 ? undefined : sortedWords(changed);
      return key === undefined ? found : called(index, key, SORTED);
    });
  });
}

/** Needs and languages under an entry, of this kind; a label that is `WHOLE` stands for `SORTED` too. */
export function called(index: LabelIndex, entry: string, kind: number): Called[] {
  const { index: word, found } = findWord(index.phrases.dictionary, entry);
  return found ? calledBy(index, word, kind) : [];
}

/** As `called`, by the number of the entry. */
export function calledBy(index: LabelIndex, word: number, kind: number): Called[] {
  const hits = new GrowingList();
  appendPostings(index.phrases, word, hits);
  const several = index.needs.length;
  const found: Called[] = [];
  for (const hit of hits.view()) {
    const own = hit & 3;
    if (kind === SORTED ? own > SORTED : own !== kind) continue;
    const number = hit >>> 2;
    found.push({
      need: index.needs[number % several] as NeedCode,
      lang: index.langs[Math.floor(number / several)] ?? '',
    });
  }
  return found;
}

/** The needs of the page's language when there are any, else all; each once, in the order of their codes. */
export function preferred(found: readonly Called[], lang: string): NeedCode[] {
  const primary = primaryLanguage(lang);
  const own = found.filter((one) => one.lang === primary);
  return [...new Set((own.length > 0 ? own : found).map(({ need }) => need))].sort();
}
