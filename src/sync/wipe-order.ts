/**
 * The order to a lost tablet to forget everything (design chapter 30, section 5.6), signed by its node. A tablet keeps the node's
 * public key from its first start and obeys no other: whoever stands on the line, or answers in the house's name elsewhere, cannot
 * empty it. Pure, and the same on both sides.
 */
import { bytes, text } from './signature.ts';
import { isRecord, type WipeOrder } from './wire.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;
const CONTEXT = 'wayhouse wipe order 1\n';

type Order = WipeOrder['wipe'];

const signedBytes = ({ device_id, at }: Omit<Order, 'sig'>): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`${CONTEXT}${device_id}\n${at}`);

export async function signWipe(
  order: Omit<Order, 'sig'>,
  privateKey: CryptoKey,
): Promise<WipeOrder> {
  const signature = await crypto.subtle.sign(SIGN, privateKey, signedBytes(order));
  return { wipe: { ...order, sig: text(new Uint8Array(signature)) } };
}

/** The order in a body that came with 410; undefined for anything else. */
export function readWipe(body: unknown): Order | undefined {
  const wipe = isRecord(body) ? body['wipe'] : undefined;
  if (!isRecord(wipe)) return undefined;
  const { device_id, at, sig } = wipe;
  return typeof device_id === 'string' && typeof at === 'number' && typeof sig === 'string'
    ? { device_id, at, sig }
    : undefined;
}

/** Whether this very device is meant, and the node with this key (raw point, base64url) has said so. */
export async function isOrderFor(
  order: Order,
  { device_id, nodeKey }: { device_id: string; nodeKey: string | null },
): Promise<boolean> {
  if (order.device_id !== device_id || nodeKey === null) return false;
  try {
    const key = await crypto.subtle.importKey('raw', bytes(nodeKey), ALGORITHM, false, ['verify']);
    return await crypto.subtle.verify(SIGN, key, bytes(order.sig), signedBytes(order));
  } catch {
    return false;
  }
}
