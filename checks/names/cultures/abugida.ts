/** Writes a notation of consonants and vowels in a script whose consonants carry a vowel. */

export type Abugida = {
  consonants: ReadonlyMap<string, string>;
  /** Notation to sign after a consonant and letter at a beginning, separated by a slash. */
  vowels: ReadonlyMap<string, string>;
  virama: string;
};

export function abugida(consonants: string, vowels: string, virama: string): Abugida {
  const read = (text: string): ReadonlyMap<string, string> =>
    new Map(
      text
        .trim()
        .split(/\s+/)
        .map((entry) => [entry.charAt(0), entry.slice(1)] as const),
    );
  return { consonants: read(consonants), vowels: read(vowels), virama };
}

/** `a` is the vowel that a consonant carries unwritten. */
export function written(stem: string, script: Abugida): string {
  let text = '';
  let after: 'start' | 'consonant' | 'vowel' = 'start';
  for (const sign of stem) {
    const consonant = script.consonants.get(sign);
    if (consonant !== undefined) {
      text += (after === 'consonant' ? script.virama : '') + consonant;
      after = 'consonant';
      continue;
    }
    const [mark = '', letter = ''] = (script.vowels.get(sign) ?? '/').split('/');
    text += after === 'consonant' ? mark : letter;
    after = 'vowel';
  }
  return text;
}
