/** What waits on this tablet while nobody's desk is open: how much, how old, and its sending (chapter 30, section 5.3). */
import { useEffect, useState } from 'react';
import { Icon } from '../icon.tsx';
import { useSpeech } from '../speech.tsx';
import { DeskError } from '../store/desk.ts';
import type { Waiting } from '../store/index.ts';
import { Says } from './says.tsx';
import { agoText } from './sync-pill.tsx';

const EVERY = 30_000;

export function WaitingHere() {
  const speech = useSpeech();
  const [waiting, setWaiting] = useState<Waiting>();
  const [revoked, setRevoked] = useState(false);
  useEffect(() => {
    let busy = false;
    const send = (): void => {
      if (busy) return;
      busy = true;
      import('../real-desk.ts')
        .then(({ sendClosed }) => sendClosed())
        .then(setWaiting, (error: unknown) => {
          // Open in another window, or without storage: opening says so.
          setWaiting(undefined);
          if (error instanceof DeskError && error.code === 'revoked') setRevoked(true);
        })
        .finally(() => (busy = false));
    };
    send();
    const timer = setInterval(send, EVERY);
    addEventListener('online', send);
    return () => {
      clearInterval(timer);
      removeEventListener('online', send);
    };
  }, []);
  const { count = 0, oldest_ms = null } = waiting ?? {};
  if (revoked)
    return (
      <Says kind="bad" alert>
        {speech.t('fault.revoked')}
      </Says>
    );
  return (
    <p className="hint" role="status">
      {count ? (
        <>
          <Icon name="send" />{' '}
          {speech.t('sending.waiting', {
            n: count,
            age: oldest_ms === null ? '' : agoText(speech, Date.now() - oldest_ms),
          })}
        </>
      ) : null}
    </p>
  );
}
