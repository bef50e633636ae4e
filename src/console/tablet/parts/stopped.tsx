/**
 * A tablet that was taken out of use (design chapter 30, section 5.6): what lies sealed on it and becomes of it, and the two ways on.
 * It was called lost by mistake: whoever leads the point takes it back. It is in the hands of the house: it begins anew, as another.
 */
import { useEffect, useState } from 'react';
import { download } from '../download.ts';
import { useSpeech } from '../speech.tsx';
import type { Waiting } from '../store/index.ts';
import { Says } from './says.tsx';
import { Sheet } from './sheet.tsx';
import { agoText } from './ago.ts';

export function Stopped({ goOn }: { goOn: () => void }) {
  const speech = useSpeech();
  const { t } = speech;
  const [waiting, setWaiting] = useState<Waiting>();
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    import('../real-desk.ts')
      .then(({ countWaiting }) => countWaiting())
      .then(setWaiting, () => setFailed(true));
  }, []);
  const { count = 0, oldest_ms = null } = waiting ?? {};
  const save = (): void => {
    import('../real-desk.ts')
      .then(({ saveWaiting }) => saveWaiting())
      .then(download, () => setFailed(true));
  };
  const anew = (): void => {
    import('../real-desk.ts')
      .then(({ startAnew }) => startAnew())
      .then(goOn, () => {
        setAsking(false);
        setFailed(true);
      });
  };
  const sealed = count ? (
    <Says kind="warn" icon="send">
      <p>
        {t('stopped.waiting', {
          n: count,
          age: oldest_ms === null ? '' : agoText(speech, Date.now() - oldest_ms),
        })}
      </p>
    </Says>
  ) : null;
  return (
    <>
      <Says kind="bad" alert>
        <p>
          <b>{t('stopped.title')}</b>
        </p>
        <p>{t('stopped.note')}</p>
      </Says>
      {failed ? (
        <Says kind="warn" alert>
          {t('unlock.elsewhere')}
        </Says>
      ) : null}
      {sealed}
      {count ? (
        <button type="button" className="btn" onClick={save}>
          {t('stopped.save')}
        </button>
      ) : null}
      <button type="button" className="btn one" onClick={goOn}>
        {t('stopped.back')}
      </button>
      <p className="hint">{t('stopped.back_note')}</p>
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        {t('stopped.anew')}
      </button>
      {asking ? (
        <Sheet
          title={t('stopped.anew')}
          close={() => setAsking(false)}
          keys={{ Escape: () => setAsking(false) }}
        >
          {sealed}
          <p>{t('stopped.anew_note')}</p>
          <div className="acts">
            <button type="button" className="btn one" onClick={anew}>
              {t('stopped.anew_sure')}
            </button>
            <button type="button" className="btn" onClick={() => setAsking(false)}>
              {t('act.cancel')}
            </button>
          </div>
        </Sheet>
      ) : null}
    </>
  );
}
