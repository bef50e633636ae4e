/**
 * What a word means, the same for sixteen languages: its senses (`senses/*.json`) and the places it has in the
 * lexicons and the grammar. A question learned in one language is so recognised in the others. Pure.
 */
import form from '../senses/form.json' with { type: 'json' };
import life from '../senses/life.json' with { type: 'json' };
import status from '../senses/status.json' with { type: 'json' };
import type { Entry, Lexicon } from '../lexicon.ts';
import { matchesWord, speaks } from '../match.ts';
import { fold, type Token } from '../normalise.ts';
import { romanised } from '../romanise.ts';
import { cuttingWords } from '../segment.ts';
import {
  candidates,
  indexOf,
  type Pattern,
  pattern,
  sameWords,
  type WordIndex,
} from '../word-index.ts';

export type Meanings = {
  lexicon: Lexicon;
  /** Where a word stands in the lexicons and the grammar. */
  places: Map<Pattern, Set<string>>;
  senses: Map<Pattern, Set<string>>;
  index: WordIndex;
  /** Words that German joins to others, with their senses. */
  joined: [string, string][];
  /** Words at which texts without spaces are cut. */
  cuts: Set<string>;
};

/** A Latin spelling shorter than this is too much else. */
const LATIN = 5;
const SHORTEST_JOINED = 4;
const LONG_COMPOUND = /^[a-z]{9,}$/;

/** Everything that is known of words, made once for a lexicon. */
export function meaningsOf(lexicon: Lexicon): Meanings {
  const known = new Map<string, Pattern>();
  const senses = new Map<Pattern, Set<string>>();
  const joined: [string, string][] = [];
  const texts: string[] = [];
  for (const file of [status, form, life]) {
    const languages = file.languages.split(' | ');
    for (const [sense, columns] of Object.entries<string>(file.senses))
      for (const [i, column] of columns.split(' | ').entries())
        for (const word of column.split(' ').filter((one) => fold(one) !== '')) {
          const language = languages[i] ?? '';
          texts.push(word);
          const latin = romanised(language, word).filter((text) => text.length >= LATIN);
          for (const text of [word, ...latin]) {
            const made = pattern(text);
            const key = made.prefix ? `${made.text}*` : made.text;
            const one = known.get(key) ?? made;
            known.set(key, one);
            add(senses, one, sense);
          }
          const bare = fold(word.replace('*', ''));
          if (language === 'de' && bare.length >= SHORTEST_JOINED) joined.push([bare, sense]);
        }
  }
  return {
    lexicon,
    places: placesOf(lexicon.entries),
    senses,
    index: indexOf([...known.values()]),
    joined,
    cuts: new Set([...lexicon.burmese, ...cuttingWords(texts)]),
  };
}

function add(map: Map<Pattern, Set<string>>, word: Pattern, name: string): void {
  const names = map.get(word);
  if (names) names.add(name);
  else map.set(word, new Set([name]));
}

function placesOf(entries: readonly Entry[]): Map<Pattern, Set<string>> {
  const places = new Map<Pattern, Set<string>>();
  for (const { id, concept, stems, near, forms, alone, whole, values } of entries) {
    const [left, right] = /~(.*)\+(.*)$/.exec(id)?.slice(1) ?? [
      `${concept} stem`,
      `${concept} near`,
    ];
    for (const word of stems) add(places, word, left ?? '');
    for (const word of near) add(places, word, right ?? '');
    for (const { words } of forms)
      for (const word of words)
        add(places, word, `${concept} ${words.length > 1 ? 'form' : 'word'}`);
    for (const { words } of [...alone, ...whole])
      for (const word of words) add(places, word, `${concept} alone`);
    for (const { words } of values) for (const word of words) add(places, word, `${concept} value`);
  }
  return places;
}

/** The senses of a token; those of words it could be misspelt for only when it is none itself. */
export function sensesOf({ senses, index, joined }: Meanings, token: Token): string[] {
  const found = new Set<string>();
  for (const word of sameWords(index, token.readings)) take(found, senses.get(word));
  if (found.size === 0)
    for (const word of candidates(index, token.readings))
      if (word.text.length > 3 && matchesWord(token, word, true, true))
        take(found, senses.get(word));
  const [plain = ''] = token.readings;
  if (LONG_COMPOUND.test(plain))
    for (const [part, sense] of joined) if (plain.indexOf(part, 3) > 0) found.add(sense);
  return [...found];
}

/** Where a token stands in the lexicons: beside what it says a status, or that it is a word of help, a house, a country. */
export function placesOfToken({ lexicon, places }: Meanings, token: Token): string[] {
  const found = new Set<string>();
  for (const word of sameWords(lexicon.index, token.readings)) take(found, places.get(word));
  if (found.size === 0)
    for (const word of candidates(lexicon.index, token.readings))
      if (matchesWord(token, word, true, false)) take(found, places.get(word));
  if (speaks(lexicon.people, token)) found.add('people');
  if (speaks(lexicon.places, token)) found.add('places');
  if (speaks(lexicon.lands, token)) found.add('lands');
  if (lexicon.services.some(({ words }) => speaks(words, token))) found.add('help');
  if (sameWords(lexicon.calm, token.readings).length > 0) found.add('calm');
  return [...found];
}

function take(found: Set<string>, names: ReadonlySet<string> | undefined): void {
  for (const name of names ?? []) found.add(name);
}

/** A word of ours that the token is, letter by letter or misspelt; never the text itself. */
export function knownWord(
  { lexicon, index, senses, places }: Meanings,
  token: Token,
): string | undefined {
  const [exact] = [
    ...sameWords(lexicon.index, token.readings).filter((word) => places.has(word)),
    ...sameWords(index, token.readings),
  ];
  if (exact) return exact.text;
  for (const word of candidates(lexicon.index, token.readings))
    if (matchesWord(token, word, true, false)) return word.text;
  for (const word of candidates(index, token.readings))
    if (senses.has(word) && word.text.length > 3 && matchesWord(token, word, true, true))
      return word.text;
  return undefined;
}
