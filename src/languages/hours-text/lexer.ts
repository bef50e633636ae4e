/** Cuts a text about hours into marks, numbers and known phrases. */
import { foldArabic } from '../fold/arabic.ts';
import { asciiDigits } from '../fold/digits.ts';
import { foldLatin } from '../fold/latin.ts';
import { LONGEST_PHRASE, type Lang, type Meaning, phrasesOf } from './words.ts';

type Mark = '-' | ',' | ';' | '\n' | '&' | '(' | ')';

export type Token =
  | { kind: 'mark'; mark: Mark }
  | { kind: 'number'; hour: number; minute?: number; of24: boolean; digits: number }
  | { kind: 'phrase'; meanings: readonly Meaning[] };

export type Lexed = { tokens: Token[]; warnings: string[] };

/** A dash that was saved in the wrong encoding. */
const BROKEN_DASH = /gço|gco|â€“|a€“|a€”|â€”/g;
const PIECE =
  /\d+(?:st|nd|rd|th|er|eme|e)(?!\p{L})|\d+(?:[:.]\d+)*|[\p{L}\p{M}]+|[^\s\d\p{L}\p{M}]|\n/gu;
const MARKS: Record<string, Mark | undefined> = {
  '-': '-',
  ',': ',',
  '،': ',',
  ';': ';',
  '؛': ';',
  '\n': '\n',
  '|': ';',
  '&': '&',
  '+': '&',
  '/': '&',
  '(': '(',
  ')': ')',
};

/** The tokens of a text; undefined when it holds a word, number or sign that is not of this language. */
export function lex(text: string, langs: readonly Lang[]): Lexed | undefined {
  const warnings: string[] = [];
  const plain = normalise(text, warnings);
  const pieces = plain.match(PIECE) ?? [];
  const book = phrasesOf(langs);
  const tokens: Token[] = [];
  for (let at = 0; at < pieces.length; ) {
    const phrase = longestPhrase(pieces, at, book);
    if (phrase) {
      tokens.push({ kind: 'phrase', meanings: phrase.meanings });
      at += phrase.length;
      continue;
    }
    const piece = pieces[at] ?? '';
    const mark = MARKS[piece];
    const number = readNumber(piece);
    const joined = piece.startsWith('و') ? book.get(piece.slice(1)) : undefined;
    if (mark) tokens.push({ kind: 'mark', mark });
    else if (number) tokens.push(number);
    else if (joined) {
      tokens.push({ kind: 'phrase', meanings: [{ kind: 'and' }] });
      tokens.push({ kind: 'phrase', meanings: joined });
    } else if (piece !== '.' && piece !== ':' && piece !== '*') return undefined;
    at++;
  }
  return { tokens, warnings };
}

function normalise(text: string, warnings: string[]): string {
  let plain = foldArabic(foldLatin(asciiDigits(text.normalize('NFKC').toLowerCase())))
    .replace(/\p{Cf}/gu, '')
    .replace(/\r\n?|<br ?\/?>/g, '\n')
    .replace(/\\n/g, '\n');
  const mended = plain.replace(BROKEN_DASH, '-');
  if (mended !== plain) warnings.push('dash_mended');
  plain = mended
    .replace(/[\u2010-\u2015\u2212~→–—]/g, '-')
    .replace(/['’]/g, ' ')
    .replace(/\b([ap])\.? ?m\b\.?/g, '$1m')
    .replace(/(\d)([ap])(?=[\s,;-]|$)/g, '$1$2m')
    .replace(/\b(meio|meia|apres)-(?=\p{L})/gu, '$1 ')
    .replace(/-(?=feiras?\b)/g, ' ')
    .replace(/\b24 ?(?:h|hrs|hours|heures|horas)? ?\/ ?(?:7|24)\b/g, ' always ')
    .replace(/\b7 ?(?:j|jours|d|days|dias)? ?\/ ?7\b/g, ' daily ')
    .replace(/(\d) ?h ?(\d\d)(?!\d)/g, '$1h$2');
  // "9h30" and "9h" are of a 24-hour clock: a leading zero says the same.
  return plain.replace(/(?<!\d)(\d)h(\d\d)/g, '0$1:$2').replace(/(\d\d)h(\d\d)/g, '$1:$2');
}

function longestPhrase(
  pieces: readonly string[],
  at: number,
  book: ReadonlyMap<string, readonly Meaning[]>,
): { meanings: readonly Meaning[]; length: number } | undefined {
  for (let length = LONGEST_PHRASE; length > 0; length--) {
    const meanings = book.get(pieces.slice(at, at + length).join(' '));
    if (meanings && at + length <= pieces.length) return { meanings, length };
  }
  return undefined;
}

/** `9`, `9:30`, `9.30`, `9:30:00`, `930`, `0930`; undefined for what is no time of day. */
function readNumber(piece: string): Token | undefined {
  const match = /^(\d{1,2})(?:[:.](\d\d)(?:[:.]00)?)?$|^(\d{1,2})(\d\d)$/.exec(piece);
  if (!match) return undefined;
  const hour = Number(match[1] ?? match[3]);
  const minute = match[2] ?? match[4];
  const of24 = piece.startsWith('0') && piece.length > 1;
  const digits = piece.length;
  return minute === undefined
    ? { kind: 'number', hour, of24, digits }
    : { kind: 'number', hour, minute: Number(minute), of24, digits };
}
