/**
 * Referrals that this tablet keeps, sealed with the rest of the worker's store: ready and not sent yet, or sent with a link and a
 * code that nobody has told yet. With and without a network they take the same way (chapter 30, section 5.4): kept first, then
 * sent, and the server looks at consent and conditions again. What was kept goes by itself when the line is back, if nothing that she
 * said yes to has changed; else it says what did, and waits for a tap.
 */
import type { Desk } from '../../store/index.ts';
import { type Changed, changesSince, type Told } from './kept-changes.ts';
import {
  ask,
  type Checked,
  type ConsentGiven,
  type Detail,
  type LifeSaving,
  type Link,
  type NetworkLine,
  type Profile,
  type ReferralInput,
  type Wishes,
} from './wire.ts';

export type Kept = {
  input: ReferralInput;
  consent: ConsentGiven | LifeSaving;
  wishes: Wishes;
  /** Made once, so that sending twice is sending once. */
  packet_id: string;
  to_name: string;
  route: string;
  telephone: string | null;
  /** Ms since 1970. */
  made_at: number;
  state: 'ready' | 'sent';
  /** What stood on the screen when she said yes; without it, it waits for a tap. */
  told?: Told;
  /** Why it did not go by itself. */
  changed?: readonly Changed[];
  /** To be told by two ways, then forgotten. */
  link?: Link;
  /** A problem code: why it stayed here. */
  fault?: string;
  /** Cancelled while nobody could be told: it never goes, and the house hears of it when the line is back. */
  cancelled?: true;
};

const RECORD = 'referrals';
/** One change after the other, so that none writes over another. */
let last: Promise<unknown> = Promise.resolve();
const inRow = <T>(act: () => Promise<T>): Promise<T> => {
  const next = last.then(act, act);
  last = next.catch(() => undefined);
  return next;
};

export const readKept = async (desk: Desk): Promise<Kept[]> =>
  ((await desk.readOwn(RECORD)) ?? []) as Kept[];

const idOf = ({ input }: Kept): string => input.referral_id;

/** Writes one; the list as it is then. What was cancelled stays so, whatever was under way meanwhile. */
const put = (desk: Desk, one: Kept): Promise<Kept[]> =>
  inRow(async () => {
    const kept = await readKept(desk);
    const before = kept.find((other) => idOf(other) === idOf(one));
    const rest = kept.filter((other) => other !== before);
    const all = [...rest, before?.cancelled ? { ...one, cancelled: true as const } : one];
    await desk.keepOwn(RECORD, all);
    return all;
  });

export const keepReferral = (desk: Desk, one: Kept): Promise<Kept[]> => put(desk, one);

export const dropKept = (desk: Desk, id: string): Promise<void> =>
  inRow(async () => {
    await desk.keepOwn(
      RECORD,
      (await readKept(desk)).filter((one) => idOf(one) !== id),
    );
  });

const sending = new Map<string, Promise<Kept | undefined>>();

/**
 * Sends one that is ready.
 * @returns as it stands then: still `ready` without a network, with a `fault` when the house said no, `sent` with a link to tell;
 * undefined when it is sent and nothing is left to do here.
 */
export function sendKept(desk: Desk, one: Kept): Promise<Kept | undefined> {
  const id = idOf(one);
  const running = sending.get(id) ?? sendNow(desk, one).finally(() => sending.delete(id));
  sending.set(id, running);
  return running;
}

/**
 * Takes back what may not have gone yet: from now on it does not go, with or without a network (FIRE-06). The house, which may have
 * it as a draft, or whose answer may have been lost, is told as soon as it can be.
 * @returns undefined when it knows; else as it stays here until it does
 */
export async function cancelKept(desk: Desk, one: Kept): Promise<Kept | undefined> {
  const cancelled: Kept = { ...one, cancelled: true };
  await put(desk, cancelled);
  await sending.get(idOf(one))?.catch(() => undefined);
  const answer = await ask('POST', `/api/referrals/${idOf(one)}/steps`, { step: 'cancel' });
  // A fault of the house, a role that ended: it may have gone all the same, so her no waits here until it was heard.
  if (answer.kind !== 'ok' && !(answer.kind === 'problem' && SETTLED.includes(answer.code))) {
    await put(desk, cancelled);
    return cancelled;
  }
  await dropKept(desk, idOf(one));
  return undefined;
}

/** Nothing to cancel: it never came, or it has ended. */
const SETTLED = ['not_found', 'wrong_step'];

/** Faults after which it may go by itself the next time. */
const PASSING = [
  'not_signed_in',
  'unavailable',
  'busy_try_again',
  'context_expired',
  'too_many',
  'scanner_away',
];
/** Another program window, a cut: so long nobody else tries the same, ms. */
const REST = 30_000;
const tried = new Map<string, number>();

