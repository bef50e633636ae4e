/**
 * Which bytes of something a client asks for (RFC 9110, section 14.2). Phones ask for a recording piece by piece, and an iPhone
 * plays none that is not given so. Pure.
 */

/** First and last byte, both within what there is. */
export type ByteRange = { first: number; last: number };

const RANGES = /^bytes=[ \t]*(.*)$/i;
const ONE = /^(\d{0,15})-(\d{0,15})$/;

/**
 * Reads a `Range` header against something of `size` bytes.
 * @returns the range · `whole` when there is no header, when it is not understood or badly formed, or asks for several ranges
 *   (a server may give the whole then, and no player asks for several) · `none` when it lies outside (416)
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'whole' | 'none' {
  const [, asked] = RANGES.exec(header?.trim() ?? '') ?? [];
  const [, from = '', to = ''] = ONE.exec(asked ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    // The last bytes; all of it when it has fewer.
    const count = Number(to);
    return count === 0 || size === 0
      ? 'none'
      : { first: Math.max(0, size - count), last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= size ? 'none' : { first, last };
}
