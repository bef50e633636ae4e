/** What people call a need: labels and synonyms of every language, found by folded words (chapter 10, section 6). */
import { isNeedCode, type NeedCode } from '../directory/needs.ts';
import { GrowingList } from './bits.ts';
import { findWord, wordsNear } from './dictionary.ts';
import {
  appendPostings,
  exactOrPrefix,
  misspelt,
  NAME_FIELD,
  type TermIndex,
  TermIndexBuilder,
} from './term-index.ts';
import { phrasesOf, type Word, wordsOf } from './words.ts';

/** Per language, per need: its label, then its synonyms (`locales/<lang>/needs.json`). */
export type NeedLabels = Readonly<
  Record<string, Readonly<Partial<Record<NeedCode, readonly string[]>>>>
>;

export type LabelIndex = {
  /** The needs by number. */
  needs: readonly NeedCode[];
  /** Whole labels, words joined by one space → needs. */
  phrases: TermIndex;
  /** Words in the longest label. */
  longest: number;
};

export function buildLabels(labels: NeedLabels): LabelIndex {
  const needs = [
    ...new Set(Object.values(labels).flatMap((byNeed) => Object.keys(byNeed).filter(isNeedCode))),
  ].sort();
  const phrases = new TermIndexBuilder();
  let longest = 0;
  for (const need of needs) {
    for (const [lang, byNeed] of Object.entries(labels)) {
      for (const label of byNeed[need] ?? []) {
        const words = wordsOf(label, lang);
        if (words.length === 0) continue;
        longest = Math.max(longest, words.length);
        for (const phrase of phrasesOf(words)) phrases.add(NAME_FIELD, phrase);
      }
    }
    phrases.endOwner();
  }
  return { needs, phrases: phrases.finish(), longest };
}

/** Needs that are called exactly so. */
export function needsCalled(index: LabelIndex, words: readonly Word[]): NeedCode[] {
  const hits = new GrowingList();
  for (const phrase of phrasesOf(words)) {
    const { index: word, found } = findWord(index.phrases.dictionary, phrase);
    if (found) appendPostings(index.phrases, word, hits);
  }
  return needsIn(index, hits);
}

/** Needs whose label begins with the word or, if there are none, is misspelt by it. */
export function needsLike(index: LabelIndex, word: string): NeedCode[] {
  const hits = new GrowingList();
  exactOrPrefix(index.phrases, word, hits);
  if (hits.length === 0) misspelt(index.phrases, word, hits);
  return needsIn(index, hits);
}

/** At most `most` needs whose labels are nearest to the text: what a page offers when nothing was found. */
export function closeNeeds(index: LabelIndex, words: readonly Word[], most: number): NeedCode[] {
  const edits = new Map<NeedCode, number>();
  for (const word of new Set([...phrasesOf(words), ...words.flatMap(({ forms }) => forms)])) {
    const allowed = Math.min(3, Math.floor(word.length / 2));
    for (const near of wordsNear(index.phrases.dictionary, word, allowed)) {
      const hits = new GrowingList();
      appendPostings(index.phrases, near.index, hits);
      for (const need of needsIn(index, hits)) {
        edits.set(need, Math.min(near.edits, edits.get(need) ?? near.edits));
      }
    }
  }
  return [...edits]
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([need]) => need);
}

function needsIn(index: LabelIndex, hits: GrowingList): NeedCode[] {
  const numbers = new Set<number>();
  for (const hit of hits.view()) numbers.add(hit >>> 2);
  return [...numbers].sort((a, b) => a - b).map((number) => index.needs[number] as NeedCode);
}
