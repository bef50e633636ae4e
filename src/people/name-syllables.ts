/**
 * Scripts whose consonants carry a vowel: the nine Indic blocks that share one layout, Sinhala, Khmer,
 * Ethiopic, Thai and Lao. Each reader takes a word (NFC) and gives sounds (`name-sounds.ts`).
 */
import { type LetterTable, tableOf } from './name-alphabets.ts';

/** Letters by their place in an Indic block (U+0900 + 0x80 × n), consonants from 0x15 to 0x39. */
const INDIC_CONSONANTS =
  'k x g G n C C j j n t T d D n t T d D n n p f b b m y r r l l l v S S s h'.split(' ');
const INDIC_VOWELS: LetterTable = new Map(
  Object.entries({
    5: 'a',
    6: 'a',
    7: 'i',
    8: 'i',
    9: 'u',
    10: 'u',
    11: 'ri',
    12: 'l',
    13: 'e',
    14: 'e',
    15: 'e',
    16: 'ai',
    17: 'o',
    18: 'o',
    19: 'o',
    20: 'au',
  }),
);
const INDIC_SIGNS: LetterTable = new Map(
  Object.entries({
    62: 'a',
    63: 'i',
    64: 'i',
    65: 'u',
    66: 'u',
    67: 'ri',
    69: 'e',
    70: 'e',
    71: 'e',
    72: 'ai',
    73: 'o',
    74: 'o',
    75: 'o',
    76: 'au',
  }),
);
const INDIC_ALONE: LetterTable = new Map(
  Object.entries({
    1: 'n',
    2: 'n',
    78: 't',
    112: 'n',
    122: 'n',
    123: 'n',
    124: 'r',
    125: 'l',
    126: 'l',
    127: 'k',
  }),
);
const NUKTA: LetterTable = tableOf('kq xx Gg jz ff dr Dr yy nn');
const BENGALI = 0x0980;
const GURMUKHI_SHORT_A_CARRIER = 0x73;

/** Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam. */
export function readIndic(word: string): string {
  let sounds = '';
  let bare = false;
  let joined = false;
  for (const letter of word) {
    const code = letter.codePointAt(0) ?? 0;
    const block = code & ~0x7f;
    const place = code & 0x7f;
    const consonant = place >= 0x15 && place <= 0x39 ? INDIC_CONSONANTS[place - 0x15] : undefined;
    if (consonant !== undefined) {
      if (bare) sounds += 'a';
      const bengaliY = block === BENGALI && place === 0x2f;
      const under = joined && block === BENGALI && place === 0x2c;
      sounds += bengaliY ? (joined ? 'y' : 'j') : under ? 'w' : consonant;
      bare = true;
      joined = false;
    } else if (place === 0x3c) {
      const last = sounds.at(-1) ?? '';
      const soft = block === BENGALI && last === 'j' ? 'y' : last;
      sounds =
        sounds.slice(0, -1) +
        (block === BENGALI && last === 'j' ? soft : (NUKTA.get(last) ?? last));
    } else if (place === 0x4d) {
      bare = false;
      joined = true;
    } else {
      const sign = INDIC_SIGNS.get(String(place));
      const alone = INDIC_VOWELS.get(String(place)) ?? INDIC_ALONE.get(String(place));
      if (sign !== undefined) sounds += sign;
      else if (alone !== undefined) sounds += (bare ? 'a' : '') + alone;
      else if (place === GURMUKHI_SHORT_A_CARRIER || place === 0x72) continue;
      else if (place !== 3 && place !== 0x71) continue;
      if (place !== 3 && place !== 0x71) bare = false;
    }
  }
  return sounds;
}

const SINHALA = tableOf(
  'කk ඛx ගg ඝG ඞn ඟng චC ඡC ජj ඣj ඤn ඥn ටt ඨT ඩd ඪD ණn ඬnd තt ථT දd ධD නn ඳnd පp ඵf බb භb මm ඹmb යy රr ලl වv ශS ෂS සs හh ළl ෆf',
);
const SINHALA_VOWELS = tableOf(
  'අa ආa ඇe ඈe ඉi ඊi උu ඌu එe ඒe ඓai ඔo ඕo ඖau \u0dcfa \u0dd0e \u0dd1e \u0dd2i \u0dd3i \u0dd4u \u0dd6u \u0dd9e \u0ddae \u0ddbai \u0ddco \u0dddo \u0ddeau \u0dca',
);
const KHMER = tableOf(
  'កk ខx គk ឃx ងng ចC ឆC ជC ឈC ញny ដd ឋT ឌd ឍT ណn តt ថT ទt ធT នn បb ផf ពp ភf មm យy រr លl វv សs ហh ឡl អ',
);
const KHMER_VOWELS = tableOf(
  '\u17b6a \u17b7i \u17b8i \u17b9u \u17bau \u17bbu \u17bcu \u17bduo \u17bee \u17bfue \u17c0ie \u17c1e \u17c2e \u17c3ai \u17c4o \u17c5au \u17d2 ឥe ឦei ឧu ឪou ឫru ឬru ឯe ឱo ឳau',
);
const KHMER_ALONE = tableOf('\u17c6m \u17c7h');

