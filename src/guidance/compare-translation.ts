/**
 * Automatic comparison of a translation with its source (LANG-02; chapter 10, section 4.3): what a machine can see is
 * advice to the people who read it, never a verdict. Pure but for `Intl`.
 */
import type { CardWords } from './card.ts';

/** Letters of the translation to letters of the source, both weighed by their scripts. */
export const RATIO = { least: 0.4, most: 2.5 } as const;
/** Below this many letters a ratio says nothing. */
const FEWEST_LETTERS = 12;
/** Share of the letters that has to be of the script of the language: names may stay in another. */
const LEAST_OF_SCRIPT = 0.6;

export type TranslatedField = 'question' | 'answer' | 'nextStep' | 'target' | 'child' | 'alt';

export type TranslationFinding = {
  field: TranslatedField;
  code:
    | 'references_differ'
    | 'numbers_differ'
    | 'phones_differ'
    | 'links_differ'
    | 'too_short'
    | 'too_long'
    | 'other_script'
    | 'same_as_source'
    | 'not_translated'
    | 'brackets'
    | 'direction_marks';
  /** `care`: a reader may call, go or read wrongly. `look`: often right, worth a look. */
  level: 'care' | 'look';
  /** What the source has and the translation has not. */
  lost?: readonly string[];
  /** What the translation has and the source has not. */
  added?: readonly string[];
};

const REFERENCE = /\{[^{}]*\}/g;
const FIELDS = ['question', 'answer', 'nextStep', 'child', 'alt'] as const;
export type ComparedWords = Omit<CardWords, 'action'>;
export type Tongue = { lang: string; tag: string };

/**
 * @param source the words that were translated, in `from`
 * @param words the translation, in `to`; `tag` is BCP 47
 * @returns findings in the order of the fields, those that need care first
 */
export function compareTranslation(
  source: ComparedWords,
  words: ComparedWords,
  from: Tongue,
  to: Tongue,
): TranslationFinding[] {
  if (from.lang === to.lang) return [];
  const found = FIELDS.flatMap((field): TranslationFinding[] => {
    const [was, is] = [source[field], words[field]];
    if (was === undefined) return [];
    if (is === undefined) return [{ field, code: 'not_translated', level: 'look' }];
    return compareText(field, was, is, to);
  });
  if ((source.target ?? '') !== (words.target ?? '') && source.target !== undefined)
    found.push(
      ...differing('target', 'links_differ', 'care', [source.target], [words.target ?? '']),
    );
  return found.sort((a, b) => Number(a.level === 'look') - Number(b.level === 'look'));
}

function compareText(
  field: TranslatedField,
  was: string,
  is: string,
  to: Tongue,
): TranslationFinding[] {
  const [before, after] = [partsOf(was), partsOf(is)];
  return [
    ...differing(field, 'references_differ', 'care', before.references, after.references),
    ...differing(field, 'links_differ', 'care', before.links, after.links),
    ...differing(field, 'phones_differ', 'care', before.phones, after.phones),
    ...differing(field, 'numbers_differ', 'look', before.numbers, after.numbers),
    ...lengths(field, before.rest, after.rest),
    ...scripts(field, was, is, after.rest, to),
    ...(areBracketsBalanced(is) ? [] : [{ field, code: 'brackets', level: 'look' } as const]),
    ...(areMarksBalanced(is) ? [] : [{ field, code: 'direction_marks', level: 'care' } as const]),
  ];
}

function differing(
  field: TranslatedField,
  code: TranslationFinding['code'],
  level: TranslationFinding['level'],
  before: readonly string[],
  after: readonly string[],
): TranslationFinding[] {
  const [lost, added] = [without(before, after), without(after, before)].map((list) =>
    list.filter(Boolean),
  ) as [string[], string[]];
  return lost.length + added.length === 0 ? [] : [{ field, code, level, lost, added }];
}

/** Each as often as `list` has it more than `other`. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

type Parts = {
  references: string[];
  links: string[];
  phones: string[];
  numbers: string[];
  rest: string;
};

const LINK =
  /(?:https?:\/\/|www\.)[^\s<>"'”’»)\]]+|[^\s@<>"'(]+@[^\s@<>"')]+\.[\p{L}]{2,}|(?<![\p{L}\p{N}/])\/[a-z][a-z0-9/_-]*/giu;
