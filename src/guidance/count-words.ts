/** Words and sentences of a text in any script (chapter 10, section 4.2). Pure but for `Intl.Segmenter`. */

/** Ends of sentences: Latin, Arabic, Urdu, Ethiopic, Burmese, Khmer, Devanagari and Bengali. */
const SENTENCE_END = /[.!?؟۔։።፧။។៕।॥…]+/u;
const ABBREVIATED = /(\p{L}|\d)[.](?=\p{L}|\d)/gu;

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(lang: string): Intl.Segmenter {
  let made = segmenters.get(lang);
  if (!made) segmenters.set(lang, (made = new Intl.Segmenter(lang, { granularity: 'word' })));
  return made;
}

/** How many words a text has; scripts without spaces are cut by the dictionary of ICU. */
export function countWords(text: string, lang: string): number {
  let count = 0;
  for (const { isWordLike } of segmenter(lang).segment(text)) if (isWordLike) count += 1;
  return count;
}

/** The sentences of a text, without their ends; a number like 1.5 or 20.00 ends none. */
export function sentencesOf(text: string): string[] {
  return text
    .replace(ABBREVIATED, '$1\u2024')
    .split(SENTENCE_END)
    .map((sentence) => sentence.replaceAll('\u2024', '.').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Marks that ask: Latin, Arabic, Ethiopic, Armenian, Greek. */
const ASKING = /[?؟፧՞;]/gu;

/** How many question marks stand in a text. */
export function countQuestionMarks(text: string): number {
  return text.match(ASKING)?.length ?? 0;
}
