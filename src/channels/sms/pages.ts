/**
 * What is too long for one message, as several that are asked for one after the other: by whole lines, else whole
 * sentences, else whole words. Nothing is left out, and no number is parted from its fellows.
 */
import { type Room, TWO_SEGMENTS } from './room.ts';

/** After the sign that ends a sentence; never before a digit, which would be parted from what it counts. */
const AFTER_SENTENCE = /(?<=[.!?؟۔])\s+(?!\p{N})|(?<=[።။។।])\s*(?!\p{N})/u;

/**
 * @param foot stands under every message but the last: how to ask for more
 * @param room of one message
 */
export function pagesOf(
  lines: readonly string[],
  foot: string,
  { fits: has, plain }: Room = TWO_SEGMENTS,
): string[] {
  const fits = (text: string): boolean => has(plain(text));
  const whole = lines.filter(Boolean).join('\n');
  if (!whole) return [];
  if (fits(whole)) return [plain(whole)];
  const pages: string[] = [];
  let page = '';
  const put = (piece: string, between: string): boolean => {
    const next = page ? `${page}${between}${piece}` : piece;
    if (!fits(`${next}\n${foot}`)) return false;
    page = next;
    return true;
  };
  const turn = (): void => {
    if (page) pages.push(page);
    page = '';
  };
  for (const line of lines.filter(Boolean)) {
    if (put(line, '\n')) continue;
    // A line that would fit alone begins a new message.
    if (fits(`${line}\n${foot}`)) {
      turn();
      put(line, '');
      continue;
    }
    let between = '\n';
    for (const sentence of sentencesOf(line)) {
      if (put(sentence, between)) {
        between = ' ';
        continue;
      }
      turn();
      if (put(sentence, '')) {
        between = ' ';
        continue;
      }
      for (const words of wordsTogether(sentence)) {
        if (put(words, ' ')) continue;
        turn();
        if (!put(words, '')) page = words;
      }
      between = ' ';
    }
  }
  turn();
  return pages.map((text, at) => plain(at < pages.length - 1 ? `${text}\n${foot}` : text));
}

/** The sentences of a text, each with the sign that ends it. */
export function sentencesOf(text: string): string[] {
  return text
    .split(AFTER_SENTENCE)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** Words one by one; those with digits together with their neighbours of digits ("0199 555 210"). */
function wordsTogether(text: string): string[] {
  const groups: string[] = [];
  for (const word of text.split(' ')) {
    const last = groups.at(-1);
    if (last !== undefined && /\p{N}/u.test(word) && /\p{N}[^\p{L}]*$/u.test(last))
      groups[groups.length - 1] = `${last} ${word}`;
    else groups.push(word);
  }
  return groups;
}
