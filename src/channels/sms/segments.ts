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
  const ends = encoding === 'GSM-7' ? endsOfGsm(text, part) : endsOfUcs(text, part);
  const parts = ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end));
  const left = part - unitsOf(parts.at(-1) ?? '', encoding);
  return { encoding, units, count: parts.length, parts, left };
}

/** Where the segments end; an escape and its character stay together. */
function endsOfGsm(text: string, part: number): number[] {
  const ends: number[] = [];
  let used = 0;
  for (let at = 0; at < text.length; at++) {
    const size = septetsOf(text.charCodeAt(at));
    if (used + size > part) {
      ends.push(at);
      used = 0;
    }
    used += size;
  }
  return [...ends, text.length];
}

/** Where the segments end; a letter stays with its marks, unless it alone is longer than a segment. */
function endsOfUcs(text: string, part: number): number[] {
  const ends: number[] = [];
  const letters = SEGMENTER.segment(text);
  let from = 0;
  while (text.length - from > part) {
    const [start, end] = letterAt(letters, from + part);
    from = start > from ? start : end;
    ends.push(from);
  }
  return from < text.length ? [...ends, text.length] : ends;
}

/** Begin and end of the letter with its marks at a place of the text. */
function letterAt(letters: Intl.Segments, at: number): [number, number] {
  const { index, segment } = letters.containing(at) as Intl.SegmentData;
  if (segment === '\r\n') return [at, at + 1];
  let start = index;
  for (const piece of segment.length > 2 ? segment.split(JOINED) : [segment]) {
    if (start + piece.length > at) return [start, start + piece.length];
    start += piece.length;
  }
  return [index, index + segment.length];
}

/** Whether a text is sent as at most `most` segments; cheaper than counting them where it is much too long. */
export function isAtMost(text: string, most: number): boolean {
  const encoding = encodingOf(text);
  const units = unitsOf(text, encoding);
  const { whole, part } = ROOM[encoding];
  if (units <= whole) return most > 0;
  return units <= part * most && segmentsOf(text).count <= most;
}

/** How many segments a text is sent as. */
export function countSegments(text: string): number {
  const encoding = encodingOf(text);
  return unitsOf(text, encoding) <= ROOM[encoding].whole ? 1 : segmentsOf(text).count;
}

const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' });
/**
 * Joined consonants are one cluster since Unicode 15.1; before, each with its virama was one. The signs of Thai and
 * Lao that count as letters and stand behind one (U+0E33, U+0EB3) stay with it.
 */
const JOINED = /(?<=\p{M}|\u200d)(?=\p{Lo})(?![\u0e33\u0eb3])/u;
