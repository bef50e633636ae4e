/**
 * What is read aloud on a voice line: at most 45 seconds, numbers spelt out twice digit by digit, with marks where to
 * pause (chapter 10, section 4.5). As plain text for a person who reads, and as SSML 1.1 for a program. Pure.
 */
import { asciiDigits } from '../../languages/dates.ts';
import type { Phrases } from '../phrases.ts';
import { secondsOf } from './reading-speed.ts';

/** Pauses in ms. */
const AFTER_SENTENCE = 600;
const AFTER_NUMBER = 900;
const BETWEEN_DIGITS = 250;
export const LONGEST_SECONDS = 45;

export type Piece =
  | { kind: 'words'; text: string }
  /** Said digit by digit; twice, with "again" between. */
  | { kind: 'number'; digits: string; plus: boolean }
  | { kind: 'pause'; ms: number };

export type VoiceScript = {
  lang: string;
  pieces: readonly Piece[];
  /** How long it takes at the stated speed of the language, pauses included. */
  seconds: number;
  /** False when the text is longer than `LONGEST_SECONDS` with every part that had to stay. */
  fits: boolean;
};

/** Sentences in order; of equal length the ones with the highest rank go first when time is short. */
export type Spoken = { text: string; rank: number };

/** A run of three digits and more is a number that somebody writes down or dials; a year is a year. */
const LONG_NUMBER = /(\+?)\d(?:[\d\s().-]*\d){2,}/g;
const YEAR = /^(19|20)\d\d$/;

/** Cuts a text into words and numbers to be spelt out. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const ascii = asciiDigits(text);
  let from = 0;
  const words = (to: number): void => {
    const said = text.slice(from, to).trim();
    // What is left between two numbers may be a full stop alone.
    if (/[\p{L}\p{N}]/u.test(said)) pieces.push({ kind: 'words', text: said });
  };
  for (const { 0: found, index } of ascii.matchAll(LONG_NUMBER)) {
    const digits = found.replace(/\D/g, '');
    if (digits.length < 3 || YEAR.test(found)) continue;
    words(index);
    pieces.push({ kind: 'number', digits, plus: found.startsWith('+') });
    pieces.push({ kind: 'pause', ms: AFTER_NUMBER });
    from = index + found.length;
  }
  words(text.length);
  return pieces;
}

/** The script of some sentences, without the least needed ones where they take too long. */
export function voiceScript(
  phrases: Phrases,
  spoken: readonly Spoken[],
  most: number = LONGEST_SECONDS,
): VoiceScript {
  let kept = spoken.filter(({ text }) => text.trim() !== '');
  for (;;) {
    const pieces = kept.flatMap(({ text }): Piece[] => [
      ...piecesOf(text),
      { kind: 'pause', ms: AFTER_SENTENCE },
    ]);
    const seconds = lengthOf(phrases, pieces);
    const highest = Math.max(0, ...kept.map(({ rank }) => rank));
    if (seconds <= most || highest === 0)
      return { lang: phrases.lang, pieces, seconds, fits: seconds <= most };
    const last = kept.findLastIndex(({ rank }) => rank === highest);
    kept = kept.filter((_, at) => at !== last);
  }
}

/** Seconds of a script at the stated speed. */
function lengthOf(phrases: Phrases, pieces: readonly Piece[]): number {
  const seconds = pieces.reduce((sum, piece) => {
    if (piece.kind === 'pause') return sum + piece.ms / 1000;
    if (piece.kind === 'words') return sum + secondsOf(phrases.lang, piece.text);
    const once = digitNames(phrases, piece.digits).reduce(
      (length, name) => length + secondsOf(phrases.lang, name) + BETWEEN_DIGITS / 1000,
      0,
    );
    return sum + 2 * once + secondsOf(phrases.lang, phrases.say('voice.again'));
  }, 0);
  return Math.round(seconds * 10) / 10;
}

function digitNames({ digits: names }: Phrases, digits: string): string[] {
  return [...digits].map((digit) => names[Number(digit)] ?? digit);
}

/** For a person at a microphone: one sentence a line, `/` a short pause, `//` a long one, the digits as words. */
export function plainScript(phrases: Phrases, { pieces }: VoiceScript): string {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'pause') text += piece.ms >= AFTER_NUMBER ? ' //\n' : ' /\n';
    else if (piece.kind === 'words') text += ` ${piece.text}`;
    else {
      const said = [...(piece.plus ? ['+'] : []), ...digitNames(phrases, piece.digits)].join(' ');
      text += `\n${said} // ${phrases.say('voice.again')} ${said}`;
    }
  }
  return `${text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !/^\/+$/.test(line))
    .join('\n')}\n`;
}

/** SSML 1.1 (W3C): no `say-as`, whose meaning programs do not share; the digits stand as words. */
export function ssmlScript(phrases: Phrases, { pieces }: VoiceScript): string {
  const { tag } = phrases.spoken.language;
  const body = pieces.map((piece) => {
    if (piece.kind === 'pause') return `<break time="${piece.ms}ms"/>`;
    if (piece.kind === 'words') return `<s>${escaped(piece.text)}</s>`;
    const digits = digitNames(phrases, piece.digits)
      .map((name) => `${escaped(name)}<break time="${BETWEEN_DIGITS}ms"/>`)
      .join('');
    const once = `<prosody rate="slow">${digits}</prosody>`;
    return `${once}<break time="${AFTER_SENTENCE}ms"/><s>${escaped(phrases.say('voice.again'))}</s>${once}`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${tag}">${body.join('')}</speak>\n`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
