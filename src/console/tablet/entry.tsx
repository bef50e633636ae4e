/** The way in: sign in on the page of the house, open what this tablet keeps, or practise with invented people. */
import { useCallback, useEffect, useState } from 'react';
import { knownLanguage } from '../../languages/known-languages.ts';
import { Icon } from './icon.tsx';
import { Says } from './parts/says.tsx';
import { isPractice, startPractice } from './practice-mark.ts';
import { SETTINGS } from './settings.ts';
import { useSpeaking } from './speech.tsx';
import type { Desk } from './store/index.ts';
import { Unlock } from './unlock.tsx';
import { later } from './parts/later.tsx';

const WaitingHere = later(async () => (await import('./parts/waiting-here.tsx')).WaitingHere);

const Stopped = later(async () => (await import('./parts/stopped.tsx')).Stopped);

export function Entry({ open }: { open: (desk: Desk) => void }) {
  const { speech } = useSpeaking();
  const { t } = speech;
  const [failed, setFailed] = useState(false);
  const [isStopped, setStopped] = useState(false);
  const stopped = useCallback(() => setStopped(true), []);
  useEffect(() => {
    if (isPractice())
      import('./practice.ts').then(
        ({ openPractice }) => open(openPractice()),
        () => setFailed(true),
      );
  }, [open]);
  if (isPractice() && !failed) return null;
  return (
    <main className="entry-page">
      <div>
        <span className="mark-large">
          <Icon name="mark" />
        </span>
        <h1>{SETTINGS.name || t('app.name')}</h1>
        {failed ? (
          <Says kind="bad" alert>
            {t('entry.failed')}
          </Says>
        ) : null}
        {isStopped ? (
          <Stopped goOn={() => setStopped(false)} />
        ) : (
          <>
            <Unlock open={open} stopped={stopped} />
            {isPractice() ? null : <WaitingHere stopped={stopped} />}
          </>
        )}
        <button type="button" className="btn" onClick={startPractice}>
          {t('entry.practise')}
        </button>
        <p className="hint">{t('entry.practise_note')}</p>
        <Languages />
      </div>
    </main>
  );
}

/** Each by its own name, so that nobody has to read another to find hers. */
export function Languages() {
  const { speech, choose } = useSpeaking();
  return (
    <div className="languages" role="group" aria-label={speech.t('settings.language')}>
      {Object.keys(SETTINGS.words).map((code) => (
        <button
          key={code}
          type="button"
          className="btn low"
          lang={code}
          dir={knownLanguage(code)?.dir ?? 'ltr'}
          aria-pressed={speech.code === code}
          onClick={() => choose(code)}
        >
          {knownLanguage(code)?.autonym ?? code}
        </button>
      ))}
    </div>
  );
}
