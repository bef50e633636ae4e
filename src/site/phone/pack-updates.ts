/** Held packs follow the newest ones by what has changed, without a tap; a whole pack never comes by itself. */
import { addressOf, bytesOfChanges, heldPack, loadChanges, packList } from './pack-store.ts';

/** @returns whether the list of packs could be asked at all */
export async function updateHeld(): Promise<boolean> {
  const list = await packList();
  if (!list) return false;
  for (const entry of list.packs ?? []) {
    const held = await heldPack(addressOf(entry));
    if (!held || held.id === entry.id) continue;
    if ((await bytesOfChanges(entry, held)) !== undefined)
      await loadChanges(entry, held, list.publicKey);
  }
  return true;
}
