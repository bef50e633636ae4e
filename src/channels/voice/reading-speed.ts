/**
 * How long a text takes to be read aloud, slowly and clearly to somebody who may hear it in a second language. The
 * speeds are ours to state, not measured: about 110 words a minute in English, and as many letters a second as that
 * makes in the other scripts (a syllabic sign counts for more than a letter). Readers' own times go before them. Pure.
 */

/** Signs a second that are read: letters with their marks, without spaces. */
const SIGNS_A_SECOND: Readonly<Record<string, number>> = {
  en: 9,
  es: 10,
  fr: 9.5,
  pt: 9.5,
  pl: 9.5,
  tr: 9.5,
  so: 9.5,
  sw: 10,
  ru: 9.5,
  uk: 9.5,
  ar: 8,
  fa: 8,
  ps: 8,
  ur: 8,
  ckb: 9,
  bn: 6,
  ne: 6,
  am: 5,
  ti: 5,
  my: 4.5,
  km: 5,
  th: 6.5,
};
const SLOWEST = 4.5;
const SIGNS = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Seconds to read `text` aloud, pauses apart. A language without a speed of its own is read as the slowest. */
export function secondsOf(lang: string, text: string): number {
  let signs = 0;
  for (const { segment } of SIGNS.segment(text)) if (/[\p{L}\p{N}]/u.test(segment)) signs++;
  return signs / (SIGNS_A_SECOND[lang] ?? SLOWEST);
}
