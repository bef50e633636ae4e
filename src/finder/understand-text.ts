/** What a typed text means: needs by what people call them, and the words that are left (chapter 10, section 6). */
import type { NeedCode } from '../directory/needs.ts';
import { needsCalled, needsLike } from './need-labels.ts';
import type { Pack } from './pack.ts';
import { hasWord } from './term-index.ts';
import { queryWords, type Word } from './words.ts';

/** More words of a text are not looked at: one bit of 16 for each. */
const MOST_WORDS = 16;
const SHORTEST_GUESS = 4;

export type UnderstoodText = {
  words: readonly Word[];
  /** Needs recognised, in the order of the text. */
  needs: readonly NeedCode[];
  /** Words that name needs together; `mask` has their bits. */
  spans: readonly { needs: readonly NeedCode[]; mask: number }[];
  /** Per word, the needs it was understood as. */
  meant: readonly (readonly NeedCode[] | undefined)[];
};

/**
 * Longest labels first. A word that is in no label and in no record is then read as the beginning
 * or a misspelling of a label.
 */
export function understandText(pack: Pack, text: string, lang: string): UnderstoodText {
  const words = queryWords(text, lang).slice(0, MOST_WORDS);
  const meant: (readonly NeedCode[] | undefined)[] = words.map(() => undefined);
  const spans: { needs: readonly NeedCode[]; mask: number }[] = [];
  const understand = (from: number, to: number, needs: readonly NeedCode[]): void => {
    let mask = 0;
    for (let i = from; i < to; i++) {
      meant[i] = needs;
      mask |= 1 << i;
    }
    spans.push({ needs, mask });
  };
  for (let from = 0; from < words.length; ) {
    let to = Math.min(words.length, from + pack.labels.longest);
    let needs: NeedCode[] = [];
    while (to > from) {
      needs = needsCalled(pack.labels, words.slice(from, to));
      if (needs.length > 0) break;
      to--;
    }
    if (needs.length > 0) understand(from, to, needs);
    from = Math.max(to, from + 1);
  }
  for (const [i, word] of words.entries()) {
    if (meant[i] !== undefined || isInRecords(pack, word)) continue;
    const needs = [
      ...new Set(word.forms.filter(isGuessable).flatMap((form) => needsLike(pack.labels, form))),
    ];
    if (needs.length > 0) understand(i, i + 1, needs);
  }
  return { words, needs: [...new Set(spans.flatMap((span) => span.needs))], spans, meant };
}

function isInRecords(pack: Pack, word: Word): boolean {
  return word.forms.some((form) => pack.layers.some((layer) => hasWord(layer.segment.words, form)));
}

function isGuessable(form: string): boolean {
  return form.length >= SHORTEST_GUESS && !/[0-9]/.test(form);
}
