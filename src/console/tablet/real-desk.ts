/**
 * The store that is kept on this tablet; a part of its own, since practice needs none of it. Values come from the files of the
 * store, not through its `index.ts`: a bundler would put all of it into the first part otherwise.
 */
import type { Desk, Way } from './store/index.ts';
import { keepUp, openDesk } from './store/open-desk.ts';
import { newFourWords, readFourWords } from './store/words.ts';

export type Opened = { desk: Desk; close: () => void };

/** @throws DeskError as `openDesk` says */
export async function openReal(way: Way | undefined, anew: boolean): Promise<Opened> {
  const desk = await openDesk({ ...(way ? { way } : {}), ...(anew ? { anew } : {}) });
  return { desk, close: keepUp(desk) };
}

/** Four words as they are meant, or nothing when they are not of the list. */
export function wordsWay(typed: string): Way | undefined {
  const read = readFourWords(typed.trim().split(/[\s,.-]+/));
  return read ? { kind: 'words', words: read.split(' ') } : undefined;
}

export { newFourWords };
