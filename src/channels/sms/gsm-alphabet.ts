/**
 * The default alphabet of GSM and its extension table (3GPP TS 23.038, sections 6.2.1 and 6.2.1.1).
 * National shift tables are left out: few gateways take them, and a phone that lacks one shows other letters.
 */

/** Characters by their septet; ESC (0x1b) only leads to the extension table. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅå' +
  'Δ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ' +
  ' !"#¤%&\'()*+,-./' +
  '0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNO' +
  'PQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmno' +
  'pqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';
const ESCAPE = '\u001b';

/** Septets by UTF-16 unit: 1 or 2, and 0 for what the alphabet lacks. */
const SEPTETS = new Uint8Array(0x10000);
for (const character of BASIC) if (character !== ESCAPE) SEPTETS[character.charCodeAt(0)] = 1;
for (const character of EXTENSION) SEPTETS[character.charCodeAt(0)] = 2;

/** Septets that a UTF-16 unit needs: 1, 2 after an escape, 0 when it is not in the alphabet. */
export function septetsOf(unit: number): number {
  return SEPTETS[unit] as number;
}

/** Whether the whole text can be sent in 7 bits a character. */
export function isGsm(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (SEPTETS[text.charCodeAt(at)] === 0) return false;
  return true;
}
