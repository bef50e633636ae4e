/** Who was here before, taken along on this tablet: fetched by itself under a leave, told in words, fetched anew at a press. */
import { useEffect, useState } from 'react';
import { useDesk, useDeskState, useNow } from '../desk-context.tsx';
import { type Leave, leaveOf } from '../leave.ts';
import { isPractice } from '../practice-mark.ts';
import { useSpeech } from '../speech.tsx';
import { Part } from './choices.tsx';
import { Says } from './says.tsx';

const EVERY = 10 * 60_000;

const useLeave = (): Leave | undefined => {
  useDeskState();
  useNow();
  return leaveOf(useDesk());
};

/** Keeps it as the leave says while the desk is open: it comes with a network, and goes when the leave is over. */
export function useTakingAlong(): void {
  const desk = useDesk();
  const { online } = useDeskState();
  const id = useLeave()?.carrying_id;
  const round = Math.floor(useNow(EVERY) / EVERY);
  useEffect(() => {
    if (isPractice()) return;
    import('../along.ts').then(({ keepAlong }) => keepAlong(desk)).catch(() => undefined);
  }, [desk, online, id, round]);
}

/** `at`: ms since 1970. */
type Here = { people: number; at: number; until: number };

function useHere(): { here: Here | undefined; known: boolean; look: () => void } {
  const desk = useDesk();
  const state = useDeskState();
  const [here, setHere] = useState<Here>();
  const [known, setKnown] = useState(false);
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    let gone = false;
    import('../along.ts')
      .then(({ alongOf }) => alongOf(desk))
      .then(
        (along) => {
          if (gone) return;
          const people = new Set(along?.people.map(({ subject }) => subject)).size;
          const until = Math.min(along?.until ?? 0, state.lease_until);
          setHere(along && { people, at: along.at, until });
          setKnown(true);
        },
        () => undefined,
      );
    return () => {
      gone = true;
    };
  }, [desk, state, looks]);
  return { here, known, look: () => setLooks((n) => n + 1) };
}

/** The part of the settings; nothing without a leave. */
export function TakenAlong() {
  const { t, day, time } = useSpeech();
  const desk = useDesk();
  const leave = useLeave();
  const { here, known, look } = useHere();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  // A leave that was given a moment ago is there as soon as somebody looks for it.
  useEffect(() => void desk.sync(), [desk]);
  if (!leave || !known) return null;
  const again = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const found = await import('../along.ts')
      .then(({ keepAlong }) => keepAlong(desk, { anew: true }))
      .catch(() => 'failed');
    setFailed(found === 'failed');
    setBusy(false);
    look();
  };
  return (
    <Part title={t('along.title')}>
      {here ? (
        <Says>
          {t('along.kept', {
            n: here.people,
            day: day(here.at),
            time: time(here.at),
            until: day(here.until),
            until_time: time(here.until),
          })}
        </Says>
      ) : (
        <Says kind="warn">{t('along.coming')}</Says>
      )}
      {failed ? (
        <Says kind="bad" alert>
          {t('along.failed')}
        </Says>
      ) : null}
      <div className="acts">
        <button type="button" className="btn" aria-disabled={busy} onClick={() => void again()}>
          {t(busy ? 'along.busy' : 'along.again')}
        </button>
      </div>
    </Part>
  );
}

/** Before going where there is no signal: warns while a leave was given and nobody has been taken along. */
export function NobodyAlong() {
  const { t } = useSpeech();
  const leave = useLeave();
  const { here, known } = useHere();
  return leave && known && !here ? <Says kind="warn">{t('along.coming')}</Says> : null;
}
