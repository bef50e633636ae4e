/**
 * The store that is kept on this tablet; a part of its own, since practice needs none of it. Values come from the files of the
 * store, not through its `index.ts`: a bundler would put all of it into the first part otherwise.
 */
import type { Desk, Way } from './store/index.ts';
import { keepUp, openDesk } from './store/open-desk.ts';

/** Colleagues at one point see each other's queue; an unchanged one is answered by the server from memory, ms. */
const LOOK_EVERY = 5000;

export type Opened = { desk: Desk; close: () => void };

/** @throws DeskError as `openDesk` says */
export async function openReal(way: Way | undefined, anew: boolean): Promise<Opened> {
  const desk = await openDesk({ ...(way ? { way } : {}), ...(anew ? { anew } : {}) });
  // The screen is there at once, with what this tablet kept; what is new comes behind it.
  void desk.sync();
  return { desk, close: keepUp(desk, LOOK_EVERY) };
}
