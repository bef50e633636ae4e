/**
 * Which lexicons the guard reads a text with: those of the languages that somebody may write here, and every one in whose script there
 * are letters in it. A colleague may write in a language that nobody was asked about; nothing is said or kept of which it is.
 */
const SCRIPTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\p{Script=Latin}/u, ['en', 'fr', 'es', 'pt', 'de', 'so', 'tr']],
  [/\p{Script=Arabic}/u, ['ar', 'fa', 'ps', 'ur']],
  [/\p{Script=Cyrillic}/u, ['uk', 'ru']],
  [/\p{Script=Ethiopic}/u, ['am', 'ti']],
  [/\p{Script=Myanmar}/u, ['my']],
];

export type GuardLanguages = {
  /** Without these it does not read along. */
  asked: readonly string[];
  /** Read with as well, as far as the tablet has them. */
  more: readonly string[];
};

/** @param tags BCP 47, of the tablet, the visitor and the worker @param known languages that have a lexicon */
export function guardLanguages(
  text: string,
  tags: readonly string[],
  known: readonly string[],
): GuardLanguages {
  const asked = new Set(
    tags.map((tag) => tag.split('-', 1)[0] ?? '').filter((one) => known.includes(one)),
  );
  const more = SCRIPTS.flatMap(([letters, codes]) => (letters.test(text) ? codes : [])).filter(
    (one) => known.includes(one) && !asked.has(one),
  );
  return { asked: [...asked], more };
}
