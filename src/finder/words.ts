/** Words as the indexes hold them: folded, in all their spellings, and cut where the dictionary ends. */
import { tokenForms } from '../languages/fold.ts';
import { LONGEST_WORD } from './dictionary.ts';

/** A word in each spelling that the fold gives it, the main one first; never none. */
export type Word = { forms: readonly string[] };

const ETHIOPIC = /\p{Script=Ethiopic}/u;
/** Languages of that script that fold its letters by rules of their own. */
const ETHIOPIC_LANGUAGES = ['am', 'ti'];

/** Words of a text in a known language (BCP 47). */
export function wordsOf(text: string, lang: string): Word[] {
  return tokenForms(text, lang).map(({ token, others }) => ({
    forms: [token, ...others].map((form) => form.slice(0, LONGEST_WORD)),
  }));
}

/**
 * Words of a typed text. The page's language says little about what is typed, so a script with
 * several rule sets is read by each of them.
 */
export function queryWords(text: string, lang: string): Word[] {
  const words = wordsOf(text, lang);
  if (!ETHIOPIC.test(text)) return words;
  const readings = ETHIOPIC_LANGUAGES.map((other) => wordsOf(text, other));
  return words.map(({ forms }, i) => ({
    forms: [...new Set([...forms, ...readings.flatMap((reading) => reading[i]?.forms ?? [])])],
  }));
}

/** The phrases that words stand for: all in their main spelling, all in their second, and so on. */
export function phrasesOf(words: readonly Word[]): string[] {
  const most = Math.max(0, ...words.map(({ forms }) => forms.length));
  return Array.from({ length: most }, (_, n) =>
    words
      .map(({ forms }) => forms[Math.min(n, forms.length - 1)] as string)
      .join(' ')
      .slice(0, LONGEST_WORD),
  );
}
