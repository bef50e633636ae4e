/** A pack as bytes for our own disk: the structured clone of its arrays. Phones get the `.whp` file instead. */
import { deserialize, serialize } from 'node:v8';
import type { Pack } from '../../finder/index.ts';

export function packToBytes(pack: Pack): Uint8Array {
  return serialize(pack);
}

/** @throws when the bytes are not a pack that this program wrote */
export function packFromBytes(bytes: Uint8Array): Pack {
  return deserialize(bytes) as Pack;
}
