/**
 * Text in the form in which it is indexed and searched (chapter 10, section 6). Pure, so that server and
 * browser agree: no `Intl`, no segmenter. Folding twice changes nothing.
 */
import { ARABIC, foldArabic, withoutArticle } from './fold/arabic.ts';
import { BENGALI, foldBengali, withoutDots } from './fold/bengali.ts';
import { CYRILLIC, foldCyrillic, inLatin } from './fold/cyrillic.ts';
import { byEar, DEVANAGARI, foldDevanagari } from './fold/devanagari.ts';
import { asciiDigits } from './fold/digits.ts';
import { ETHIOPIC, foldEthiopic } from './fold/ethiopic.ts';
import { foldLatin, spellUmlauts, splitElisions } from './fold/latin.ts';
import { foldMyanmar, MYANMAR, readAsZawgyi } from './fold/myanmar.ts';
import { bigrams, foldUnspaced, stretches, UNSPACED } from './fold/unspaced.ts';

/** Raised whenever any text folds differently; written into the header of packs. */
export const FOLD_VERSION = 3;

export type TokenForm = {
  /** As `tokens` gives it. */
  token: string;
  /** Other spellings under which the word must be found as well; often none. */
  others: readonly string[];
};

const PLAIN = /^[a-z0-9 ]*$/;
const ASCII = /^[\0-\x7f]*$/;
/** Beyond these, letters of Latin, Greek or their marks need a look. */
const LATIN_LIKE =
  /[\u1ab0-\u1aff\u0080-\u03ff\u1d00-\u20ff\u2c60-\u2c7f\ua720-\ua7ff\ud800-\udfff]/;
