/** The network and what is known of its services now; without a network the list as it was last seen, and nothing checked. */
import { useEffect, useState } from 'react';
import { useDesk, useDeskState } from '../../desk-context.tsx';
import type { Desk } from '../../store/index.ts';
import {
  type Answer,
  ask,
  type Checked,
  type NetworkLine,
  type Profile,
  type Wishes,
} from './wire.ts';

export type Network = {
  network: readonly NetworkLine[];
  profiles: readonly Profile[];
  /** Ms since 1970. */
  at: number;
};
export type Seen =
  | { state: 'loading' }
  /** `fault`: why the list is not of now, where it is not the network. */
  | { state: 'here'; known: Network; online: boolean; fault?: string }
  | { state: 'offline' }
  | { state: 'failed'; code: string };

const RECORD = 'referral-network';
/** As it was last seen by this opening of the desk, so that a turned screen shows it at once. */
const last = new WeakMap<Desk, Seen>();

export function useNetwork(): Seen {
  const desk = useDesk();
  const { online } = useDeskState();
  const [seen, setSeen] = useState<Seen>(() => last.get(desk) ?? { state: 'loading' });
  useEffect(() => {
    let gone = false;
    const show = (next: Seen): void => {
      if (next.state === 'here') last.set(desk, next);
      if (!gone) setSeen(next);
    };
    const load = async (): Promise<void> => {
      const [network, profiles] = await Promise.all([
        ask<{ network: NetworkLine[] }>('GET', '/api/network'),
        ask<{ profiles: Profile[] }>('GET', '/api/referrals/profiles'),
      ]);
      if (network.kind === 'ok' && profiles.kind === 'ok') {
        const known = { ...network.value, ...profiles.value, at: Date.now() };
        show({ state: 'here', known, online: true });
        await desk.keepOwn(RECORD, known);
        return;
      }
      const code = codeOf(network) ?? codeOf(profiles);
      // What was seen stays: a screen that somebody holds must not go out under her hands.
      const known = (await desk.readOwn(RECORD)) as Network | undefined;
      if (known) show({ state: 'here', known, online: false, ...(code ? { fault: code } : {}) });
      else show(code ? { state: 'failed', code } : { state: 'offline' });
    };
    load().catch(() => show({ state: 'failed', code: 'other' }));
    return () => {
      gone = true;
    };
  }, [desk, online]);
  return seen;
}

const codeOf = (answer: Answer<unknown>): string | undefined =>
  answer.kind === 'problem' ? answer.code : undefined;

export type Check = Checked | 'loading' | 'unasked' | { code: string };

/** @returns by `network_id`; what nobody could be asked about is `unasked`, never a guess */
export function useChecks(ids: readonly string[], wishes: Wishes | undefined): Map<string, Check> {
  const [found, setFound] = useState(new Map<string, Check>());
  const { online } = useDeskState();
  const key = JSON.stringify([ids, wishes, online]);
  useEffect(() => {
    if (!wishes) return undefined;
    let gone = false;
    setFound(new Map());
    for (const network_id of ids)
      void ask<Checked>('POST', '/api/network/check', { network_id, wishes }).then((answer) => {
        if (gone) return;
        const check: Check =
          answer.kind === 'ok'
            ? answer.value
            : answer.kind === 'offline'
              ? 'unasked'
              : { code: answer.code };
        setFound((before) => new Map(before).set(network_id, check));
      });
    return () => {
      gone = true;
    };
    // The key holds all of what is asked.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return found;
}

export const isChecked = (check: Check | undefined): check is Checked =>
  typeof check === 'object' && 'conditions' in check;
