/**
 * Keys of the node for what devices bring: the intake key to which they seal their work (design chapter 30, section 5.3),
 * and the key with which it orders a lost tablet to forget (5.6). Both come from the node's root and stand in no database.
 */
import { createECDH, createPrivateKey } from 'node:crypto';
import { Decrypter, identityToRecipient } from 'age-encryption';
import type { NodeSecret } from '../firewall/index.ts';
import { signWipe } from './wipe-order.ts';
import type { WipeOrder } from './wire.ts';

export type IntakeKey = { key_no: number; recipient: string };

/** Sealed work may come this many months late. */
const MONTHS_OPEN = 6;
/** PKCS #8 of an X25519 key (RFC 8410), before its 32 bytes. */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** Number of the month, from year 0. */
export const monthOf = (ms: number): number => {
  const day = new Date(ms);
  return day.getUTCFullYear() * 12 + day.getUTCMonth();
};

async function identityOf(secret: NodeSecret, month: number): Promise<CryptoKey> {
  const raw = secret(`intake|${month}`);
  const der = Buffer.concat([PKCS8_X25519, raw]);
  raw.fill(0);
  const pkcs8 = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({
    format: 'der',
    type: 'pkcs8',
  });
  der.fill(0);
  return crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, true, ['deriveBits']);
}

export type Intake = {
  /** To what a device seals now. */
  key(): Promise<IntakeKey>;
  /** The plain text of sealed work; null when no open key fits or it was changed. */
  open(sealed: Uint8Array): Promise<Buffer | null>;
};

/** Keys of the present month and of those before it that are still open, made when they are first needed. */
export function intakeKeys(secret: NodeSecret, now: () => number = Date.now): Intake {
  const made = new Map<number, Promise<{ key: CryptoKey; reader: Decrypter }>>();
  const ofMonth = (month: number): Promise<{ key: CryptoKey; reader: Decrypter }> => {
    let pair = made.get(month);
    if (!pair) {
      pair = identityOf(secret, month).then((key) => {
        // One for all that comes: each derives the public half anew, which costs as much as opening.
        const reader = new Decrypter();
        reader.addIdentity(key);
        return { key, reader };
      });
      made.set(month, pair);
    }
    return pair;
  };
  return {
    async key() {
      const month = monthOf(now());
      return { key_no: month, recipient: await identityToRecipient((await ofMonth(month)).key) };
    },
    async open(sealed) {
      const month = monthOf(now());
      for (const old of made.keys()) if (old < month - MONTHS_OPEN) made.delete(old);
      // The newest first, one at a time: nearly everything is of this month.
      for (let ago = 0; ago <= MONTHS_OPEN; ago++) {
        const { reader } = await ofMonth(month - ago);
        try {
          return Buffer.from(await reader.decrypt(sealed));
        } catch {}
      }
      return null;
    },
  };
}

export type WipeOrders = {
  /** Public half, raw P-256 point, base64url: what a tablet learns at its first start. */
  publicKey: string;
  /** Of these organisations. `at`: ms since 1970. */
  order(device_id: string, at: number, houses: string[]): Promise<WipeOrder>;
};

/** The node's key for orders to tablets. */
export function wipeOrders(secret: NodeSecret): WipeOrders {
  const { publicKey, jwk } = signingKey(secret);
  let key: Promise<CryptoKey> | undefined;
  return {
    publicKey,
    async order(device_id, at, houses) {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
      key ??= crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']);
      return await signWipe({ device_id, at, houses }, await key);
    },
  };
}

/** Order of P-256 (SEC 2, section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A private key from 512 bits of the root, by extra random bits (FIPS 186-5, A.2.1): every number gives one. */
function signingKey(secret: NodeSecret): { publicKey: string; jwk: JsonWebKey } {
  const halves = ['wipe|1', 'wipe|2'].map((label) => secret(label));
  const wide = Buffer.concat(halves);
  const number = (BigInt(`0x${wide.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const raw = Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
  for (const part of [wide, ...halves]) part.fill(0);
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(raw);
  const point = pair.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((one) =>
    one.toString('base64url'),
  );
  const jwk = { kty: 'EC', crv: 'P-256', d: raw.toString('base64url'), x, y } as JsonWebKey;
  raw.fill(0);
  return { publicKey: point.toString('base64url'), jwk };
}
