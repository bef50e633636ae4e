/** Numbers made on the device (design chapter 30, section 1.1): UUIDv7 for acts, events and visits, UUIDv4 for people. */
import { v4, v7 } from 'uuid';

/** Of a person: random, since a UUIDv7 would tell the day of first contact wherever it travels. */
export const newSubject = (): string => v4();
/** Of a visit, for an act that opens one and names it. */
export const newVisitId = (): string => v7();

/** A code to print: 128 random bits, base64url. */
export function newCode(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 0x8000)
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @throws DOMException when the text is not base64url */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}

/**
 * UUIDv7s of one device, each later than the last even when its clock goes back (RFC 9562, section 6.2, method 1).
 * `wall`: ms since 1970.
 */
export function makeIds(
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): (wall: number) => string {
  let last = 0;
  let seq = 0;
  return (wall) => {
    if (wall > last) {
      last = wall;
      seq = 0;
    } else seq++;
    return v7({ msecs: last, seq, random: random(new Uint8Array(16)) });
  };
}
