/**
 * The consonants of a word as they sound, the same for a word in Arabic, Persian or Ethiopic letters and for the
 * same word in Latin letters by ear. Vowels, and letters that are vowel or consonant, are left out. Pure.
 */
import { soundOf } from '../../languages/fold/sound.ts';

const ARABIC: Readonly<Record<string, string>> = Object.fromEntries(
  'بb پb تt ثt جg چS حh خx دd ذz رr زz ژg سs شS صs ضd طt ظz غg فf قk کk كk گg لl مm نn هh'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);
/** By the first of the eight letters of a consonant. */
const ETHIOPIC: Readonly<Record<string, string>> = Object.fromEntries(
  'ሀh ለl ሐh መm ሠs ረr ሰs ሸS ቀk ቈk ቐk ቘk በb ቨb ተt ቸS ኀx ነn ኘn ከk ኰk ኸh ዘz ዠg ደd ዸd ጀg ገg ጐg ጠt ጨS ጰb ጸs ፀs ፈf ፐb'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);
const ARABIC_LETTERS = /^[\u0620-\u06ff]+$/;
const ETHIOPIC_LETTERS = /^[\u1200-\u135a]+$/;

/** @param word folded; empty when it has no consonants, or is in another script */
export function soundsOf(word: string): string {
  if (ARABIC_LETTERS.test(word)) return spelt(word, (letter) => ARABIC[letter] ?? '');
  if (ETHIOPIC_LETTERS.test(word))
    return spelt(word, (sign) => ETHIOPIC[String.fromCharCode(sign.charCodeAt(0) & ~7)] ?? '');
  return soundOf(word).replaceAll('v', '');
}

/** Doubled letters sound as one, as in `soundOf`; the same one again after a vowel is heard again. */
function spelt(word: string, soundOfLetter: (letter: string) => string): string {
  let sounds = '';
  let before = '';
  for (const letter of word) {
    if (letter !== before) sounds += soundOfLetter(letter);
    before = letter;
  }
  return sounds.replace(/(?<=.)h$/, '');
}