/**
 * Sends what waits and may go by itself, one after the other.
 * @returns each that went, with its link to tell where there is one
 */
export async function sendWaitingReferrals(desk: Desk, now: number): Promise<Kept[]> {
  const gone: Kept[] = [];
  for (const one of await readKept(desk)) {
    const id = idOf(one);
    if (sending.has(id) || now - (tried.get(id) ?? 0) < REST) continue;
    if (one.cancelled) {
      tried.set(id, now);
      await cancelKept(desk, one);
      continue;
    }
    if (!mayGo(one)) continue;
    tried.set(id, now);
    const work = goAlone(desk, id, now).finally(() => sending.delete(id));
    sending.set(id, work);
    const left = await work;
    if (!left || left.state === 'sent') gone.push(left ?? one);
  }
  return gone;
}

/** Still to be sent, by itself or by a tap. */
export const isReady = ({ state, cancelled }: Kept): boolean => state === 'ready' && !cancelled;

const mayGo = (one: Kept): boolean =>
  isReady(one) &&
  one.told !== undefined &&
  !one.changed?.length &&
  (one.fault === undefined || PASSING.includes(one.fault));

/** Nothing more happens to it by itself: it did not go, or its link and code have not been told. */
export const waitsForTap = (one: Kept): boolean =>
  !one.cancelled && (one.state === 'sent' ? one.link !== undefined : !mayGo(one));

async function goAlone(desk: Desk, id: string, now: number): Promise<Kept | undefined> {
  const one = (await readKept(desk)).find((other) => idOf(other) === id);
  if (!one?.told || !mayGo(one)) return one;
  const { network_id, packet, level } = one.input;
  const [network, profiles, checked] = await Promise.all([
    ask<{ network: NetworkLine[] }>('GET', '/api/network'),
    ask<{ profiles: Profile[] }>('GET', '/api/referrals/profiles'),
    ask<Checked>('POST', '/api/network/check', { network_id, wishes: one.wishes }),
  ]);
  if (network.kind !== 'ok' || profiles.kind !== 'ok') return one;
  const entry = network.value.network.find((line) => line.network_id === network_id);
  const gone = checked.kind === 'problem' && ['gone', 'not_found'].includes(checked.code);
  if (checked.kind !== 'ok' && !gone) return one;
  const changed: readonly Changed[] =
    checked.kind === 'ok'
      ? changesSince(
          one.told,
          { packet, level, made_at: one.made_at },
          {
            entry,
            profile: profiles.value.profiles.find(
              ({ service_type }) => service_type === entry?.service_type,
            ),
            checked: checked.value,
            at: now,
          },
        )
      : [{ what: 'ended' }];
  if (!changed.length) return await sendNow(desk, one);
  const waits: Kept = { ...one, changed };
  await put(desk, waits);
  return waits;
}

async function sendNow(desk: Desk, one: Kept): Promise<Kept | undefined> {
  const stays = async (fault?: string): Promise<Kept> => {
    const { fault: _before, ...rest } = one;
    const next: Kept = { ...rest, ...(fault ? { fault } : {}) };
    await put(desk, next);
    return next;
  };
  // Her token has to be there before anything is said of her.
  await desk.sync();
  const { input, consent, packet_id, wishes, route } = one;
  const path = `/api/referrals/${input.referral_id}`;
  for (const [to, body] of [
    ['/api/referrals', input],
    [`${path}/consent`, consent],
  ] as const) {
    const answer = await ask('POST', to, body);
    if (answer.kind === 'offline') return stays();
    // Twice the same is once; a later state says that this part was done before.
    if (answer.kind === 'problem' && answer.code !== 'wrong_step') return stays(answer.code);
  }
  const isCancelled = (await readKept(desk)).some(
    (other) => idOf(other) === input.referral_id && other.cancelled,
  );
  if (isCancelled) return one;
  const seen = await ask<Detail>('GET', path);
  if (seen.kind !== 'ok') return stays(seen.kind === 'problem' ? seen.code : undefined);
  const answer = await ask<{ state: string; link?: Link }>('POST', `${path}/send`, {
    packet_id,
    changes: seen.value.changes,
    wishes,
  });
  if (answer.kind !== 'ok') return stays(answer.kind === 'problem' ? answer.code : undefined);
  let { link } = answer.value;
  if (!link && route === 'link') {
    // The answer with the link was lost on its way: a new pair takes its place.
    const again = await ask<Link>('POST', `${path}/link`);
    if (again.kind === 'offline') return stays();
    if (again.kind === 'ok') link = again.value;
  }
  void desk.sync();
  if (!link) {
    await dropKept(desk, input.referral_id);
    return undefined;
  }
  const { fault: _gone, ...rest } = one;
  const sent: Kept = { ...rest, state: 'sent', link };
  await put(desk, sent);
  return sent;
}
