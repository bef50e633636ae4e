/**
 * One word of a name, in any script, to its sounds (chapter 30, section 1.3; `name-sounds.ts`).
 */
import {
  ADLAM,
  ARABIC,
  ARMENIAN,
  CYRILLIC,
  GEORGIAN,
  GREEK,
  HEBREW,
  JAMO,
  KANA,
  type LetterTable,
  NKO,
  SYRIAC,
  THAANA,
  TIFINAGH,
} from './name-alphabets.ts';
import { readBurmese } from './name-burmese.ts';
import { readingOf } from './name-chinese.ts';
import { readLatin } from './name-latin.ts';
import { readEthiopic, readIndic, readKhmer, readSinhala, readThai } from './name-syllables.ts';

/**
 * What a script leaves out: `full` writes its vowels, `abjad` most of them not, `syllabic` carries some
 * that are not spoken or are spelt freely in Latin, `opaque` is a sign that no table reads.
 */
export const SCRIPT_CLASSES = ['full', 'abjad', 'syllabic', 'opaque'] as const;
export type ScriptClass = (typeof SCRIPT_CLASSES)[number];

type Reader = {
  name: string;
  letters: RegExp;
  script: ScriptClass;
  read: (word: string) => string;
};

function byTable(table: LetterTable): (word: string) => string {
  return (word) => {
    let sounds = '';
    for (const letter of word) {
      const known = table.get(letter) ?? table.get(letter.normalize('NFD').charAt(0));
      sounds += known ?? '';
    }
    return sounds;
  };
}

function readGreek(word: string): string {
  const plain = word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ου/g, 'υ\u0001')
    .replace(/(?<=[αε])υ(?!\u0001)/g, 'β')
    .replace(/^μπ|μπ/g, '\u0002')
    .replace(/ντ/g, 'ν\u0003')
    .replace(/^ν\u0003/, '\u0003')
    .replace(/γκ|γγ/g, 'ν\u0004')
    .replace(/^ν\u0004/, '\u0004')
    .replace(/αι/g, 'ε')
    .replace(/[εο]ι/g, 'ι')
    .replace(/τζ/g, '\u0005');
  const special: Record<string, string> = {
    '\u0002': 'b',
    '\u0003': 'd',
    '\u0004': 'g',
    '\u0005': 'j',
  };
  let sounds = '';
  for (const [at, letter] of [...plain].entries()) {
    const then = plain.charAt(at + 1);
    if (letter === 'υ' && then === '\u0001') sounds += 'u';
    else sounds += special[letter] ?? GREEK.get(letter) ?? '';
  }
  return sounds;
}

const readArmenian = (word: string): string => byTable(ARMENIAN)(word.replace(/ու/g, '\u0001'));

function readHebrew(word: string): string {
  const sounds = byTable(HEBREW)(
    word.replace(/[גז][׳']/g, '\u0001').replace(/[צץ][׳']/g, '\u0002'),
  );
  return word.endsWith('ה') ? sounds.replace(/h$/, 'H') : sounds;
}

function readArabic(word: string): string {
  const first = /^[اأإآٱ]/u.test(word);
  let sounds = byTable(ARABIC)(word);
  if (first) sounds = `'${sounds.slice(1)}`;
  return /[هہھ]$/u.test(word) ? sounds.replace(/h$/, 'H') : sounds;
}

const hiragana = (word: string): string =>
  word.replace(/[\u30a1-\u30f6]/gu, (letter) =>
    String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x60),
  );
const readKana = (word: string): string => {
  const sounds = byTable(KANA)(hiragana(word));
  return sounds.replace(/([Sj])i(y?)(?=[auo])/g, '$1$2').replace(/iy(?=[auo])/g, 'y');
};

/** Signs beyond this are no sounds: 24 values by digest, see `OPAQUE` in `name-sounds.ts`. */
const OPAQUE_SIGNS = 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×';

/** Two signs for a character that no table reads: it resembles itself, and hardly anything else. */
export function opaque(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const mixed = Math.imul(code ^ (code >>> 7), 0x9e3779b1) >>> 0;
  return OPAQUE_SIGNS.charAt(mixed % 24) + OPAQUE_SIGNS.charAt((mixed >>> 8) % 24);
}
export const opaqueIndex = (sign: string): number => OPAQUE_SIGNS.indexOf(sign);

