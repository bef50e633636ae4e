/** What is loaded only where packs are kept: the offline page's list of them, and their small updates. */
export { setUpAreas } from './areas.ts';
export { updateHeld } from './pack-updates.ts';
