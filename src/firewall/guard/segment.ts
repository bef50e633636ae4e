/**
 * Burmese is written without spaces between words: its runs are cut at the words that the lexicons know, and so are
 * Arabic and Ethiopic words that somebody ran together. Pure.
 */
import { distance } from './distance.ts';
import { fold, readings, type Token } from './normalise.ts';

export const BURMESE = /[\u1000-\u109f]/;
const LONGEST_WORD = 40;

/** Words of the texts in the letters that `segment` cuts at, folded. */
export function cuttingWords(texts: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const text of texts)
    for (const word of text.split(/[\s*]+/)) {
      const folded = fold(word);
      if (BURMESE.test(folded) || (WRITTEN_APART.test(folded) && folded.length >= LEAST_PART))
        found.add(folded);
    }
  return found;
}

/** Arabic and Ethiopic words that were run together: nothing but letters, longer than words are. */
const WRITTEN_APART = /^[\u0620-\u06d3]+$|^[\u1200-\u137f]+$/;
const LEAST_PART = 3;

function isRunTogether(word: string): boolean {
  return WRITTEN_APART.test(word) && word.length >= (word >= '\u1200' ? 8 : 13);
}

/** The known words that make up most of a run, or nothing. */
function partsOf(run: string, words: ReadonlySet<string>): string[] {
  if (words.has(run)) return [];
  const parts = wordsIn(run, words);
  const known = parts.filter((part) => words.has(part));
  return known.length > 1 && known.join('').length * 3 >= run.length * 2 ? parts : [];
}

/** The tokens with neighbouring Burmese ones joined, and cut again into the longest `words`; others are as before. */
export function segment(tokens: readonly Token[], words: ReadonlySet<string>): readonly Token[] {
  if (!tokens.some(({ readings: [word = ''] }) => BURMESE.test(word) || isRunTogether(word)))
    return tokens;
  const cut: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const first = tokens[i];
    if (!first) break;
    let end = i;
    let run = '';
    while (BURMESE.test(tokens[end]?.readings[0] ?? '')) run += tokens[end++]?.readings[0] ?? '';
    if (end === i) {
      const whole = first.readings[0] ?? '';
      const parts = isRunTogether(whole) ? partsOf(whole, words) : [];
      if (parts.length > 0)
        for (const part of parts) cut.push({ ...first, readings: readings(part) });
      else cut.push(first);
      i++;
      continue;
    }
    run = fold(run);
    const span = { from: first.from, to: tokens[end - 1]?.to ?? first.to };
    for (const word of wordsIn(run, words)) cut.push({ ...span, readings: [word] });
    i = end;
  }
  return cut;
}

function wordsIn(run: string, words: ReadonlySet<string>): string[] {
  const found: string[] = [];
  let unknown = '';
  for (let at = 0; at < run.length; ) {
    let length = Math.min(LONGEST_WORD, run.length - at);
    while (length > 1 && !words.has(run.slice(at, at + length))) length--;
    const misspelt = misspeltAt(run, at, length, words);
    if (misspelt) {
      if (unknown) found.push(unknown);
      unknown = '';
      found.push(misspelt.word);
      length = misspelt.length;
    } else if (length > 1) {
      if (unknown) found.push(unknown);
      unknown = '';
      found.push(run.slice(at, at + length));
    } else {
      unknown += run[at];
      if (unknown.length >= LONGEST_WORD) {
        found.push(unknown);
        unknown = '';
      }
    }
    at += length;
  }
  if (unknown) found.push(unknown);
  return found;
}

/** Words this long are found with a sign lost, doubled, swapped or wrong. */
const LEAST_MISSPELT = 6;

const byFirst = new WeakMap<ReadonlySet<string>, Map<string, string[]>>();

/** The longest word that stands at `at` but for one sign (two in long ones), longer than what stands there exactly. */
function misspeltAt(
  run: string,
  at: number,
  exact: number,
  words: ReadonlySet<string>,
): { word: string; length: number } | undefined {
  let index = byFirst.get(words);
  if (!index) {
    const long = [...words].filter((word) => word.length >= LEAST_MISSPELT);
    index = Map.groupBy(
      long.sort((a, b) => b.length - a.length),
      (word) => word.slice(0, 1),
    );
    byFirst.set(words, index);
  }
  const start = run.slice(at, at + 1);
  for (const word of index.get(start) ?? []) {
    if (word.length <= exact + 1) return undefined;
    const slips = word.length >= 12 ? 2 : 1;
    for (const length of [word.length, word.length - 1, word.length + 1])
      if (at + length <= run.length && distance(run.slice(at, at + length), word, slips) <= slips)
        return { word, length };
  }
  return undefined;
}
