/** Ed25519 (RFC 8032) with the node's own key: for checkpoints of the log. */
import { createPrivateKey, createPublicKey, type KeyObject, sign as signWith } from 'node:crypto';
import type { Room } from './room.ts';

/** What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function keyOfSeed(seed: Buffer): KeyObject {
  const der = Buffer.concat([PKCS8, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  return key;
}

export async function sign(room: Room, message: Buffer): Promise<Buffer> {
  const seed = await room.ring.nodeSecret('sign');
  const signature = signWith(null, message, keyOfSeed(seed));
  seed.fill(0);
  return signature;
}

export async function signingKey(room: Room): Promise<Buffer> {
  const seed = await room.ring.nodeSecret('sign');
  const { x } = createPublicKey(keyOfSeed(seed)).export({ format: 'jwk' });
  seed.fill(0);
  return Buffer.from(x ?? '', 'base64url');
}
