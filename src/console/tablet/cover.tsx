/** Cover (chapter 70, section 4): the screen blanks to a clock, at once and by itself; the PIN opens it. */
import { type FormEvent, useEffect, useState } from 'react';
import { useDesk, useNow } from './desk-context.tsx';
import { asciiDigits } from '../../languages/dates.ts';
import { isPractice } from './practice-mark.ts';
import { wayOfOpening } from './opened-by.ts';
import { useSpeech } from './speech.tsx';
import { LOCKS_AFTER, quietMs } from './store/touched.ts';

const COVER_AFTER = 60_000;

/** Covers after a minute without a touch; after ten minutes, on an own tablet fifteen, the store drops its key. */
export function useIdle(): void {
  const desk = useDesk();
  useEffect(() => {
    const timer = setInterval(() => {
      const idle = quietMs();
      const { cover, shared } = desk.state();
      if (idle > LOCKS_AFTER[shared ? 'shared' : 'own'] && cover !== 'locked') desk.lock();
      else if (idle > COVER_AFTER && cover === 'open') desk.cover();
    }, 1000);
    return () => clearInterval(timer);
  }, [desk]);
}

export function Cover() {
  const desk = useDesk();
  const { t, time } = useSpeech();
  const now = useNow(1000);
  const practice = isPractice();
  const [asking, setAsking] = useState(false);
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState(false);
  const way = practice ? 'practice' : wayOfOpening();
  const open = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    const isOpen = await desk
      .uncover(way === 'badge' ? asciiDigits(pin) : pin.trim().toLowerCase())
      .catch(() => false);
    setPin('');
    setWrong(!isOpen);
  };
  return (
    <main className="clock">
      <h1 className="vh">{t('cover.title')}</h1>
      <time dateTime={new Date(now).toISOString().slice(0, 16)}>{time(now)}</time>
      {asking && !practice ? (
        <form onSubmit={(event) => void open(event)} className="acts">
          <label className="entry">
            {t(way === 'badge' ? 'cover.pin' : 'unlock.words_label')}
            <input
              value={pin}
              onChange={({ target }) => setPin(target.value)}
              type="password"
              inputMode={way === 'badge' ? 'numeric' : 'text'}
              autoComplete="off"
              aria-invalid={wrong}
            />
          </label>
          {wrong ? <p role="alert">{t('cover.wrong')}</p> : null}
          <button className="btn one">{t('cover.open')}</button>
        </form>
      ) : (
        <button
          type="button"
          className="btn"
          onClick={() => {
            if (practice) void open();
            else if (way === undefined) desk.lock();
            else setAsking(true);
          }}
        >
          {t('cover.back')}
        </button>
      )}
    </main>
  );
}
