/** Words as the indexes hold them: folded, and cut where the dictionary ends. */
import { LONGEST_WORD } from './dictionary.ts';

/** A word of a question, in each spelling that the fold gives it. */
export type QueryWord = { forms: readonly string[] };

/** Folded words of a text in a language (BCP 47). */
export function wordsOf(text: string, lang: string): string[] {
  return tokens(text, lang).map((word) => word.slice(0, LONGEST_WORD));
}

/** Words of a typed text. */
export function queryWords(text: string, lang: string): QueryWord[] {
  return wordsOf(text, lang).map((word) => ({ forms: [word] }));
}

function tokens(text: string, _lang: string): string[] {
  return (
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
