/**
 * What is sealed of a name to compare it by (chapter 30, section 1.3): how it sounds, the year of birth and the age group where
 * they were given. The name cannot be read back from it. Pure: the same on the server and on a tablet.
 */
import { AGE_BANDS, type AgeBand } from './name-evidence.ts';
import { type NameSketch, packSketch, unpackSketch } from './name-sketch.ts';

export type SketchRecord = { sketch: NameSketch; birthYear?: number; ageBand?: AgeBand };

const VERSION = 1;
const HEAD = 4;

/** One byte of version, two of the year (0: not given), one of the age group, then the packed sketch. */
export function packRecord({ sketch, birthYear = 0, ageBand = 'unknown' }: SketchRecord): Buffer {
  const head = Buffer.alloc(HEAD);
  head[0] = VERSION;
  head.writeUInt16BE(birthYear, 1);
  head[3] = AGE_BANDS.indexOf(ageBand);
  return Buffer.concat([head, packSketch(sketch)]);
}

/** Undefined for bytes that are no record of a known form: such a row compares with nobody. */
export function unpackRecord(bytes: Uint8Array): SketchRecord | undefined {
  const ageBand = AGE_BANDS[bytes[3] ?? -1];
  if (bytes[0] !== VERSION || bytes.length < HEAD || ageBand === undefined) return undefined;
  const birthYear = new DataView(bytes.buffer, bytes.byteOffset).getUint16(1);
  try {
    // A copy: the caller blanks the bytes.
    const sketch = unpackSketch(Uint8Array.from(bytes.subarray(HEAD)));
    return { sketch, ageBand, ...(birthYear ? { birthYear } : {}) };
  } catch {
    return undefined;
  }
}
