/** Compares words with patterns: exactly, by their beginning, or with the slips of a hurried or a sly hand. */
import type { Phrase } from './lexicon.ts';
import { candidates, LONG, type Pattern, sameWords, type WordIndex } from './word-index.ts';
import { abbreviates } from './abbreviation.ts';
import { distance } from './distance.ts';
import type { Token } from './normalise.ts';

/** What was found out about a token: many phrases share their words. */
const known = new WeakMap<Token, Map<Pattern, boolean>[]>();

export function matchesWord(
  token: Token,
  word: Pattern,
  slips: boolean,
  inPhrase = false,
): boolean {
  const kind = (slips ? 1 : 0) + (slips && inPhrase ? 1 : 0);
  let kinds = known.get(token);
  if (!kinds) known.set(token, (kinds = [new Map(), new Map(), new Map()]));
  const answers = kinds[kind] ?? new Map<Pattern, boolean>();
  let answer = answers.get(word);
  if (answer === undefined) {
    answer = token.readings.some((reading) => matchesReading(reading, word, slips, inPhrase));
    answers.set(word, answer);
  }
  return answer;
}

function matchesReading(
  reading: string,
  { text, prefix, slips: alone, slipsBeside }: Pattern,
  slips: boolean,
  inPhrase: boolean,
): boolean {
  if (prefix ? reading.startsWith(text) : reading === text) return true;
  if (reading.includes('*')) return isMasked(reading, text);
  if (!slips) return false;
  if (abbreviates(reading, { text, prefix }, inPhrase)) return true;
  const allowed = inPhrase ? slipsBeside : alone;
  if (allowed === 0) return slipsBeside > 0 && !prefix && isSwapped(reading, text);
  if (!startsAlike(reading, text)) return false;
  if (!prefix) {
    return (
      Math.abs(reading.length - text.length) <= allowed &&
      distance(reading, text, allowed) <= allowed &&
      (inPhrase || !isInflected(reading, text))
    );
  }
  // Short beginnings are the beginnings of too much else ("deport", "department").
  if (text.length < (inPhrase ? LEAST_BEGINNING : 8) || reading.length < text.length - 1)
    return false;
  for (const length of [text.length, text.length + 1, text.length - 1])
    if (distance(reading.slice(0, length), text, 1) <= 1) return true;
  return false;
}

const LEAST_BEGINNING = 6;

/** Two neighbours changed places: that seldom makes another word, even of a short one. */
function isSwapped(reading: string, text: string): boolean {
  if (reading.length !== text.length) return false;
  let at = 0;
  while (reading[at] === text[at]) at++;
  return (
    at > 0 &&
    reading[at] === text[at + 1] &&
    reading[at + 1] === text[at] &&
    reading.slice(at + 2) === text.slice(at + 2)
  );
}

/** Another ending is another word, not a slip of the hand ("returnee", "returned"). */
function isInflected(reading: string, text: string): boolean {
  if (reading.startsWith(text) || text.startsWith(reading)) return true;
  if (reading.length !== text.length) return false;
  return reading.slice(0, -1) === text.slice(0, -1) || reading.slice(0, -2) === text.slice(0, -2);
}

/** Short words keep their first letter; in long ones that may be the wrong one. */
function startsAlike(reading: string, text: string): boolean {
  if (reading[0] === text[0]) return true;
  if (text.length < LONG) return false;
  const [a, b] = [reading.slice(1, 3), text.slice(1, 3)];
  return (
    a === b ||
    a === text.slice(0, 2) ||
    reading.slice(0, 2) === b ||
    (reading[0] === text[1] && reading[1] === text[0])
  );
}

/** "v*sa": each sign hides one letter, and most letters are there. */
function isMasked(reading: string, text: string): boolean {
  if (reading.length !== text.length) return false;
  let hidden = 0;
  for (let i = 0; i < text.length; i++) {
    if (reading[i] === '*') hidden++;
    else if (reading[i] !== text[i]) return false;
  }
  return hidden * 2 <= text.length;
}

/** Whether the token is a word of the index, letter by letter. */
export function speaks(index: WordIndex, token: Token): boolean {
  return sameWords(index, token.readings).length > 0;
}

/** The words of an index that stand among the tokens. */
export function presentWords(
  index: WordIndex,
  tokens: readonly Token[],
  slips: boolean,
): Set<Pattern> {
  const present = new Set<Pattern>();
  for (const token of tokens) {
    for (const word of sameWords(index, token.readings)) present.add(word);
    if (!slips) continue;
    for (const word of candidates(index, token.readings))
      if (matchesWord(token, word, true, true)) present.add(word);
  }
  return present;
}

/** Words of a phrase must stand this close together. */
const REACH = 3;

/**
 * Indexes of the tokens that make up the phrase, in any order but close together, or undefined.
 * @param slips 'few': a word may be misspelt, as if it stood alone
 */
export function findPhrase(
  tokens: readonly Token[],
  phrase: Phrase,
  slips: boolean | 'few',
  present?: ReadonlySet<Pattern>,
): number[] | undefined {
  const beside = slips === true;
  const [first, ...others] = phrase.words;
  if (!first) return undefined;
  if (present && !(present.has(first) && others.every((word) => present.has(word))))
    return undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token || !matchesWord(token, first, slips !== false, beside && others.length > 0))
      continue;
    const used = [i];
    for (const word of others) {
      let best = -1;
      for (
        let k = Math.max(0, i - REACH - others.length);
        k <= Math.min(tokens.length - 1, i + REACH + others.length);
        k++
      ) {
        const candidate = tokens[k];
        if (
          !used.includes(k) &&
          candidate &&
          matchesWord(candidate, word, slips !== false, beside) &&
          (best === -1 || Math.abs(k - i) < Math.abs(best - i))
        )
          best = k;
      }
      if (best === -1) break;
      used.push(best);
    }
    if (used.length === phrase.words.length) return used;
  }
  return undefined;
}
