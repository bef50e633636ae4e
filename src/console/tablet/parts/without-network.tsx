/** Whether this tablet keeps the whole app: who goes where there is no signal must know before (chapter 30, section 5.7). */
import { useEffect, useState } from 'react';
import { useSpeech } from '../speech.tsx';
import { Says } from './says.tsx';

/** `never`: this browser keeps no apps, as in a private window. */
type Kept = 'kept' | 'coming' | 'never';

/** Says so in one sentence; with `quiet` only while the app would not open without a network. */
export function WithoutNetwork({ quiet = false }: { quiet?: boolean }) {
  const { t } = useSpeech();
  const kept = useKept();
  if (kept === undefined || (kept === 'kept' && quiet)) return null;
  if (kept === 'kept') return <Says>{t('kept.app')}</Says>;
  return <Says kind="warn">{t(kept === 'coming' ? 'kept.coming' : 'kept.never')}</Says>;
}

function useKept(): Kept | undefined {
  const [kept, setKept] = useState<Kept>();
  useEffect(() => {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (!workers) {
      setKept('never');
      return;
    }
    let gone = false;
    const say = (found: Kept): void => {
      if (!gone) setKept(found);
    };
    // A worker is active only after every file is kept.
    void workers.getRegistration('/desk/').then(
      (registration) => {
        say(registration?.active ? 'kept' : 'coming');
        void workers.ready.then(() => say('kept'));
      },
      () => say('never'),
    );
    return () => {
      gone = true;
    };
  }, []);
  return kept;
}
