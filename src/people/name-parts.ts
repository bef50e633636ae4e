/**
 * A name to its parts: words are read into sounds, articles and titles fall away, and what belongs
 * together becomes one part in every spelling (Abd al-Rahman, Abdurrahman; Nour ed-Din, Noureddine).
 */
import { opaqueIndex, readWord, type ScriptClass } from './name-read.ts';
import { COST, idOfSound, IS_VOWEL, OMITTED, OPAQUE, SOUNDS, SYMBOLS } from './name-sounds.ts';

export type NamePart = {
  /** Ids of `SOUNDS`, or from `OPAQUE` on signs; 1 to 24 of them, never the same twice in a row. */
  readonly sounds: Uint8Array;
  readonly script: ScriptClass;
  /** Vowels are missing or not as spoken, so a vowel more on the other side is no difference. */
  readonly sparse: boolean;
  /** What all its sounds weigh: the cost of leaving every one out. */
  readonly weight: number;
  /** The consonants, coarsely: equal for most spellings of one name. */
  readonly key: string;
};

const LONGEST = 24;
/** Titles and words between names, by their sounds. */
const BETWEEN = new Set(
  'al el ul bin ben ibn bn bint bnt binti bent bte wuld uld walad wld de da do dos das du del della di van von der den ter af av och haj haji hadji hajj mr mrs ms miss dr mme mlle sr sra sri shri smt oglu ogly oglou qizi kyzy uulu'
    .split(' ')
    .map((word) => readWord(word).sounds),
);
for (const sounds of ["'l", "'bn", "'lHj", 'Hj']) BETWEEN.add(sounds);
const BEFORE_SUN = /^[aeu]([SsrndtzTD])$/;
const SERVANT = /^[c']*a?bd(?:[aeiou'W]*l|[aeu][rsSndtzTD])?$/;
const FATHER = /^['a]b[uoW]$/;
const MOTHER = /^(?:['uo]m|um)$/;
const FAITH = /^['aeiou]*l?d[eiY]n$/;
const GOD = /^['aeou]*la*[hH]$/;
const VOWEL = "aeiouWYH'";

/** A doubled sound is one, but where vowels are not written there is one between (حبیب, محدد): only the article's l may stand twice. */
const collapsed = (sounds: string, script: ScriptClass): string =>
  sounds.replace(script === 'abjad' ? /([l'WYHa])\1+/gu : /(.)\1+/gu, '$1');

/** Articles and the servant's prefix in one form, whichever script and spelling wrote them. */
function settled(sounds: string, script: ScriptClass): string {
  const servant = sounds.replace(/^[c']*a?bd['aeiouW]*l?(?=..)/, "'bd");
  if (servant !== sounds || servant.startsWith("'bd")) return collapsed(servant, script);
  const article = /^['ae]l(?=[^aeiou])/.exec(sounds)?.[0].length ?? 0;
  const rest = sounds.length - article;
  return collapsed(
    article > 0 && rest >= (script === 'abjad' ? 3 : 5) ? sounds.slice(article) : sounds,
    script,
  );
}

type Token = { sounds: string; script: ScriptClass };

/** Chinese and Korean names are written without a space: the family name is the first sign or two. */
const TWO_SIGN_FAMILIES = /^(?:欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|东方|夏侯|慕容|남궁|황보|선우)/u;
function unspaced(word: string): string[] {
  const signs = [...word];
  if (/^(?:\p{Script=Han}{2,4}|\p{Script=Hangul}{3,4})$/u.test(word)) {
    const family = TWO_SIGN_FAMILIES.test(word) && signs.length > 2 ? 2 : 1;
    return [signs.slice(0, family).join(''), signs.slice(family).join('')];
  }
  if (!/\p{Script=Myanmar}/u.test(word)) return [word];
  return word.split(
    /(?<=.)(?=[\u1000-\u1021\u103f\u1023-\u102a](?!\u1037?[\u103a\u1039]))(?<!\u1039)/u,
  );
}

function tokensOf(name: string): Token[] {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .split(/[\s\p{Pd}\p{Ps}\p{Pe}.,;:·•/\\_|&+،؛।၊။፡]+/u);
  const tokens: Token[] = [];
  for (const word of words.flatMap(unspaced)) {
    const { sounds, script } = readWord(word);
    const plain = collapsed(sounds, script);
    if (plain.replaceAll("'", '') !== '' || plain.length > 1)
      tokens.push({ sounds: plain, script });
    else if (plain !== '') tokens.push({ sounds: plain, script });
  }
  return tokens;
}

/** Joins prefixes to what follows and endings to what precedes, and leaves out what stands between. */
function joined(tokens: readonly Token[]): Token[] {
  const parts: Token[] = [];
  let prefix = '';
  for (const [at, { sounds, script }] of tokens.entries()) {
    const next = tokens[at + 1];
    const last = parts.at(-1);
    const sun = BEFORE_SUN.exec(sounds)?.[1];
    if (prefix === '' && last !== undefined && (FAITH.test(sounds) || GOD.test(sounds))) {
      last.sounds += sounds.replace(/^['aeiou]*l?(?=d)/, '');
    } else if (
      next !== undefined &&
      prefix === '' &&
      (BETWEEN.has(sounds) || sun === next.sounds[0])
    ) {
      continue;
    } else if (
      next !== undefined &&
      (SERVANT.test(sounds) || FATHER.test(sounds) || MOTHER.test(sounds))
    ) {
      prefix += sounds;
    } else if (
      prefix !== '' &&
      (BETWEEN.has(sounds) || (sun !== undefined && sun === next?.sounds[0])) &&
      next !== undefined
    ) {
      continue;
    } else {
      parts.push({
        sounds: prefix + (prefix === '' ? sounds : sounds.replace(/^'l(?=..)/, '')),
        script,
      });
      prefix = '';
    }
  }
  if (prefix !== '') parts.push({ sounds: prefix, script: 'full' });
  return parts;
}

const idOf = (sound: string): number => {
  const id = idOfSound(sound);
  return id >= 0 ? id : OPAQUE + opaqueIndex(sound);
};

/** A part from its sounds: what is derived is derived here, so that it is the same after unpacking. */
export function partOf(sounds: Uint8Array, script: ScriptClass): NamePart {
  let weight = 0;
  for (const id of sounds) weight += OMITTED[id] ?? 0;
  const sparse = script === 'abjad' || script === 'syllabic';
  return { sounds, script, sparse, weight, key: keyOf(sounds) };
}

const KEY_LETTER: Readonly<Record<string, string>> = {
  G: 'g',
  q: 'k',
  c: 'k',
  x: 'k',
  X: 'k',
  T: 't',
  D: 'd',
  S: 's',
  C: 's',
  Q: 's',
  J: 'j',
  R: 'r',
  v: 'b',
  p: 'b',
};
function keyOf(sounds: Uint8Array): string {
  let key = '';
  let vowels = '';
  for (const id of sounds) {
    const sound = SOUNDS[id] ?? String.fromCodePoint(0xe000 + id);
    if (VOWEL.includes(sound) || sound === 'h' || sound === 'w' || sound === 'y') {
      if (IS_VOWEL[id] === 1) vowels += sound;
      continue;
    }
    const letter = KEY_LETTER[sound] ?? sound;
    if (!key.endsWith(letter)) key += letter;
  }
  return key === '' ? `-${vowels.slice(0, 2)}` : key;
}

/**
 * Latin without any vowel (Mhmd, as in a short message) is read like a script that leaves them out.
 * @returns the parts of a name, in the order in which they were written
 */
export function splitName(name: string): NamePart[] {
  const tokens = tokensOf(name);
  return joined(tokens).flatMap(({ sounds, script }) => {
    const ids = [...settled(sounds, script)].map(idOf).slice(0, LONGEST);
    const dense = script === 'full' && ids.length > 2 && !ids.some((id) => IS_VOWEL[id] === 1);
    return ids.length === 0 ? [] : [partOf(Uint8Array.from(ids), dense ? 'abjad' : script)];
  });
}

/** Two parts as one, for names written together at one visit and apart at the next. */
export function joinParts(one: NamePart, other: NamePart): NamePart {
  const sounds = [...one.sounds, ...other.sounds].filter(
    (id, at, all) => at === 0 || id !== all[at - 1],
  );
  const script = one.sparse ? one.script : other.script;
  return partOf(Uint8Array.from(sounds.slice(0, LONGEST)), script);
}

/** An initial: one consonant alone. It agrees with whatever begins like it, and says little. */
export const isInitial = (part: NamePart): boolean =>
  part.sounds.length === 1 &&
  IS_VOWEL[part.sounds[0] ?? 0] !== 1 &&
  (part.sounds[0] ?? OPAQUE) < OPAQUE;
export const soundsAlike = (one: number, other: number): boolean =>
  (COST[one * SYMBOLS + other] ?? 24) <= 4;
export const beginsAlike = (one: NamePart, other: NamePart): boolean =>
  soundsAlike(one.sounds[0] ?? 0, other.sounds[0] ?? 0);
