/** Letters to glyphs: HarfBuzz puts each stretch of one face and one direction into shape. */
import { Buffer as Stretch, ClusterLevel, Direction, shape } from 'harfbuzzjs';
import type { Part } from './composed-font.ts';
import type { Typeface } from './fonts.ts';

/** What is drawn and read as one: a letter, a syllable, a ligature. Widths in em. */
export type Unit = {
  text: string;
  face: Typeface;
  /** Places in font units. */
  parts: readonly Part[];
  /** In font units. */
  advance: number;
  level: number;
  space: boolean;
};

/** Nothing to see: marks that only steer the order of letters or where a line may end. */
const INVISIBLE = /[\u200b\u200e\u200f\u2060\u2066-\u2069\u202a-\u202e\u00ad\ufeff]/g;
const DIGITS_OF_ARABIC = /^[\u0660-\u0669\u066b\u066c:.,/]+$/;

/**
 * The units of `text`, in the order in which it is read.
 * @param level of the bidirectional algorithm: odd runs from the right
 */
export function shapeStretch(text: string, face: Typeface, level: number, tag: string): Unit[] {
  const visible = text.replace(INVISIBLE, '');
  if (!visible) return [];
  const rightToLeft = level % 2 === 1;
  const buffer = new Stretch();
  buffer.addText(visible);
  buffer.guessSegmentProperties();
  buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
  buffer.setLanguage(tag);
  buffer.setClusterLevel(
    rightToLeft ? ClusterLevel.MONOTONE_CHARACTERS : ClusterLevel.MONOTONE_GRAPHEMES,
  );
  shape(face.font, buffer);
  const glyphs = buffer.getGlyphInfosAndPositions();
  const units: { start: number; parts: Part[]; advance: number }[] = [];
  for (const glyph of glyphs) {
    let unit = units.at(-1);
    if (!unit || unit.start !== glyph.cluster)
      units.push((unit = { start: glyph.cluster, parts: [], advance: 0 }));
    unit.parts.push({
      glyph: glyph.codepoint,
      x: unit.advance + (glyph.xOffset ?? 0),
      y: glyph.yOffset ?? 0,
    });
    unit.advance += glyph.xAdvance ?? 0;
  }
  if (rightToLeft) units.reverse();
  const whole = units.flatMap(({ start, parts, advance }, index): Unit[] => {
    const own = visible.slice(start, units[index + 1]?.start ?? visible.length);
    const unit = { text: own, face, parts, advance, level, space: /^\s+$/u.test(own) };
    return rightToLeft ? marksApart(unit) : [unit];
  });
  return DIGITS_OF_ARABIC.test(visible) ? [joined(whole, visible)] : whole;
}

/**
 * A letter that runs from the right keeps its ink, and an empty unit behind it says its mark: readers put the two
 * in the wrong order when one glyph means both.
 */
function marksApart(unit: Unit): Unit[] {
  const pieces = unit.text.split(/(?<=[^\p{M}\p{Cf}])(?=[\p{M}\p{Cf}])|(?<=[\p{M}\p{Cf}])/u);
  return pieces.map((text, index) =>
    index === 0 ? { ...unit, text } : { ...unit, text, parts: [], advance: 0 },
  );
}

/** A number in the digits of Arabic as one unit: readers take such digits for letters and turn them round. */
function joined(units: readonly Unit[], text: string): Unit {
  const first = units[0] as Unit;
  let advance = 0;
  const parts = units.flatMap((unit) => {
    const from = advance;
    advance += unit.advance;
    return unit.parts.map((part) => ({ ...part, x: part.x + from }));
  });
  return { ...first, text, parts, advance };
}

/** True when a face had nothing to draw for it. */
export function isMissing(unit: Unit): boolean {
  return unit.parts.some(({ glyph }) => glyph === 0);
}