function readHan(word: string): string {
  let sounds = '';
  for (const character of word) {
    const reading = readingOf(character);
    sounds += reading === undefined ? opaque(character) : readLatin(reading);
  }
  return sounds;
}

const READERS: readonly Reader[] = [
  { name: 'Latin', letters: /[\p{Script=Latin}]/u, script: 'full', read: readLatin },
  { name: 'Arabic', letters: /\p{Script=Arabic}/u, script: 'abjad', read: readArabic },
  { name: 'Cyrillic', letters: /\p{Script=Cyrillic}/u, script: 'full', read: byTable(CYRILLIC) },
  { name: 'Ethiopic', letters: /\p{Script=Ethiopic}/u, script: 'syllabic', read: readEthiopic },
  { name: 'Hebrew', letters: /\p{Script=Hebrew}/u, script: 'abjad', read: readHebrew },
  { name: 'Indic', letters: /[\u0900-\u0d7f]/u, script: 'syllabic', read: readIndic },
  { name: 'Burmese', letters: /\p{Script=Myanmar}/u, script: 'full', read: readBurmese },
  { name: 'Greek', letters: /\p{Script=Greek}/u, script: 'full', read: readGreek },
  { name: 'Armenian', letters: /\p{Script=Armenian}/u, script: 'full', read: readArmenian },
  { name: 'Georgian', letters: /\p{Script=Georgian}/u, script: 'full', read: byTable(GEORGIAN) },
  { name: 'Han', letters: /\p{Script=Han}/u, script: 'full', read: readHan },
  {
    name: 'Kana',
    letters: /[\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
    script: 'full',
    read: readKana,
  },
  {
    name: 'Hangul',
    letters: /\p{Script=Hangul}/u,
    script: 'full',
    read: (word) => byTable(JAMO)(word.normalize('NFD')),
  },
  { name: 'Thai', letters: /[\p{Script=Thai}\p{Script=Lao}]/u, script: 'syllabic', read: readThai },
  { name: 'Khmer', letters: /\p{Script=Khmer}/u, script: 'syllabic', read: readKhmer },
  { name: 'Sinhala', letters: /\p{Script=Sinhala}/u, script: 'syllabic', read: readSinhala },
  { name: 'Syriac', letters: /\p{Script=Syriac}/u, script: 'abjad', read: byTable(SYRIAC) },
  { name: 'Thaana', letters: /\p{Script=Thaana}/u, script: 'full', read: byTable(THAANA) },
  { name: 'Tifinagh', letters: /\p{Script=Tifinagh}/u, script: 'full', read: byTable(TIFINAGH) },
  { name: 'Nko', letters: /\p{Script=Nko}/u, script: 'full', read: byTable(NKO) },
  { name: 'Adlam', letters: /\p{Script=Adlam}/u, script: 'full', read: byTable(ADLAM) },
];
const LATIN = READERS[0] as Reader;

const readerOf = (character: string): Reader | undefined =>
  character <= '\u024f'
    ? /[a-z\u00b5-\u024f]/.test(character)
      ? LATIN
      : undefined
    : READERS.find(({ letters }) => letters.test(character));

export type Reading = { sounds: string; script: ScriptClass };

/**
 * @param word lower case, NFC, without spaces; scripts may be mixed: each stretch is read by its own rule
 * @returns its sounds and the class of the script that wrote most of them; empty when nothing sounds
 */
export function readWord(word: string): Reading {
  const stretches: { reader: Reader | undefined; text: string }[] = [];
  for (const character of word) {
    const last = stretches.at(-1);
    if (/[\p{M}\p{Cf}'’‘`´ʼʻʿʾ׳ー]/u.test(character) && last !== undefined) {
      last.text += character;
      continue;
    }
    const reader = readerOf(character);
    if (last !== undefined && last.reader === reader) last.text += character;
    else stretches.push({ reader, text: character });
  }
  let sounds = '';
  let most: Reader | undefined;
  let length = -1;
  for (const { reader, text } of stretches) {
    const read = reader === undefined ? [...text].map(unread).join('') : reader.read(text);
    sounds += read;
    if (read.length > length) {
      length = read.length;
      most = reader;
    }
  }
  return { sounds, script: most?.script ?? 'opaque' };
}

/** Emoji and letters of scripts without a table keep an own sign; marks and punctuation are nothing. */
const unread = (character: string): string =>
  /[\p{L}\p{N}\p{So}\p{Sk}\p{Sm}]/u.test(character) ? opaque(character) : '';
