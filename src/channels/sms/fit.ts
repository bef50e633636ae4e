/**
 * Fits what is to be said into few segments: by leaving out whole lines, the least needed first, and by shortening
 * names between words. A number, a code or a word is never cut.
 */
import { cheapest } from './cheapest.ts';
import { countSegments, encodingOf, roomOf, unitsOf } from './segments.ts';
import { sentencesOf } from './pages.ts';
import { type Room, TWO_SEGMENTS } from './room.ts';

export type Line = {
  text: string;
  /** 0 stays whatever happens; of the others the highest goes first. */
  rank: number;
  /** The same in fewer words; taken before any line is left out. */
  short?: string;
  /** What is left of it when everything else has gone. */
  least?: string;
  /** It says what is not known: many such lines may become one that says to ask first, and never none. */
  asks?: true;
};

/**
 * As `fitLines`; where that leaves too much, everything that is not known becomes the one sentence `ask`, and then
 * names become as short as they can. Never too long unless one line alone is.
 */
export function fitAnswer(lines: readonly Line[], ask: string, room: Room = TWO_SEGMENTS): Fitted {
  const whole = fitLines(lines, room);
  const asked = lines.filter(({ asks }) => asks);
  if (room.fits(whole.text)) return whole;
  const first = lines.findIndex(({ asks }) => asks);
  const together = lines.flatMap((line, at) =>
    at === first ? [{ text: ask, rank: 0 }] : asked.includes(line) ? [] : [line],
  );
  const merged = fitLines(together, room);
  if (room.fits(merged.text)) return merged;
  return fitLines(
    together.map(({ short: _, least, ...line }) =>
      least === undefined ? line : { ...line, text: least },
    ),
    room,
  );
}

export type Fitted = { text: string; segments: number; left: number };

/** What stands between two lines: a space costs as much as a line feed, and phones show lines better. */
const BETWEEN = '\n';

/**
 * The lines as one text that fits the room. Tries them as they are, then with short forms, then without the
 * lines of the highest ranks; lines of rank 0 stay, so a text may be longer when these alone are.
 * @returns `left`: how many lines were left out
 */
export function fitLines(lines: readonly Line[], room: Room = TWO_SEGMENTS): Fitted {
  let kept = lines.filter(({ text }) => text !== '');
  let text = joined(kept, room);
  if (!room.fits(text)) {
    const byRank = [...kept].sort((a, b) => b.rank - a.rank);
    for (const line of byRank) {
      if (line.short === undefined) continue;
      kept = kept.map((one) => (one === line ? { text: line.short ?? '', rank: one.rank } : one));
      text = joined(kept, room);
      if (room.fits(text)) break;
    }
  }
  while (!room.fits(text)) {
    const highest = Math.max(...kept.map(({ rank }) => rank));
    if (highest <= 0) break;
    const last = kept.findLastIndex(({ rank }) => rank === highest);
    kept = kept.filter((_, at) => at !== last);
    text = joined(kept, room);
  }
  return { text, segments: countSegments(text), left: lines.length - kept.length };
}

function joined(lines: readonly Line[], { plain }: Room): string {
  return plain(
    lines
      .map(({ text }) => text)
      .filter(Boolean)
      .join(BETWEEN),
  );
}

/**
 * The beginning of a longer text that fits into `most` segments: whole sentences if one fits, else whole words with
 * three dots. What has a digit in it stays whole with the words beside it, or goes.
 */
export function fitText(text: string, most = 2): Fitted {
  const plain = cheapest(text.replace(/[^\S\n]+/g, ' ').trim());
  const whole = countSegments(plain);
  if (whole <= most) return { text: plain, segments: whole, left: 0 };
  const sentences = plain.split('\n').flatMap(sentencesOf);
  for (let kept = sentences.length - 1; kept > 0; kept--) {
    const cut = sentences.slice(0, kept).join(' ');
    if (countSegments(cut) <= most) return { text: cut, segments: countSegments(cut), left: 1 };
  }
  const cut = shorten(plain, roomFor(plain, most));
  return { text: cut, segments: countSegments(cut), left: 1 };
}

function roomFor(text: string, most: number): number {
  const room = roomOf(encodingOf(text));
  return most <= 1 ? room.whole : room.part * most;
}

/**
 * A name of at most `most` units, cut between words, with three dots where something is missing; never inside or
 * beside a number. A single word that is too long by itself is cut at a letter.
 */
export function shorten(text: string, most: number): string {
  const encoding = encodingOf(text);
  if (unitsOf(text, encoding) <= most) return text;
  const words = text.split(' ');
  while (words.length > 1) {
    const dropped = words.pop() ?? '';
    const last = words.at(-1) ?? '';
    // "Dock 4 gate 12": a number whose fellow goes would say something else.
    if (/\p{N}/u.test(dropped) && /\p{N}/u.test(last)) words.pop();
    const cut = `${words.join(' ').replace(/[\s,;:(–-]+$/u, '')}...`;
    if (words.length > 0 && unitsOf(cut, encoding) <= most) return cut;
  }
  const [only = ''] = text.split(' ');
  if (/\p{N}/u.test(only)) return '';
  let cut = '';
  for (const { segment } of LETTERS.segment(only)) {
    if (unitsOf(`${cut}${segment}...`, encoding) > most) break;
    cut += segment;
  }
  return cut ? `${cut}...` : '';
}

const LETTERS = new Intl.Segmenter('und', { granularity: 'grapheme' });
