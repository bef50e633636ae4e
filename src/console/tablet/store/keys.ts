/**
 * The worker's store key and what it is wrapped by (design chapter 30, section 5.2). It stands unwrapped only in memory. A PIN alone
 * wraps nothing: it is stretched together with the 128 random bits of the badge.
 */
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { DeskError } from './desk.ts';
import type { Way, WayKind } from './unlock.ts';
import { readFourWords } from './words.ts';

/** RFC 9106's second recommendation would be 64 MiB: too much for the tablets of a point; OWASP's smallest is this. */
const STRETCH = { memory: 19 * 1024, passes: 2 } as const;
/** Ms of work between two breaths, so that the screen goes on moving. */
const BREATH = 8;

export type Wrap = {
  kind: WayKind;
  salt: Uint8Array<ArrayBuffer>;
  iv: Uint8Array<ArrayBuffer>;
  ct: Uint8Array<ArrayBuffer>;
  memory: number;
  passes: number;
  /** Of the badge, so that its scan finds the store: tells nothing of the PIN. */
  badgeTag?: string;
  /** Wrong tries since the last right one. */
  tries: number;
  /** Ms since 1970: no try is looked at before. */
  notBefore: number;
};

/** How a secret is stretched; replaced in tests that open thousands of stores. */
export type Stretch = (
  secret: Uint8Array,
  salt: Uint8Array,
  cost: { memory: number; passes: number },
) => Promise<Uint8Array>;

export const argon2idStretch: Stretch = (secret, salt, { memory, passes }) =>
  argon2idAsync(secret, salt, { m: memory, t: passes, p: 1, dkLen: 32, asyncTick: BREATH });

/** What is stretched. @throws DeskError `invalid`: a PIN without a badge, or not of six digits; words not of the list */
function secretOf(way: Way): Uint8Array {
  const bytes = new TextEncoder();
  if (way.kind === 'badge') {
    if (way.badge.length !== 16) throw new DeskError('invalid', 'A badge has 16 bytes.');
    if (!/^\d{6}$/.test(way.pin)) throw new DeskError('invalid', 'A PIN has six digits.');
    const pin = bytes.encode(way.pin);
    const both = new Uint8Array(way.badge.length + pin.length);
    both.set(way.badge);
    both.set(pin, way.badge.length);
    return both;
  }
  if (way.kind === 'words') {
    const words = readFourWords(way.words);
    if (!words) throw new DeskError('invalid', 'These are not four words of the list.');
    return bytes.encode(words);
  }
  if (way.secret.length !== 32) throw new DeskError('invalid', 'A passkey gives 32 bytes.');
  return way.secret;
}

async function wrappingKey(
  way: Way,
  { salt, memory, passes }: Pick<Wrap, 'salt' | 'memory' | 'passes'>,
  stretch: Stretch,
): Promise<CryptoKey> {
  const secret = secretOf(way);
  // A passkey's 256 bits need no stretching; the others do.
  const strong = way.kind === 'passkey' ? secret : await stretch(secret, salt, { memory, passes });
  const base = await crypto.subtle.importKey('raw', Uint8Array.from(strong), 'HKDF', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: boundTo(way.kind) },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

const boundTo = (kind: WayKind): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`wayhouse tablet store key|${kind}|1`);

/** 32 new random bytes. Fill them with zeros when they are imported and wrapped. */
export const newStoreKey = (): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(32));

export const importStoreKey = (raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** Wraps the key so that this way opens it. `tagOf` digests a badge with the device's own secret. */
export async function wrap(
  raw: Uint8Array<ArrayBuffer>,
  way: Way,
  tagOf: (badge: Uint8Array) => Promise<string>,
  stretch: Stretch = argon2idStretch,
): Promise<Wrap> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const cost = { salt, ...STRETCH };
  const key = await wrappingKey(way, cost, stretch);
  const ct = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: boundTo(way.kind) },
    key,
    raw,
  );
  return {
    kind: way.kind,
    ...cost,
    iv,
    ct: new Uint8Array(ct),
    ...(way.kind === 'badge' ? { badgeTag: await tagOf(way.badge) } : {}),
    tries: 0,
    notBefore: 0,
  };
}

/** The key's 32 bytes, or undefined when this was not the way. */
export async function unwrap(
  wrapped: Wrap,
  way: Way,
  stretch: Stretch = argon2idStretch,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const key = await wrappingKey(way, wrapped, stretch);
  try {
    const raw = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: wrapped.iv, additionalData: boundTo(way.kind) },
      key,
      wrapped.ct,
    );
    return new Uint8Array(raw);
  } catch {
    return undefined;
  }
}

const FREE_TRIES = 3;
const LONGEST_WAIT = 15 * 60_000;

/** Ms until the next try after so many wrong ones: three at once, then 5 s doubling to a quarter of an hour. */
export function waitAfter(tries: number): number {
  if (tries < FREE_TRIES) return 0;
  return Math.min(LONGEST_WAIT, 5000 * 2 ** Math.min(tries - FREE_TRIES, 20));
}
