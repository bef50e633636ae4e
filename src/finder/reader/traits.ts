/**
 * What the reader of needs sees of a question: its words and their pieces, words beside each other and near each
 * other, and how words sound, in which Latin letters by ear meet the script of the language. Pure.
 */
import { fold } from '../../languages/fold.ts';
import { type Trait, TraitList } from '../../learning/traits.ts';
import { isStopWord } from '../stop-words.ts';
import { soundsOf } from './sounds.ts';

/** Two to this power of slots. */
export const BITS = 14;
/** More words are not looked at. */
const MOST_WORDS = 20;
const LONGEST_WORD = 40;
const NEAR = 4;
const LONGEST_ACROSS = 6;

/** How much each kind of trait counts, and words that go with every question; chosen by cross-validation. */
const SIZES = {
  word: 0.5,
  pieces: 1,
  beside: 0.5,
  near: 0.3,
  sound: 1,
  soundsBeside: 0.3,
  across: 1,
};
const SMALL = 0.4;

export type Seen = { words: readonly string[]; traits: Trait[] };

export const UNSPACED = /[\u1000-\u109f\u1780-\u17ff\u0e00-\u0e7f]/;
const SHORT_SCRIPTS = /^[\u1200-\u137f]+$/;
const ABJADS = /^[\u0600-\u06ff]+$/;

/** @param lang BCP 47, of the reader */
export function see(text: string, lang: string): Seen {
  const words = fold(text, lang)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS)
    .map((word) => word.slice(0, LONGEST_WORD));
  const list = new TraitList(BITS);
  const sounds = words.map(soundsOf);
  for (const [i, word] of words.entries()) {
    if (UNSPACED.test(word)) continue;
    const share = isStopWord(word) ? SMALL : 1;
    list.put(`w${word}`, SIZES.word * share, [i]);
    putPieces(list, `^${word}$`, SIZES.pieces * share, i);
    putSound(list, sounds, i, share);
    const before = words[i - 1];
    if (before !== undefined) list.put(`b${stem(before)} ${stem(word)}`, SIZES.beside, [i - 1, i]);
    for (let k = Math.max(0, i - NEAR); k < i; k++)
      list.put(`s${[stem(words[k] ?? ''), stem(word)].sort().join(' ')}`, SIZES.near, [k, i]);
  }
  putAcross(list, words);
  return { words, traits: list.finish() };
}

const stem = (word: string): string => word.slice(0, SHORT_SCRIPTS.test(word) ? 3 : 5);

/** Pieces of a word with its edges; scripts that write syllables or no vowels have shorter ones. */
function putPieces(list: TraitList, marked: string, size: number, i: number): void {
  const [least, most] = lengthsOf(marked);
  let count = 0;
  for (let n = least; n <= most; n++) count += Math.max(0, marked.length - n + 1);
  for (let n = least; n <= most; n++)
    for (let from = 0; from + n <= marked.length; from++)
      list.put(`n${marked.slice(from, from + n)}`, size / Math.sqrt(count), [i]);
}

function lengthsOf(marked: string): readonly [least: number, most: number] {
  const word = marked.slice(1, -1);
  if (SHORT_SCRIPTS.test(word)) return [2, 4];
  return ABJADS.test(word) ? [2, 5] : [3, 5];
}

/** The sound of a word, threes of its consonants, and the sound before it. */
function putSound(list: TraitList, sounds: readonly string[], i: number, share: number): void {
  const sound = sounds[i] ?? '';
  if (sound.length < 2) return;
  list.put(`S${sound}`, SIZES.sound * share, [i]);
  const marked = `^${sound}$`;
  if (sound.length > 2)
    for (let from = 0; from + 3 <= marked.length; from++)
      list.put(
        `z${marked.slice(from, from + 3)}`,
        (SIZES.sound * share) / Math.sqrt(marked.length - 2),
        [i],
      );
  const before = sounds[i - 1] ?? '';
  if (before !== '') list.put(`B${before} ${sound}`, SIZES.soundsBeside, [i - 1, i]);
}

/** Burmese and Khmer are cut nowhere or anywhere: pieces of all that stands in their letters, spaces left out. */
function putAcross(list: TraitList, words: readonly string[]): void {
  let letters = '';
  const of: number[] = [];
  for (const [i, word] of words.entries()) {
    if (!UNSPACED.test(word)) continue;
    letters += word;
    for (let k = 0; k < word.length; k++) of.push(i);
  }
  const size = SIZES.across / Math.sqrt(letters.length);
  for (let n = 2; n <= LONGEST_ACROSS; n++)
    for (let from = 0; from + n <= letters.length; from++) {
      const [first, last] = [of[from] as number, of[from + n - 1] as number];
      list.put(`a${letters.slice(from, from + n)}`, size, first === last ? [first] : [first, last]);
    }
}
