/** Burmese is written without spaces between words: its runs are cut at the words that the lexicons know. Pure. */
import { fold, type Token } from './normalise.ts';

const BURMESE = /[\u1000-\u109f]/;
const LONGEST_WORD = 40;

/** Words of the texts that are written in Burmese letters, folded. */
export function burmeseWords(texts: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const text of texts)
    for (const word of text.split(/\s+/)) if (BURMESE.test(word)) found.add(fold(word));
  return found;
}

/** The tokens with neighbouring Burmese ones joined, and cut again into the longest `words`; others are as before. */
export function segment(tokens: readonly Token[], words: ReadonlySet<string>): readonly Token[] {
  if (!tokens.some((token) => BURMESE.test(token.readings[0] ?? ''))) return tokens;
  const cut: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const first = tokens[i];
    if (!first) break;
    let end = i;
    let run = '';
    while (BURMESE.test(tokens[end]?.readings[0] ?? '')) run += tokens[end++]?.readings[0] ?? '';
    if (end === i) {
      cut.push(first);
      i++;
      continue;
    }
    // No mark follows itself: a slip of the hand.
    run = run.replace(/(\p{M})\1+/gu, '$1');
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
    if (length > 1) {
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
