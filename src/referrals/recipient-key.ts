/**
 * The way in of a recipient without an account (design chapter 30, section 4.6): a locator of 128 random bits that travels by
 * mail or SMS, and a code of eight signs and a check sign that is said by telephone. Both together give the key of the packet;
 * neither is stored. scrypt (RFC 7914) makes each guess of a code cost, for whoever has the locator and a copy of the database.
 */
import { createHash, hkdfSync, randomBytes, randomInt, scrypt } from 'node:crypto';
import { openField, sealField } from '../firewall/index.ts';

/** Crockford's base32: no I, L, O, U. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_SIGNS = 8;
const KEY_BYTES = 32;
/** 16 MiB and some tens of milliseconds. */
const COST = { N: 2 ** 14, r: 8, p: 1, maxmem: 32 * 1024 * 1024 } as const;

export type Pair = { locator: string; code: string };
/** `key` opens the packet's key; `proof` is what the database compares by its hash, and opens nothing. */
export type Derived = { key: Buffer; proof: Buffer };

/** Luhn's check over 32 signs: finds each wrong sign and nearly every exchange of two neighbours. */
function checkSign(signs: string): string {
  let sum = 0;
  for (let i = 0; i < signs.length; i++) {
    const doubled = SIGNS.indexOf(signs[signs.length - 1 - i] ?? '') * (i % 2 === 0 ? 2 : 1);
    sum += Math.floor(doubled / SIGNS.length) + (doubled % SIGNS.length);
  }
  return SIGNS[(SIGNS.length - (sum % SIGNS.length)) % SIGNS.length] ?? '0';
}

export function newPair(): Pair {
  const signs = Array.from({ length: CODE_SIGNS }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  return { locator: randomBytes(16).toString('base64url'), code: signs + checkSign(signs) };
}

/** As people write it: in threes. */
export const codeText = (code: string): string => code.replace(/(...)(?=.)/g, '$1 ');

/** A code as it was typed, in its one form; undefined when the check sign does not fit, so that it was mistyped. */
export function readCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const signs = code.slice(0, CODE_SIGNS);
  const fine = code.length === CODE_SIGNS + 1 && [...code].every((sign) => SIGNS.includes(sign));
  return fine && checkSign(signs) === code[CODE_SIGNS] ? code : undefined;
}

/** The sixteen bytes of a locator; undefined for what was never one. */
export function readLocator(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === 16 && bytes.toString('base64url') === text ? bytes : undefined;
}

export const hashOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** What the database finds a locator by. */
export const locatorHash = (locator: Buffer): Buffer =>
  hashOf(Buffer.concat([Buffer.from('wayhouse referral locator|'), locator]));

const halves = (bytes: Buffer): Derived => ({
  key: bytes.subarray(0, KEY_BYTES),
  proof: bytes.subarray(KEY_BYTES, 2 * KEY_BYTES),
});

/** From locator and code; takes the same time whatever they are. */
export function keysOf(locator: Buffer, code: string): Promise<Derived> {
  return new Promise((done, fail) =>
    scrypt(code, locator, 2 * KEY_BYTES, COST, (error, bytes) =>
      error ? fail(error) : done(halves(bytes)),
    ),
  );
}

/** From the secret that one browser keeps, for one locator. */
export const browserKeys = (locator: Buffer, secret: Buffer): Derived =>
  halves(
    Buffer.from(hkdfSync('sha256', secret, locator, 'wayhouse referral browser', 2 * KEY_BYTES)),
  );

const WRAPPED = 'referrals.recipient_access.wrapped';
const SEALED = 'referrals.packet.sealed';

export const newPacketKey = (): Buffer => randomBytes(KEY_BYTES);
export const wrapKey = (under: Buffer, packetId: string, key: Buffer): Buffer =>
  sealField(under, 1, { column: WRAPPED, rowId: packetId }, key);
export const unwrapKey = (under: Buffer, packetId: string, wrapped: Buffer): Buffer | undefined =>
  openField(under, { column: WRAPPED, rowId: packetId }, wrapped);
export const sealPacket = (key: Buffer, packetId: string, plain: Buffer): Buffer =>
  sealField(key, 1, { column: SEALED, rowId: packetId }, plain);
export const openPacket = (key: Buffer, packetId: string, sealed: Buffer): Buffer | undefined =>
  openField(key, { column: SEALED, rowId: packetId }, sealed);

/** Where a packet for an organisation with accounts stands, for the keeper. */
export const packetPlace = (packetId: string) => ({
  key: { store: 'referrals', subject: packetId },
  place: { column: SEALED, rowId: packetId },
});
