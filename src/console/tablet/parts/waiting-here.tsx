/** What waits on this tablet while nobody's desk is open: how much, how old, and its sending (chapter 30, section 5.3). */
import { useEffect, useState } from 'react';
import { Icon } from '../icon.tsx';
import { useSpeech } from '../speech.tsx';
import { DeskError } from '../store/desk.ts';
import type { Waiting } from '../store/index.ts';
import { agoText } from './ago.ts';

const EVERY = 30_000;

export function WaitingHere({
  stopped,
}: {
  /** The house took this tablet out of use. */ stopped: () => void;
}) {
  const speech = useSpeech();
  const [waiting, setWaiting] = useState<Waiting>();
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
          if (error instanceof DeskError && error.code === 'revoked') stopped();
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
  }, [stopped]);
  const { count = 0, oldest_ms = null } = waiting ?? {};
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
