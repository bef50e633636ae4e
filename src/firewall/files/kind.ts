/** What a file is, by its first bytes; its name and what the sender says count for nothing. Pure. */

export type FileKind = 'jpeg' | 'png' | 'webp' | 'heic' | 'pdf';

/** Kinds that are recognised so that the refusal can name them. */
export type OtherKind =
  | 'gif'
  | 'tiff'
  | 'svg_or_html'
  | 'office_or_zip'
  | 'old_office'
  | 'video'
  | 'program'
  | 'empty'
  | 'unknown';

/** Brands of ISO/IEC 23008-12 (HEIF) and AV1 images: still pictures in boxes. */
const STILL_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'avif']);

export function kindOf(bytes: Uint8Array): FileKind | OtherKind {
  if (bytes.length < 12) return bytes.length === 0 ? 'empty' : 'unknown';
  const text = (from: number, to: number): string =>
    String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(4, 8) === 'ftyp') return STILL_BRANDS.has(text(8, 12)) ? 'heic' : 'video';
  if (text(0, 5) === '%PDF-') return 'pdf';
  if (text(0, 4) === 'GIF8') return 'gif';
  if (/^(?:II\*\0|MM\0\*)/.test(text(0, 4))) return 'tiff';
  if (text(0, 2) === 'PK') return 'office_or_zip';
  if (text(0, 4) === '\xd0\xcf\x11\xe0') return 'old_office';
  if (text(0, 2) === 'MZ' || text(0, 4) === '\x7fELF' || text(0, 2) === '#!') return 'program';
  return /<(?:svg|!doctype|html|\?xml|script)/i.test(text(0, 512)) ? 'svg_or_html' : 'unknown';
}
