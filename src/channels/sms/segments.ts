/**
 * What a text costs as SMS: its encoding, and the segments that it is cut into (3GPP TS 23.038 and TS 23.040,
 * section 9.2.3.24.1). One segment holds 140 octets; of several, each begins with a header of 6 octets.
 */
import { isGsm, septetsOf } from './gsm-alphabet.ts';

export type Encoding = 'GSM-7' | 'UCS-2';

export type Segments = {
  encoding: Encoding;
  /** Septets in GSM-7, UTF-16 units in UCS-2. */
  units: number;
  /** How many messages are paid for; 1 for an empty text. */
  count: number;
  /** What each of them carries, in order; joined again they are the text. */
  parts: readonly string[];
  /** Units that the last segment has left. */
  left: number;
};

type Room = { whole: number; part: number };
const ROOM: Readonly<Record<Encoding, Room>> = {
  'GSM-7': { whole: 160, part: 153 },
  'UCS-2': { whole: 70, part: 67 },
};

/** How long a text may be in one segment, and in each of several. */
export function roomOf(encoding: Encoding): Room {
  return ROOM[encoding];
}

export function encodingOf(text: string): Encoding {
  return isGsm(text) ? 'GSM-7' : 'UCS-2';
}

/** Units without cutting: what `fits` compares. */
export function unitsOf(text: string, encoding: Encoding = encodingOf(text)): number {
  if (encoding === 'UCS-2') return text.length;
  let septets = 0;
  for (let at = 0; at < text.length; at++) septets += septetsOf(text.charCodeAt(at));
  return septets;
}

/**
 * Cuts a text as gateways do: never inside an escape, a surrogate pair, or a letter with its marks, so that a
 * phone which shows the parts alone shows whole letters.
 */
export function segmentsOf(text: string): Segments {
  const encoding = encodingOf(text);
  const { whole, part } = ROOM[encoding];
  const units = unitsOf(text, encoding);
  if (units <= whole) return { encoding, units, count: 1, parts: [text], left: whole - units };
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  let used = 0;
  for (const piece of encoding === 'GSM-7' ? text : lettersOf(text)) {
    const size = encoding === 'GSM-7' ? septetsOf(piece.charCodeAt(0)) : piece.length;
    if (used + size > part && at > from) {
      parts.push(text.slice(from, at));
      from = at;
      used = 0;
    }
    at += piece.length;
    used += size;
  }
  parts.push(text.slice(from));
  return { encoding, units, count: parts.length, parts, left: part - used };
}

/** How many segments a text is sent as. */
export function countSegments(text: string): number {
  const encoding = encodingOf(text);
  return unitsOf(text, encoding) <= ROOM[encoding].whole ? 1 : segmentsOf(text).count;
}

const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' });
const NO_MARKS =
  /^[\u0020-\u007e\u00a0-\u02ff\u0400-\u047f\u0620-\u064a\u0660-\u0669\u1200-\u135a\n]*$/;
/**
 * Joined consonants are one cluster since Unicode 15.1; before, each with its virama was one. The signs of Thai and
 * Lao that count as letters and stand behind one (U+0E33, U+0EB3) stay with it.
 */
const JOINED = /(?<=\p{M}|\u200d)(?=\p{Lo})(?![\u0e33\u0eb3])/u;

/** Letters with their marks (extended grapheme clusters of Unicode 10, UAX 29; joined consonants each by itself). */
function* lettersOf(text: string): Generator<string> {
  if (NO_MARKS.test(text)) {
    yield* text;
    return;
  }
  for (const { segment } of SEGMENTER.segment(text)) {
    if (segment === '\r\n') yield* segment;
    else if (segment.length > 2 && JOINED.test(segment)) yield* segment.split(JOINED);
    else yield segment;
  }
}
