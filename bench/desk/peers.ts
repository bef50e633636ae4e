/** What names are compared with elsewhere: exact match, and Jaro-Winkler over `any-ascii`. */
import anyAscii from 'any-ascii';

export const asciiOf = (name: string): string[] =>
  anyAscii(name.normalize('NFC'))
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '')
    .split(/\s+/)
    .filter((part) => part !== '')
    .sort();

/** Winkler 1990: the share of letters in common within a window, more for a common beginning. */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1;
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1);
  const taken = new Uint8Array(other.length);
  const common: string[] = [];
  for (let at = 0; at < one.length; at++) {
    const last = Math.min(other.length - 1, at + reach);
    for (let place = Math.max(0, at - reach); place <= last; place++) {
      if (taken[place] === 1 || one[at] !== other[place]) continue;
      taken[place] = 1;
      common.push(one[at] as string);
      break;
    }
  }
  if (common.length === 0) return 0;
  const inOther = Array.from(other).filter((_, at) => taken[at] === 1);
  const moved = common.filter((letter, at) => letter !== inOther[at]).length / 2;
  const m = common.length;
  const jaro = (m / one.length + m / other.length + (m - moved) / m) / 3;
  let same = 0;
  while (same < 4 && same < one.length && one[same] === other[same]) same++;
  return jaro + same * 0.1 * (1 - jaro);
}
