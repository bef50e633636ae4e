/**
 * JPEG without anything but the picture, not decoded (ITU-T T.81, annex B): for the pictures inside PDFs, whose
 * colours must stay as the document has them. Leaves APP0 (JFIF, without its preview) and APP14 (Adobe colour
 * transform), and cuts what follows the end of the image. Pure.
 */

const APP0 = 0xe0;
const APP14 = 0xee;
const COMMENT = 0xfe;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** The bare picture, or undefined when the bytes are no whole JPEG. */
export function bareJpeg(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const next = at + 2 + length;
    if (length < 2 || next > bytes.length) return undefined;
    if (marker === START_OF_SCAN) {
      const end = endOfScan(bytes, next);
      if (end === undefined) return undefined;
      kept.push(bytes.subarray(at, end));
      at = end;
      if (bytes[at + 1] === END_OF_IMAGE) return joined([...kept, bytes.subarray(at, at + 2)]);
      continue;
    }
    const isApp = marker >= APP0 && marker <= 0xef;
    if (marker === APP0) kept.push(withoutPreview(bytes.subarray(at, next)));
    else if (marker === APP14 || !(isApp || marker === COMMENT))
      kept.push(bytes.subarray(at, next));
    at = next;
  }
  return undefined;
}

/** Where the entropy-coded data end: at the next marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) return at;
  }
  return undefined;
}

/** JFIF header of 16 bytes with no thumbnail; any other APP0 goes. */
function withoutPreview(segment: Uint8Array): Uint8Array {
  if (String.fromCharCode(...segment.subarray(4, 9)) !== 'JFIF\0' || segment.length < 18)
    return new Uint8Array();
  const header = segment.slice(0, 18);
  header.set([0, 16], 2);
  header.set([0, 0], 16);
  return header;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
