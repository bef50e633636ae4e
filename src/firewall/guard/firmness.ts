/** How plainly the rules find a status in a label: what of it the second reader may doubt. Pure. */
import type { Hit, Words } from './judge.ts';
import { type Lexicon, NAMES } from './lexicon.ts';
import { matchesWord, presentWords, speaks } from './match.ts';
import type { Token } from './normalise.ts';

/**
 * How plainly a label says it. `firm`: a name, whatever stands beside it. Of the others the second reader may know
 * better: `soft` words say it only beside others, `doubtful` ones also mean something else or are a slip of the hand
 * away; what is asked of a lawyer about asylum is an `offer`.
 */
export type Firmness = 'firm' | 'doubtful' | 'soft' | 'offer';

/** How plainly the hits of a label say it. */
export function firmnessOf(
  lexicon: Lexicon,
  said: readonly Hit[],
  tokens: readonly Token[],
): Firmness {
  const named = said.filter(({ entry }) => !entry.labels || entry.language === NAMES);
  const ofAsylum = named.every(({ entry }) => entry.concept === 'asylum_procedure');
  if (ofAsylum && tokens.some((token) => speaks(lexicon.counsel, token))) return 'offer';
  if (named.length === 0) return 'soft';
  return named.every((hit) => isDoubtful(lexicon, hit, tokens)) ? 'doubtful' : 'firm';
}

/** Misspelt, or a word that also means something else; origin and faith; an entry into nobody says what. */
function isDoubtful(
  lexicon: Lexicon,
  { entry, at, words }: Hit,
  tokens: readonly Token[],
): boolean {
  if (entry.tier === 1) return true;
  if (entry.concept === 'entry_manner' && presentWords(lexicon.lands, tokens, false).size === 0)
    return true;
  const plain = at.map((i) => tokens[i]);
  return (
    plain.every((token) => token !== undefined && speaks(lexicon.doubtful, token)) ||
    !words.every((word, i) => plain[i] !== undefined && matchesWord(plain[i], word, false))
  );
}

/** The words of a ruling with one beside: what else a label says must not talk the reader out of them. */
export function around(words: Words, at: readonly number[]): Words {
  const all = words.tokens.slice(Math.max(0, Math.min(...at) - 1), Math.max(...at) + 2);
  return { ...words, all, tokens: all };
}
