/** "Update on next network" (chapter 10, section 5.2): on any page, only where packs are kept. */
import { isKeeping, PACKS } from './kept.ts';
import type * as PacksScript from './packs.ts';

/** Address of `packs.ts`, put in when the scripts are built. */
declare const PACKS_SCRIPT: string;

const LOOKED_AT = 'wayhouse-packs-looked-at';
/** New packs are made every six hours. */
const LOOK_EVERY_MS = 3 * 3_600_000;

/** The code for packs, which nobody loads who keeps none. */
export function loadPacks(): Promise<typeof PacksScript> {
  return import(PACKS_SCRIPT) as Promise<typeof PacksScript>;
}

export function setUpFollowing(): void {
  const follow = (): void => void look().catch(() => {});
  follow();
  addEventListener('online', follow);
}

async function look(): Promise<void> {
  const line = (navigator as { connection?: { saveData?: boolean } }).connection;
  if (!navigator.onLine || line?.saveData) return;
  const since = Date.now() - Number(localStorage.getItem(LOOKED_AT));
  // A clock that was set back must not stop the looking.
  if (since >= 0 && since < LOOK_EVERY_MS) return;
  if (!(await caches.has(PACKS)) || !(await isKeeping())) return;
  const { updateHeld } = await loadPacks();
  if ((await updateHeld()) && (await isKeeping()))
    localStorage.setItem(LOOKED_AT, String(Date.now()));
}
