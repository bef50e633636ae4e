/** The browser's own SHA-256 checks a pack before it is opened (`isWhole`), many times faster than one in plain JavaScript. */
export function sha256(): never {
  throw new Error('packs are checked before they are opened');
}
