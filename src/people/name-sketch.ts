/**
 * A name as it is compared: parts, each a row of sounds, without the name itself being kept (chapter 30,
 * section 1.3). Pure: the same on the server and on a tablet. The packed form is what is stored, sealed.
 */
import { type NamePart, partOf, splitName } from './name-parts.ts';
import { SCRIPT_CLASSES } from './name-read.ts';

export type { NamePart } from './name-parts.ts';
export type { ScriptClass } from './name-read.ts';

/** The order of parts has no meaning. No part: nothing that can be compared was given. */
export type NameSketch = { readonly parts: readonly NamePart[] };

/** The longest name that is accepted, in letters as people count them (chapter 30, section 9). */
export const LONGEST_NAME = 120;
const MOST_READ = 480;
export const MOST_PARTS = 8;
export const LONGEST_PART = 24;

/**
 * How many letters a name has as people count them: marks, joiners and skin tones belong to the letter
 * before them. For the limit of `LONGEST_NAME`; a flag counts two.
 */
export function lettersIn(name: string): number {
  const plain = name
    .normalize('NFC')
    .replace(/\u200d./gsu, '')
    .replace(/[\p{M}\p{Cf}\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, '');
  return [...plain].length;
}

/**
 * Reads a name in any script or several; never throws.
 * @param name as offered: one word, parts in any order, marks or none, empty, signs only
 * @returns at most 8 parts of at most 24 sounds; what is longer is left out
 */
export function skeleton(name: string): NameSketch {
  return { parts: splitName(name.slice(0, MOST_READ)).slice(0, MOST_PARTS) };
}

const PACKED_VERSION = 1;

/**
 * One byte of version, then for each part one byte (class of script × 32 + count of sounds) and one byte
 * a sound: some 30 bytes for a name of four parts, at most 201.
 */
export function packSketch(sketch: NameSketch): Uint8Array {
  const bytes = [PACKED_VERSION];
  for (const { sounds, script } of sketch.parts) {
    bytes.push((SCRIPT_CLASSES.indexOf(script) << 5) | sounds.length, ...sounds);
  }
  return Uint8Array.from(bytes);
}

/**
 * @throws RangeError when the bytes are no packed sketch of a known version
 */
export function unpackSketch(bytes: Uint8Array): NameSketch {
  if (bytes[0] !== PACKED_VERSION) {
    throw new RangeError(`A packed name begins with ${PACKED_VERSION}, not with ${bytes[0]}`);
  }
  const parts: NamePart[] = [];
  let at = 1;
  while (at < bytes.length) {
    const head = bytes[at] ?? 0;
    const script = SCRIPT_CLASSES[head >> 5];
    const sounds = bytes.slice(at + 1, at + 1 + (head & 31));
    if (script === undefined || sounds.length !== (head & 31) || sounds.length === 0) {
      throw new RangeError(`A packed name is cut off or spoilt at byte ${at}`);
    }
    if (sounds.some((sound) => sound >= 64))
      throw new RangeError(`No sound at byte ${at} or later`);
    parts.push(partOf(sounds, script));
    at += 1 + sounds.length;
  }
  return { parts };
}
