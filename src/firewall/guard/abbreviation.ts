/** Words as the names of columns shorten them: without their vowels ("prmt"), or by their beginning ("immig"). Pure. */

/** The first letter and the consonants after it, doubled ones once. */
export function consonants(word: string): string {
  return (word.slice(0, 1) + word.slice(1).replace(/[aeiou]/g, '')).replace(/(.)\1+/g, '$1');
}

/** Beginnings of fewer letters are words of their own, and so are these. */
const SHORTEST_BEGINNING = 5;
const LONGEST_BEGINNING = 6;
const OWN_WORDS: ReadonlySet<string> = new Set([
  'zaman',
  'passe',
  'passa',
  'trans',
  'inter',
  'estan',
  'count',
]);

/**
 * Whether `reading` shortens a Latin word of five letters or more. Beside words that match as well, three consonants
 * or a beginning are enough; alone it takes five consonants.
 */
export function abbreviates(
  reading: string,
  { text, prefix }: { text: string; prefix: boolean },
  beside: boolean,
): boolean {
  if (!/^[a-z]{3,}$/.test(reading) || text.length < 5) return false;
  if (!/[aeiou]/.test(reading.slice(1))) {
    const [short, long] = [consonants(reading), consonants(text)];
    if (long.length < (beside ? 3 : 5)) return false;
    return prefix ? short.startsWith(long) : short === long;
  }
  return (
    beside &&
    !OWN_WORDS.has(reading) &&
    reading.length >= SHORTEST_BEGINNING &&
    reading.length <= LONGEST_BEGINNING &&
    text.length >= reading.length + 3 &&
    text.startsWith(reading)
  );
}
