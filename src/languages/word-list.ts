/**
 * Words that do not go on a screen, as data per language: `locales/<code>/words.json` (design chapter 70,
 * section 7; chapter 10, section 4.2). Pure: the same list guards catalogues, labels and texts that people write.
 */
import { fold } from './fold.ts';
import { UNSPACED } from './fold/unspaced.ts';

/** `pattern`: words, where `*` stands for any letters. `except`: phrases in which the pattern is right. */
export type BlockedWord = {
  pattern: string;
  level: 'block' | 'warn';
  instead: readonly string[];
  applies_to?: 'person' | 'act';
  except?: readonly string[];
};

export type WordList = {
  /** Words about people and acts. */
  words: readonly BlockedWord[];
  /** Words that promise more than anybody can keep. */
  promises: readonly BlockedWord[];
  /** Message id → pattern → why it may stand there. */
  allowed: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export type FoundWord = { pattern: string; level: 'block' | 'warn'; instead: readonly string[] };

/** In scripts without spaces a word of so many letters and signs is found inside a sentence, a shorter one only alone. */
const UNSPACED_LETTERS = 4;

/** Short words that are written together with the next one. */
const JOINED: Readonly<Record<string, string>> = {
  ar: '(?:[وف]?(?:لل|[بلك]?ال|[بلك])?)?',
  ti: '[ንብዝክ]?',
};

/**
 * Makes the search for the words of `list`; done once per language.
 * @param lang code of the catalogue or BCP 47 tag; decides how texts are folded
 * @returns the words that stand in a text. With a message id, what `allowed` names there is not reported.
 */
export function wordFinder(
  list: WordList,
  lang: string,
): (text: string, id?: string) => FoundWord[] {
  const searches = [...list.words, ...list.promises].map(
    ({ pattern, level, instead, except = [] }) => ({
      found: { pattern, level, instead },
      pattern: searchFor(pattern, lang),
      except: except.map((phrase) => searchFor(phrase, lang)),
    }),
  );
  return (text, id = '') => {
    const folded = fold(text, lang);
    return searches
      .filter(({ found, pattern, except }) => {
        if (list.allowed[id]?.[found.pattern] !== undefined) return false;
        return pattern.test(except.reduce((left, phrase) => left.replace(phrase, '|'), folded));
      })
      .map(({ found }) => found);
  };
}

/** Not global, so that the search keeps no position between texts; an exception counts once a text. */
function searchFor(pattern: string, lang: string): RegExp {
  const words = pattern.split(/\s+/).map((word) =>
    word
      .split('*')
      .map((piece) => fold(piece, lang))
      .join('[\\p{L}\\p{M}]*'),
  );
  if (UNSPACED.test(pattern) && [...pattern].length >= UNSPACED_LETTERS)
    return new RegExp(words.join(' '), 'u');
  const joined = JOINED[lang.split('-', 1)[0] ?? ''] ?? '';
  return new RegExp(
    `(?<![\\p{L}\\p{M}\\p{N}])${joined}${words.join(' ')}(?![\\p{L}\\p{M}\\p{N}])`,
    'u',
  );
}
