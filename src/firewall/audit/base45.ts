/** Base45 (RFC 9285): bytes as the 45 characters that a QR code stores in five and a half bits each. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair
      ? (bytes[at] as number) * 256 + (bytes[at + 1] as number)
      : (bytes[at] as number);
    for (let digit = pair ? 3 : 2; digit > 0; digit--) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** Undefined for text that `toBase45` would not have made. */
export function fromBase45(text: string): Buffer | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (one) => ALPHABET.indexOf(one));
    if (digits.length === 1 || digits.includes(-1)) return undefined;
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (value >= 256 ** (digits.length - 1)) return undefined;
    if (digits.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Buffer.from(bytes);
}
