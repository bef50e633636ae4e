/**
 * Who this tablet took along for work without a network, under the leave of whoever leads the point (design chapter 30, section 5.1):
 * kept in the worker's own store, dropped when the leave is over. A part of its own, fetched when there is a leave.
 */
import { ALONG, type TakenAlong } from '../../people/name-along.ts';
import { leaveOf } from './leave.ts';
import { ask } from './screens/referral/wire.ts';
import type { Desk } from './store/index.ts';

const RECORD = 'along';
/** Older than this it is fetched anew while there is a network, ms: each fetching stands in the log of all of them. */
const STALE = 4 * 3_600_000;

/** What is here and may be used now: it came under the leave that stands. */
export async function alongOf(
  desk: Desk,
  now = desk.serverTime(),
): Promise<TakenAlong | undefined> {
  const leave = leaveOf(desk, now);
  const kept = leave && ((await desk.readOwn(RECORD)) as TakenAlong | null | undefined);
  return kept && kept.carrying_id === leave.carrying_id && kept.until > now ? kept : undefined;
}

/** What each desk is fetching now: whoever asks meanwhile gets the same. */
const underWay = new WeakMap<Desk, Promise<Taken>>();
/** `none`: there is no leave. `failed`: nothing came. */
export type Taken = 'kept' | 'none' | 'failed';
type Keeping = { anew?: boolean; now?: number };

/**
 * Fetches what the leave allows when it is not here or has grown old, and drops what no leave covers.
 * @param keeping `anew`: however young it is
 */
export async function keepAlong(desk: Desk, keeping: Keeping = {}): Promise<Taken> {
  const before = underWay.get(desk);
  if (before) return before;
  const taking = keep(desk, keeping).finally(() => underWay.delete(desk));
  underWay.set(desk, taking);
  return taking;
}

async function keep(
  desk: Desk,
  { anew = false, now = desk.serverTime() }: Keeping,
): Promise<Taken> {
  const leave = leaveOf(desk, now);
  let kept = (await desk.readOwn(RECORD)) as TakenAlong | null | undefined;
  if (kept && kept.carrying_id !== leave?.carrying_id) {
    await desk.keepOwn(RECORD, null);
    kept = null;
  }
  if (!leave) return 'none';
  if (kept && now - kept.at < STALE && !anew) return 'kept';
  const { online, signedOut } = desk.state();
  const answer =
    online === 'no' || signedOut
      ? undefined
      : await ask<{ along: TakenAlong | null }>('POST', ALONG);
  const along = answer?.kind === 'ok' ? answer.value.along : undefined;
  // Another sign-in of this browser is answered for its own tablet, or with nothing: that is not what this leave allows.
  if (along?.carrying_id !== leave.carrying_id) return kept && !anew ? 'kept' : 'failed';
  await desk.keepOwn(RECORD, along);
  return 'kept';
}

/** Bytes of the SHA-256 of a printed code, as `TakenPerson.codes` has them. */
export const hashOf = async (code: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code)));
