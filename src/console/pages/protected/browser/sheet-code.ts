/** The code of a printed sheet: 160 random bits as 32 signs of Crockford's base 32, in groups of four. */

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 4;
const LENGTH = 32;

export function newSheetCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return grouped([...bytes].map((byte) => SIGNS[byte % SIGNS.length]).join(''));
}

/** As it was printed, from what was typed; undefined when it is no such code. */
export function readSheetCode(typed: string): string | undefined {
  const signs = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]+/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return signs.length === LENGTH && [...signs].every((sign) => SIGNS.includes(sign))
    ? grouped(signs)
    : undefined;
}

const grouped = (signs: string): string =>
  (signs.match(new RegExp(`.{${String(GROUP)}}`, 'g')) ?? []).join('-');
