/** A text to lines of a width: direction by Unicode UAX 9, faces by letter, breaks by language. */
import bidiModule from 'bidi-js';
import type { Voice } from './families.ts';
import { faceFor, type Typeface, typeface, type Weight } from './fonts.ts';
import { unbreakable } from './line-breaks.ts';
import { isMissing, shapeStretch, type Unit } from './shape.ts';

export type Line = {
  /** In reading order; `x` is the left edge in em from the line's left edge. */
  units: readonly (Unit & { x: number })[];
  /** In em. */
  width: number;
};

// The package is CommonJS and its declaration is not: what comes in is the function itself.
const bidi = (bidiModule as unknown as typeof bidiModule.default)();

/**
 * Lines of at most `width` em. A word wider than the line is parted between its letters.
 * @throws MissingLetters when no face has a letter
 */
export function breakLines(text: string, voice: Voice, weight: Weight, width: number): Line[] {
  const words = shapeWords(text.normalize('NFC'), voice, weight);
  const lines: Unit[][] = [];
  let line: Unit[] = [];
  let used = 0;
  for (const word of words.flatMap((each) => fitting(each, width))) {
    const ink = widthOf(withoutTrailingSpace(word));
    if (line.length > 0 && used + ink > width + 1e-6) {
      lines.push(line);
      line = [];
      used = 0;
    }
    line.push(...word);
    used += widthOf(word);
  }
  if (line.length > 0) lines.push(line);
  return lines.map((each, index) => {
    const inked = withoutTrailingSpace(each);
    const line = order(inked);
    const space = each[inked.length];
    if (!space || index === lines.length - 1) return line;
    // Unseen behind the line's end: who listens or copies would otherwise get two words as one.
    const x = voice.dir === 'rtl' ? -em(space) : line.width;
    return { ...line, units: [...line.units, { ...space, level: voice.dir === 'rtl' ? 1 : 0, x }] };
  });
}

/** Letters that no font of ours can draw. */
export class MissingLetters extends Error {
  readonly letters: readonly string[];
  constructor(letters: readonly string[]) {
    const named = letters.map((letter) => {
      const points = [...letter].map((each) => `U+${hex(each.codePointAt(0) ?? 0)}`);
      return `${letter} (${points.join(' ')})`;
    });
    super(`No font for printing has: ${named.join(', ')}.`);
    this.letters = letters;
  }
}

const hex = (point: number): string => point.toString(16).toUpperCase().padStart(4, '0');

function shapeWords(text: string, voice: Voice, weight: Weight): Unit[][] {
  const { levels } = bidi.getEmbeddingLevels(text, voice.dir);
  const words: Unit[][] = [];
  const missing = new Set<string>();
  let at = 0;
  for (const piece of unbreakable(text, voice.tag)) {
    const units: Unit[] = [];
    for (const stretch of stretches(piece, at, levels, voice, weight, missing))
      units.push(...shapeStretch(stretch.text, stretch.face, stretch.level, voice.tag));
    for (const unit of units) if (isMissing(unit)) missing.add(unit.text);
    words.push(units);
    at += piece.length;
  }
  if (missing.size > 0) throw new MissingLetters([...missing]);
  return words;
}

type Stretched = { text: string; face: Typeface; level: number; kind: string };

/** Stretches of one level and one face; a space and marks go with what stands before them. */
function stretches(
  piece: string,
  offset: number,
  levels: Uint8Array,
  voice: Voice,
  weight: Weight,
  missing: Set<string>,
): Stretched[] {
  const found: Stretched[] = [];
  let at = offset;
  for (const character of piece) {
    const level = levels[at] ?? 0;
    at += character.length;
    const last = found.at(-1);
    // Numbers of Arabic are stretches of their own: see `shapeStretch`.
    const kind = /[\u0660-\u0669]/u.test(character)
      ? 'number'
      : /[:.,/]/u.test(character) && last?.kind === 'number' && last.level === level
        ? 'number'
        : 'letters';
    const goesAlong = /[\p{M}\p{Cf}\u00a0\u202f ]/u.test(character);
    const face =
      goesAlong && last?.face.covers(character.codePointAt(0) ?? 0)
        ? last.face
        : /[\p{Cf}]/u.test(character)
          ? (last?.face ?? typeface(voice.family, weight))
          : faceFor(character, voice.family, weight);
    if (!face) {
      missing.add(character);
      continue;
    }
    if (last && last.level === level && last.face === face && last.kind === kind)
      last.text += character;
    else found.push({ text: character, face, level, kind });
  }
  return found;
}

/** Where an address is best parted: behind these. */
const JOINTS = /[/?&=_-]$/;

/** A word as it is, or parted where it is wider than a line: behind a joint if one is near, else between letters. */
function fitting(word: Unit[], width: number): Unit[][] {
  if (widthOf(withoutTrailingSpace(word)) <= width) return [word];
  const parts: Unit[][] = [];
  let part: Unit[] = [];
  for (const unit of word) {
    if (part.length > 0 && widthOf(part) + em(unit) > width) {
      const joint = part.findLastIndex(({ text }) => JOINTS.test(text)) + 1;
      const end = joint > part.length / 2 ? joint : part.length;
      parts.push(part.slice(0, end));
      part = part.slice(end);
    }
    part.push(unit);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

const em = (unit: Unit): number => unit.advance / unit.face.unitsPerEm;
const widthOf = (units: readonly Unit[]): number => units.reduce((sum, unit) => sum + em(unit), 0);

function withoutTrailingSpace(units: readonly Unit[]): Unit[] {
  let end = units.length;
  while (end > 0 && (units[end - 1] as Unit).space) end--;
  return units.slice(0, end);
}

/** Rule L2 of UAX 9, on units. */
function order(units: readonly Unit[]): Line {
  const visual = units.map((_, index) => index);
  const highest = Math.max(0, ...units.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    let start = 0;
    while (start < visual.length) {
      if (levelAt(units, visual, start) < level) {
        start++;
        continue;
      }
      let end = start;
      while (end < visual.length && levelAt(units, visual, end) >= level) end++;
      const turned = visual.slice(start, end).reverse();
      visual.splice(start, end - start, ...turned);
      start = end;
    }
  }
  let x = 0;
  const places = new Map<number, number>();
  for (const index of visual) {
    places.set(index, x);
    x += em(units[index] as Unit);
  }
  return { units: units.map((unit, index) => ({ ...unit, x: places.get(index) ?? 0 })), width: x };
}

const levelAt = (units: readonly Unit[], visual: readonly number[], at: number): number =>
  (units[visual[at] as number] as Unit).level;