const JOINER = /\u200c/g;
/** Signs without width: joiners, marks of direction, soft hyphens, byte order marks, variation selectors. */
const WIDTHLESS = /[\p{Cf}\u180b-\u180f\ufe00-\ufe0f]/gu;
const APOSTROPHES = /(\p{L}\p{M}*)['’‘ʼʻʹʾʿ`´](?=\p{L})/gu;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/gu;
const MOST_PASSES = 6;
const NONE: readonly string[] = [];

/**
 * Folds a text: words in lower case without what varies between keyboards and spellers, separated by one space.
 * @param lang BCP 47; its primary tag decides where scripts have several rule sets (`am` and `ti`)
 */
export function fold(text: string, lang: string): string {
  if (ASCII.test(text)) return foldAscii(text.toLowerCase());
  const primary = primaryTag(lang);
  return pieces(text, primary)
    .map((piece) => foldPiece(piece, primary))
    .filter((folded) => folded !== '')
    .join(' ');
}

/** The folded words of a text in order; in scripts without spaces, overlapping pairs of syllables. */
export function tokens(text: string, lang: string): string[] {
  return tokensOfFolded(fold(text, lang));
}

/**
 * The tokens with their other spellings: `müller` also as `mueller`, `الصحة` also without its article,
 * Persian words at their joiners, Ethiopic as written, Devanagari by ear, Cyrillic in Latin letters, short Burmese read as Zawgyi.
 */
export function tokenForms(text: string, lang: string): TokenForm[] {
  if (ASCII.test(text)) return tokens(text, lang).map((token) => ({ token, others: NONE }));
  const primary = primaryTag(lang);
  const forms: TokenForm[] = [];
  for (const piece of pieces(text, primary)) {
    const folded = tokensOfFolded(foldPiece(piece, primary));
    const wholes = otherSpellings(piece, primary);
    folded.forEach((token, index) => {
      const others = new Set(otherForms(token, primary));
      for (const spelling of wholes) {
        const word = spelling.length === folded.length ? spelling[index] : undefined;
        for (const other of word === undefined && index === 0 ? spelling : [word]) {
          if (other !== undefined) others.add(other);
        }
      }
      others.delete(token);
      others.delete('');
      forms.push({ token, others: [...others] });
    });
  }
  return forms;
}

/** Spellings that only show before folding, each as its tokens. */
function otherSpellings(piece: string, lang: string): string[][] {
  const spellings: string[][] = [];
  if (LATIN_LIKE.test(piece)) {
    const umlauts = spellUmlauts(piece);
    if (umlauts !== piece) spellings.push(tokens(umlauts, lang));
  }
  if (ARABIC.test(piece) && piece.includes('\u200c')) {
    spellings.push(tokens(piece.replace(JOINER, ' '), lang));
  }
  if (ETHIOPIC.test(piece)) spellings.push(asWritten(piece));
  if (MYANMAR.test(piece)) {
    const reading = readAsZawgyi(piece, lang);
    if (reading !== undefined) spellings.push(tokens(reading, lang));
  }
  return spellings;
}

/** Spellings that follow from the folded word. */
function otherForms(token: string, lang: string): string[] {
  if (ARABIC.test(token)) return withoutArticle(token);
  if (BENGALI.test(token)) return [withoutDots(token)];
  if (DEVANAGARI.test(token)) return [byEar(token)];
  if (CYRILLIC.test(token)) return [inLatin(token, lang)];
  return [];
}

function tokensOfFolded(folded: string): string[] {
  if (folded === '') return [];
  const words = folded.split(' ');
  if (!UNSPACED.test(folded)) return words;
  return words.flatMap((word) =>
    stretches(word).flatMap(({ text, unspaced }) => (unspaced ? bigrams(text) : [text])),
  );
}

function asWritten(piece: string): string[] {
  const words = asciiDigits(piece.replace(WIDTHLESS, '')).replace(BETWEEN_WORDS, ' ').trim();
  return words === '' ? [] : words.split(' ');
}

/** The text in lower case, normalised, cut at white space. */
function pieces(text: string, lang: string): string[] {
  const normal = text.normalize('NFKC').toLowerCase();
  // Zawgyi shows in the whole text, not in one word of it.
  const written = MYANMAR.test(normal) ? foldMyanmar(normal, lang) : normal;
  return written.split(/\s+/u).filter((piece) => piece !== '');
}

function foldPiece(piece: string, lang: string): string {
  let folded = foldOnce(piece, lang);
  // One letter's folding can make room for another's; in practice the second pass changes nothing.
  for (let pass = 1; pass < MOST_PASSES && !PLAIN.test(folded); pass++) {
    const again = foldOnce(folded, lang);
    if (again === folded) break;
    folded = again;
  }
  return folded;
}

function foldOnce(text: string, lang: string): string {
  if (ASCII.test(text)) return foldAscii(text.toLowerCase());
  let folded = text.normalize('NFKC').toLowerCase();
  if (MYANMAR.test(folded)) folded = foldMyanmar(folded, lang);
  folded = asciiDigits(folded.replace(WIDTHLESS, ''));
  if (LATIN_LIKE.test(folded)) folded = foldLatin(folded);
  folded = splitElisions(folded).replace(APOSTROPHES, '$1');
  if (ARABIC.test(folded)) folded = foldArabic(folded);
  if (CYRILLIC.test(folded)) folded = foldCyrillic(folded);
  if (ETHIOPIC.test(folded)) folded = foldEthiopic(folded, lang);
  if (BENGALI.test(folded)) folded = foldBengali(folded);
  if (DEVANAGARI.test(folded)) folded = foldDevanagari(folded);
  if (UNSPACED.test(folded)) folded = foldUnspaced(folded);
  return folded.replace(BETWEEN_WORDS, ' ').trim();
}

function foldAscii(text: string): string {
  const words = /['`]/.test(text) ? splitElisions(text).replace(APOSTROPHES, '$1') : text;
  return words.replace(/[^a-z0-9]+/g, ' ').trim();
}

function primaryTag(lang: string): string {
  return lang.split('-', 1)[0]?.toLowerCase() ?? '';
}
