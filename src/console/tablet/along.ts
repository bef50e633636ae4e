/**
 * Who this tablet took along for work without a network, under the leave of whoever leads the point (design chapter 30, section 5.1):
 * kept in the worker's own store, dropped when the leave is over. A part of its own, fetched when there is a leave.
 */
import { ALONG, type TakenAlong } from '../../people/name-along.ts';
import type { DeskStart } from '../../sync/wire.ts';
import { ask } from './screens/referral/wire.ts';
import type { Desk } from './store/index.ts';

const RECORD = 'along';
/** Older than this it is fetched anew while there is a network, ms: each fetching stands in the log of all of them. */
const STALE = 4 * 3_600_000;

export type Leave = NonNullable<DeskStart['rules']['carrying']>;

/** The leave of this tablet, as the house last told it. */
export function leaveOf(desk: Desk, now = Date.now()): Leave | undefined {
  const leave = desk.state().rules['carrying'] as Leave | undefined;
  return leave && leave.until > now ? leave : undefined;
}

/** What is here and may be used now. */
export async function alongOf(desk: Desk, now = Date.now()): Promise<TakenAlong | undefined> {
  if (!leaveOf(desk, now)) return undefined;
  const kept = (await desk.readOwn(RECORD)) as TakenAlong | null | undefined;
  return kept && kept.until > now ? kept : undefined;
}

/**
 * Fetches what the leave allows when it is not here or has grown old, and drops what no leave covers.
 * @param anew however young it is
 * @returns `none` without a leave, `failed` when nobody answered
 */
export async function keepAlong(desk: Desk, { anew = false, now = Date.now() } = {}) {
  const leave = leaveOf(desk, now);
  const kept = (await desk.readOwn(RECORD)) as TakenAlong | null | undefined;
  if (!leave) {
    if (kept) await desk.keepOwn(RECORD, null);
    return 'none';
  }
  const isYoung = kept?.carrying_id === leave.carrying_id && now - kept.at < STALE;
  if (isYoung && !anew) return 'kept';
  if (desk.state().online === 'no') return kept ? 'kept' : 'failed';
  const answer = await ask<{ along: TakenAlong | null }>('POST', ALONG);
  if (answer.kind !== 'ok') return kept && !anew ? 'kept' : 'failed';
  await desk.keepOwn(RECORD, answer.value.along);
  return answer.value.along ? 'kept' : 'none';
}

/** Bytes of the SHA-256 of a printed code, as `TakenPerson.codes` has them. */
export const hashOf = async (code: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code)));
