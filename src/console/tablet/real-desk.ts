/**
 * The store that is kept on this tablet; a part of its own, since practice needs none of it. Values come from the files of the
 * store, not through its `index.ts`: a bundler would put all of it into the first part otherwise.
 */
import type { Desk, Waiting, Way } from './store/index.ts';
import { dayHere } from './place.ts';
import { browserStorage } from './store/database.ts';
import { isUnused } from './store/device.ts';
import { httpWire } from './store/network.ts';
import { countWaiting, saveWaiting, sendWaiting, startAnew } from './store/closed-desk.ts';
import { keepUp, openDesk } from './store/open-desk.ts';

/** Colleagues at one point see each other's queue; an unchanged one is answered by the server from memory, ms. */
const LOOK_EVERY = 5000;

export { countWaiting, saveWaiting, startAnew };

/** Whether nobody has worked with this browser yet. */
export const isFirstUse = (): Promise<boolean> => isUnused(browserStorage());

export type Opened = { desk: Desk; close: () => void };

let under: { stop: AbortController; done: Promise<unknown> } | undefined;

/** @throws DeskError as `openDesk` says */
export async function openReal(
  way: Way | undefined,
  { anew = false, shared }: { anew?: boolean; shared?: boolean | undefined } = {},
): Promise<Opened> {
  // Whoever opens her desk does not wait for a slow line: what was under way is sent again.
  under?.stop.abort();
  await under?.done.catch(() => undefined);
  const desk = await openDesk({
    world: { dayOf: dayHere },
    ...(way ? { way } : {}),
    ...(anew ? { anew } : {}),
    ...(shared === undefined ? {} : { shared }),
  });
  // The screen is there at once, with what this tablet kept; what is new comes behind it.
  void desk.sync();
  return { desk, close: keepUp(desk, LOOK_EVERY) };
}

/**
 * Sends what waits here while nobody's desk is open (design chapter 30, section 5.3), by whatever sign-in this browser has.
 * @returns how much still waits @throws DeskError as `sendWaiting` says
 */
export async function sendClosed(): Promise<Waiting> {
  const stop = new AbortController();
  const wire = httpWire((path, init) =>
    fetch(path, {
      ...init,
      signal:
        init?.signal && 'any' in AbortSignal
          ? AbortSignal.any([init.signal, stop.signal])
          : stop.signal,
    }),
  );
  const done = sendWaiting({ wire });
  under = { stop, done };
  return await done;
}
