/**
 * The order to a lost tablet to forget everything (design chapter 30, section 5.6), signed by its node. A tablet keeps the node's
 * public key from its first start and obeys no other: whoever stands on the line, or answers in the house's name elsewhere, cannot
 * empty it. It is of one house, or of several at once; what a browser keeps for another stays. Pure, and the same on both sides.
 */
import { bytes, text } from './signature.ts';
import { isRecord, type WipeOrder } from './wire.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;
const CONTEXT = 'wayhouse wipe order 1\n';
const HOUSES_CONTEXT = 'wayhouse wipe order 2\n';

type Order = WipeOrder['wipe'];
type Unsigned = Pick<Order, 'device_id' | 'at' | 'houses'>;

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const signedBytes = ({ device_id, at, houses }: Unsigned): Uint8Array<ArrayBuffer> =>
  utf8(
    houses
      ? `${HOUSES_CONTEXT}${device_id}\n${at}\n${JSON.stringify(houses)}`
      : `${CONTEXT}${device_id}\n${at}`,
  );

/** Signed twice: as it is, and without the houses for tablets that know none. */
export async function signWipe(
  { device_id, at, houses }: Required<Unsigned>,
  privateKey: CryptoKey,
): Promise<WipeOrder> {
  const sign = async (order: Unsigned): Promise<string> =>
    text(new Uint8Array(await crypto.subtle.sign(SIGN, privateKey, signedBytes(order))));
  const order = { device_id, at, houses: houses.toSorted() };
  return {
    wipe: { ...order, sig: await sign({ device_id, at }), houses_sig: await sign(order) },
  };
}

/** The order in a body that came with 410; undefined for anything else. */
export function readWipe(body: unknown): Order | undefined {
  const wipe = isRecord(body) ? body['wipe'] : undefined;
  if (!isRecord(wipe)) return undefined;
  const { device_id, at, sig, houses, houses_sig } = wipe;
  if (typeof device_id !== 'string' || typeof at !== 'number' || typeof sig !== 'string')
    return undefined;
  if (houses === undefined) return { device_id, at, sig };
  const isWhole =
    Array.isArray(houses) &&
    houses.every((house) => typeof house === 'string') &&
    typeof houses_sig === 'string';
  return isWhole ? { device_id, at, sig, houses, houses_sig } : undefined;
}

/** Whether this very device is meant, and the node with this key (raw point, base64url) has said so, of these houses. */
export async function isOrderFor(
  order: Order,
  { device_id, nodeKey }: { device_id: string; nodeKey: string | null },
): Promise<boolean> {
  if (order.device_id !== device_id || nodeKey === null) return false;
  try {
    const key = await crypto.subtle.importKey('raw', bytes(nodeKey), ALGORITHM, false, ['verify']);
    const signature = bytes((order.houses ? order.houses_sig : order.sig) ?? '');
    return await crypto.subtle.verify(SIGN, key, signature, signedBytes(order));
  } catch {
    return false;
  }
}
