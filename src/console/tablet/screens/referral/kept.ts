/**
 * Referrals that this tablet keeps, sealed with the rest of the worker's store: ready and not sent yet, or sent with a link and a
 * code that nobody has told yet. With and without a network they take the same way (chapter 30, section 5.4): kept first, then
 * sent, and the server looks at consent and conditions again.
 */
import type { Desk } from '../../store/index.ts';
import {
  ask,
  type ConsentGiven,
  type Detail,
  type Link,
  type ReferralInput,
  type Wishes,
} from './wire.ts';

export type Kept = {
  input: ReferralInput;
  consent: ConsentGiven;
  wishes: Wishes;
  /** Made once, so that sending twice is sending once. */
  packet_id: string;
  to_name: string;
  route: string;
  telephone: string | null;
  /** Ms since 1970. */
  made_at: number;
  state: 'ready' | 'sent';
  /** To be told by two ways, then forgotten. */
  link?: Link;
  /** A problem code: why it stayed here. */
  fault?: string;
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

/** Writes one; the list as it is then. */
const put = (desk: Desk, one: Kept): Promise<Kept[]> =>
  inRow(async () => {
    const rest = (await readKept(desk)).filter((other) => idOf(other) !== idOf(one));
    const all = [...rest, one];
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
