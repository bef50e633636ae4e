/** A newer app waits until it is asked in (chapter 30, section 5.7): it never takes over while somebody is writing. */
import { useEffect, useState } from 'react';
import { Icon } from './icon.tsx';
import { useNavigation } from './navigation.tsx';
import { useSpeech } from './speech.tsx';

const LOOK_EVERY = 3_600_000;

/** Screens on which nothing is half written. */
const QUIET = new Set(['queue', 'visits', 'visit', 'sending', 'settings', 'open']);

export function UpdateReady() {
  const { t } = useSpeech();
  const { address } = useNavigation();
  const [waiting, setWaiting] = useState<ServiceWorker>();
  useEffect(() => {
    let gone = false;
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    void workers?.getRegistration('/desk/').then((registration) => {
      if (!registration || gone) return;
      const look = (): void => {
        if (registration.waiting && workers.controller) setWaiting(registration.waiting);
      };
      look();
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', look),
      );
    });
    return () => {
      gone = true;
    };
  }, []);
  if (!waiting || !QUIET.has(address.screen)) return null;
  const update = (): void => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
      once: true,
    });
    // To a worker, not to a window: there is no other origin to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    waiting.postMessage('take over');
  };
  return (
    <div className="says noprint" role="status">
      <Icon name="undo" />
      <div>{t('update.ready')}</div>
      <button type="button" className="btn low push" onClick={update}>
        {t('update.now')}
      </button>
    </div>
  );
}

/** Keeps the whole app on this tablet, so that every address opens without a network. */
export async function keepApp(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const registration = await workers?.register('/desk/worker.js', {
    scope: '/desk/',
    updateViaCache: 'none',
  });
  // A tablet stays on one page for a whole shift: the browser would not look again by itself.
  setInterval(() => void registration?.update().catch(() => undefined), LOOK_EVERY);
}
