/**
 * Where a line may end (after Unicode UAX 14, cut down to the scripts that we print). Thai, Khmer and Burmese
 * write no spaces between words: ICU's dictionaries find them.
 */
const NO_SPACES = /[\p{Script=Thai}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Lao}]/u;
/** Never begins a line: closing marks, repetition signs, marks on letters. */
const NOT_FIRST =
  /^[\p{Pe}\p{Pf}\p{M}!?.,:;%…\u2019\u00b0\u060c\u061b\u061f\u066a\u06d4\u0964\u0965\u104a\u104b\u1361-\u1368\u17d4-\u17d6\u17d7\u0e2f\u0e46\u0eaf\u0ec6\u2026\u2030]/u;
/** Never ends a line: opening marks. */
const NOT_LAST = /[\p{Ps}\p{Pi}¿¡]\s*$/u;
const SPACE_BETWEEN = /[ \u200b\u2002-\u2006\u2008-\u200a]$/u;

const KHMER = /^\p{Script=Khmer}/u;
const CRUMBLING = /^[\p{Script=Khmer}\p{Script=Myanmar}]/u;
const syllables = new Intl.Segmenter('en', { granularity: 'grapheme' });
const segmenters = new Map<string, Intl.Segmenter>();

/** Pieces of `text` that stay on one line each; joined they are `text`. */
export function unbreakable(text: string, tag: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let alone = false;
  // Whoever wrote the text may have put breaks between words (U+200B): then those are the only ones.
  const marked = text.includes('\u200b') && NO_SPACES.test(text);
  for (const { segment } of segmenter(tag).segment(text)) {
    for (const part of segment.split(/(?<=[\u200b\u1361])|(?=[\u2066-\u2068])/u)) {
      const wasAlone = alone;
      alone = isLoneSyllable(part);
      const unsure = alone || (wasAlone && KHMER.test(part));
      const spaced = SPACE_BETWEEN.test(piece);
      if (
        piece &&
        mayBreak(piece, part) &&
        (spaced || !(unsure || (marked && NO_SPACES.test(part))))
      ) {
        pieces.push(piece);
        piece = '';
      }
      piece += part;
    }
  }
  if (piece) pieces.push(piece);
  return pieces;
}

/**
 * A single syllable of Khmer or Burmese. Dictionaries cut words that they do not know into such crumbs, and in Burmese
 * it is mostly a particle that belongs to the word before: no line begins with one.
 */
function isLoneSyllable(part: string): boolean {
  if (!CRUMBLING.test(part)) return false;
  const letters = [...syllables.segment(part)];
  return letters.length === 1;
}

function mayBreak(before: string, after: string): boolean {
  if (/^\s/u.test(after) || NOT_FIRST.test(after) || NOT_LAST.test(before)) return false;
  if (SPACE_BETWEEN.test(before)) return true;
  if (/[\u1361]$/u.test(before)) return true;
  // A hyphen or a dash between words, not in a number and not in an address.
  if (/\p{L}[-\u2010\u2013\u2014]$/u.test(before))
    return /^\p{L}/u.test(after) && !/[./]\S*$/u.test(before);
  const last = /[\s\S]$/u.exec(before)?.[0] ?? '';
  const first = String.fromCodePoint(after.codePointAt(0) ?? 0x20);
  if (/[\u2060\u00a0\u202f\u200d]/u.test(last + first)) return false;
  return NO_SPACES.test(lastLetter(before)) && (NO_SPACES.test(first) || /\p{N}|\p{L}/u.test(first))
    ? true
    : NO_SPACES.test(first) && /[\p{L}\p{N}]$/u.test(before);
}

/** The letter under the marks at the end. */
function lastLetter(text: string): string {
  return /([\s\S])\p{M}*$/u.exec(text)?.[1] ?? '';
}

function segmenter(tag: string): Intl.Segmenter {
  let made = segmenters.get(tag);
  if (!made) segmenters.set(tag, (made = new Intl.Segmenter(tag, { granularity: 'word' })));
  return made;
}