const PHONE = /\+?\d(?:[\s().\u00a0\u202f/-]{0,3}\d){6,}/g;
/** Digits in groups of three, or of two and three as in South Asia. */
const GROUPED = /\d{1,3}(?:[.,'’٬\u00a0\u202f]\d{2,3})*[.,'’٬\u00a0\u202f]\d{3}(?!\d)/g;

/** What has to be the same in every language, in ASCII digits and in the order of appearance. */
export function partsOf(text: string): Parts {
  const references = referencesOf(text);
  let rest = asciiDigits(text.replace(REFERENCE, ' '));
  const take = (pattern: RegExp, as: (found: string) => string): string[] => {
    const found = rest.match(pattern) ?? [];
    rest = rest.replace(pattern, ' ');
    return found.map(as);
  };
  const links = take(LINK, (link) => link.replace(/[.,;:!?।۔።]+$/u, ''));
  // Marks of direction are often put around a number: they are no part of it.
  rest = rest.replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '');
  const phones = take(PHONE, (phone) => phone.replace(/[^\d+]/g, ''));
  const words = rest;
  rest = rest.replace(GROUPED, (number) => number.replace(/\D/g, ''));
  // 08:00 is 8 in some languages and 8.00 in others.
  const numbers = (rest.match(/\d+/g) ?? [])
    .map((number) => number.replace(/^0+/, ''))
    .filter(Boolean);
  return { references, links, phones, numbers, rest: words };
}

const referencesOf = (text: string): string[] => text.match(REFERENCE) ?? [];

/** Decimal digits of every script as 0-9. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) as number;
    if (point < 0x80) return digit;
    // The digits of a script stand in a row of ten.
    let zero = point;
    while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String(point - zero);
  });
}

/** How many Latin letters one letter stands for: syllables and words take fewer. */
const WORTH: readonly (readonly [RegExp, number])[] = [
  [/\p{Script=Hani}/u, 3],
  [/\p{Script=Ethi}/u, 1.8],
  [
    /[\p{Script=Deva}\p{Script=Beng}\p{Script=Mymr}\p{Script=Khmr}\p{Script=Thai}\p{Script=Hang}]/u,
    1.5,
  ],
  [/[\p{Script=Arab}\p{Script=Hebr}]/u, 1.3],
];

function weigh(text: string): number {
  let sum = 0;
  for (const letter of text.match(/\p{L}/gu) ?? [])
    sum += WORTH.find(([script]) => script.test(letter))?.[1] ?? 1;
  return sum;
}

function lengths(field: TranslatedField, was: string, is: string): TranslationFinding[] {
  const [before, after] = [weigh(was), weigh(is)];
  if (before < FEWEST_LETTERS) return [];
  if (after < before * RATIO.least) return [{ field, code: 'too_short', level: 'look' }];
  return after > before * RATIO.most ? [{ field, code: 'too_long', level: 'look' }] : [];
}

function scripts(
  field: TranslatedField,
  was: string,
  is: string,
  rest: string,
  { tag }: Tongue,
): TranslationFinding[] {
  const letters = rest.match(/\p{L}/gu) ?? [];
  if (letters.length < FEWEST_LETTERS) return [];
  if (was.trim() === is.trim()) return [{ field, code: 'same_as_source', level: 'look' }];
  const script = scriptOf(tag);
  const own = letters.filter((letter) => script.test(letter)).length;
  return own >= letters.length * LEAST_OF_SCRIPT
    ? []
    : [{ field, code: 'other_script', level: 'care' }];
}

const MIXED: Readonly<Record<string, string>> = {
  Hans: 'Hani',
  Hant: 'Hani',
  Jpan: 'Hani}\\p{Script=Hira}\\p{Script=Kana',
  Kore: 'Hang',
};

/** Letters of the script in which a language is written, by the likely subtags of CLDR. */
function scriptOf(tag: string): RegExp {
  const script = new Intl.Locale(tag).maximize().script ?? 'Latn';
  return new RegExp(`[\\p{Script=${MIXED[script] ?? script}}]`, 'u');
}

const CLOSES: Readonly<Record<string, string>> = {
  ')': '(',
  ']': '[',
  '}': '{',
  '）': '（',
  '】': '【',
};
const OPENS = new Set(Object.values(CLOSES));

function areBracketsBalanced(text: string): boolean {
  const open: string[] = [];
  for (const sign of text) {
    if (OPENS.has(sign)) open.push(sign);
    else if (CLOSES[sign] !== undefined && open.pop() !== CLOSES[sign]) return false;
  }
  return open.length === 0;
}

/** Embeddings and isolates end where they began; an override, which can make a number read backwards, is never needed (UAX 9). */
function areMarksBalanced(text: string): boolean {
  const open: string[] = [];
  for (const [mark] of text.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)) {
    if (mark === '\u202d' || mark === '\u202e') return false;
    if (mark === '\u202c' || mark === '\u2069') {
      if (open.pop() !== mark) return false;
    } else open.push(mark >= '\u2066' ? '\u2069' : '\u202c');
  }
  return open.length === 0;
}
