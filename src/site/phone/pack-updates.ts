/** Held packs follow the newest ones by what has changed, without a tap; a whole pack never comes by itself. */
import { addressOf, bytesOfChanges, heldPack, loadChanges, packList } from './pack-store.ts';

/** @returns false when the line did not hold: it is worth asking again soon */
export async function updateHeld(): Promise<boolean> {
  const list = await packList();
  if (!list) return false;
  let came = true;
  for (const entry of list.packs ?? []) {
    const held = await heldPack(addressOf(entry));
    if (!held || held.id === entry.id) continue;
    if ((await bytesOfChanges(entry, held)) === undefined) continue;
    if ((await loadChanges(entry, held, list.publicKey)) === 'failed') came = false;
  }
  return came;
}
