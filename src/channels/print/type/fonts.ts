/**
 * The letters that go on paper: Noto families (SIL Open Font License) out of npm packages, so that a
 * print is the same on every machine and asks nothing of the one it runs on.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Blob as FontBytes, Face, Font } from 'harfbuzzjs';
import { FAMILIES, type Family } from './families.ts';
import { type GlyphSource, readGlyphs } from './glyph-source.ts';

export type Weight = 'regular' | 'bold';

export type Typeface = {
  /** Family and weight, `NotoSansKhmer_700Bold`: also the name inside the PDF. */
  name: string;
  font: Font;
  unitsPerEm: number;
  /** Highest and lowest ink that lines must leave room for, in units of the em; descent is positive. */
  ascent: number;
  descent: number;
  glyphs: GlyphSource;
  covers(codePoint: number): boolean;
};

const FALLBACK: readonly Family[] = [
  'Latn',
  'Arab',
  'Ethi',
  'Beng',
  'Deva',
  'Mymr',
  'Khmr',
  'Thai',
];

const loaded = new Map<string, Typeface>();

/** The face of a family in a weight; read once per process. */
export function typeface(family: Family, weight: Weight): Typeface {
  const [folder, stem] = FAMILIES[family];
  const cut = weight === 'bold' ? '700Bold' : '400Regular';
  const name = `${stem}_${cut}`;
  const known = loaded.get(name);
  if (known) return known;
  const path = fileURLToPath(
    import.meta.resolve(`@expo-google-fonts/${folder}/${cut}/${name}.ttf`),
  );
  const bytes = readFileSync(path);
  const face = new Face(new FontBytes(bytes));
  const font = new Font(face);
  const { ascender, descender } = font.hExtents();
  const covered = new Map<number, boolean>();
  const made: Typeface = {
    name: name.replace('_', '-'),
    font,
    unitsPerEm: face.upem,
    ascent: ascender / face.upem,
    descent: -descender / face.upem,
    glyphs: readGlyphs(bytes),
    covers(codePoint) {
      let answer = covered.get(codePoint);
      if (answer === undefined) {
        answer = (font.nominalGlyph(codePoint) ?? 0) !== 0;
        covered.set(codePoint, answer);
      }
      return answer;
    },
  };
  loaded.set(name, made);
  return made;
}

const LATIN = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}0-9+]/u;

/** Which face sets a character: Latin letters and digits always in Noto Sans, the rest in the language's own. */
export function faceFor(character: string, family: Family, weight: Weight): Typeface | undefined {
  const point = character.codePointAt(0) ?? 0;
  const order = LATIN.test(character) ? ['Latn' as const] : [family, ...FALLBACK];
  for (const each of order) {
    const face = typeface(each, weight);
    if (face.covers(point)) return face;
  }
  return undefined;
}
