/** Which letters a language is printed in. Pure; the files are read by `fonts.ts`. */
import type { Direction } from '../../../languages/direction.ts';
import type { Script } from '../../../languages/known-languages.ts';

/** The package and file name of each family. */
export const FAMILIES = {
  Latn: ['noto-sans', 'NotoSans'],
  Arab: ['noto-naskh-arabic', 'NotoNaskhArabic'],
  // Readers of Urdu expect Nastaliq (chapter 70, script table).
  Aran: ['noto-nastaliq-urdu', 'NotoNastaliqUrdu'],
  Ethi: ['noto-sans-ethiopic', 'NotoSansEthiopic'],
  Beng: ['noto-sans-bengali', 'NotoSansBengali'],
  Deva: ['noto-sans-devanagari', 'NotoSansDevanagari'],
  Mymr: ['noto-sans-myanmar', 'NotoSansMyanmar'],
  Khmr: ['noto-sans-khmer', 'NotoSansKhmer'],
  // Looped letters first: they are what schools teach.
  Thai: ['noto-sans-thai-looped', 'NotoSansThaiLooped'],
} as const;
export type Family = keyof typeof FAMILIES;

/** The family that a language is set in. */
export function familyOf(script: Script, tag: string): Family {
  if (script === 'Arab') return /^ur\b/.test(tag) ? 'Aran' : 'Arab';
  if (script === 'Cyrl') return 'Latn';
  return script;
}

/** How a language is written on paper. */
export type Voice = {
  /** BCP 47. */
  tag: string;
  dir: Direction;
  family: Family;
};