function readWithInherent(
  word: string,
  consonants: LetterTable,
  vowels: LetterTable,
  alone: LetterTable,
): string {
  let sounds = '';
  let bare = false;
  for (const letter of word) {
    const consonant = consonants.get(letter);
    const vowel = vowels.get(letter);
    const other = alone.get(letter);
    if (consonant !== undefined) {
      sounds += (bare ? 'a' : '') + consonant;
      bare = true;
    } else if (vowel !== undefined) {
      sounds += vowel;
      bare = false;
    } else if (other !== undefined) {
      sounds += other;
      bare = false;
    }
  }
  return sounds;
}

export const readSinhala = (word: string): string =>
  readWithInherent(word, SINHALA, SINHALA_VOWELS, new Map([['\u0d82', 'n']]));
export const readKhmer = (word: string): string =>
  readWithInherent(word, KHMER, KHMER_VOWELS, KHMER_ALONE);

/** Rows of eight syllables from U+1200: the consonant of each row. */
const ETHIOPIC_ROWS =
  "h l h m s r s S q qw q qw b v t C h hw n ny ' k kw x xw w ' z j y d d j g gw g t C p ts ts f p".split(
    ' ',
  );
const ETHIOPIC_VOWELS = ['e', 'u', 'i', 'a', 'e', '', 'o', 'wa'];
const OPENS_WITH_A = new Set([0, 2, 16, 20, 26]);

/** Amharic, Tigrinya, Ge'ez. The sixth order is read without a vowel: Latin spellings vary it. */
export function readEthiopic(word: string): string {
  let sounds = '';
  for (const letter of word) {
    const place = (letter.codePointAt(0) ?? 0) - 0x1200;
    const row = place >> 3;
    const consonant = ETHIOPIC_ROWS[row];
    if (place < 0 || consonant === undefined) continue;
    const order = place & 7;
    const glottal = consonant === "'";
    const vowel =
      order === 0 && OPENS_WITH_A.has(row)
        ? 'a'
        : order === 5 && glottal
          ? 'e'
          : (ETHIOPIC_VOWELS[order] ?? '');
    sounds += (glottal ? '' : consonant) + vowel;
  }
  return sounds;
}

const THAI = tableOf(
  'กk ขx ฃx คx ฅx ฆx งng จj ฉC ชC ซs ฌC ญy ฎd ฏt ฐT ฑt ฒT ณn ดd ตt ถT ทT ธT นn บb ปp ผf ฝf พf ฟf ภf มm ยy รr ลl วw ศs ษs สs หh ฬl อ ฮh ฤri',
  'ກk ຂx ຄx ງng ຈC ສs ຊs ຍny ດd ຕt ຖT ທT ນn ບb ປp ຜf ຝf ພf ຟf ມm ຢy ຣr ລl ວw ຫh ອ ຮh ໜn ໝm',
);
const THAI_VOWELS = tableOf('ะa ัa าa ำam ิi ีi ึu ืu ุu ูu ็e ະa ັa າa ຳam ິi ີi ຶu ືu ຸu ູu ົo ຽia ຼl ໍo');
const WRITTEN_BEFORE = tableOf('เe แe โo ใai ไai ເe ແe ໂo ໃai ໄai');

/** Thai and Lao: some vowels stand before their consonant; a sign silences the letter before it. */
export function readThai(word: string): string {
  let sounds = '';
  let waiting = '';
  let last = '';
  for (const letter of word) {
    const consonant = THAI.get(letter);
    if (consonant !== undefined) {
      sounds += consonant + waiting;
      last = consonant + waiting;
      waiting = '';
    } else if (letter === '\u0e4c' || letter === '\u0ecc') {
      sounds = sounds.slice(0, sounds.length - last.length);
      last = '';
    } else if (WRITTEN_BEFORE.has(letter)) {
      sounds += waiting;
      waiting = WRITTEN_BEFORE.get(letter) ?? '';
    } else sounds += THAI_VOWELS.get(letter) ?? '';
  }
  return sounds + waiting;
}
