/**
 * The screen turned to the person (chapter 70, section 4): while it is, nothing else can be reached, by reload or Back either.
 * The way back is a press of two seconds and then the worker's PIN.
 */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useDesk } from './desk-context.tsx';
import { useSpeech } from './speech.tsx';

const MARK = 'desk.turned';
const listeners = new Set<() => void>();

export const turnedNow = (): string | undefined => sessionStorage.getItem(MARK) ?? undefined;

export function turnTo(visit: string | undefined): void {
  if (visit) sessionStorage.setItem(MARK, visit);
  else sessionStorage.removeItem(MARK);
  for (const listener of listeners) listener();
}

/** The visit whose person holds the screen now. */
export function useTurnedVisit(): string | undefined {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, turnedNow);
}

const HOLD_MS = 2000;

/** Hold for two seconds: then the cover asks for the PIN. Space and Enter hold as well. */
export function HoldToReturn({ done }: { done: () => void }) {
  const { t } = useSpeech();
  const desk = useDesk();
  const [pressed, setPressed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = (): void => {
    if (timer.current !== undefined) return;
    setPressed(true);
    timer.current = setTimeout(() => {
      stop();
      desk.cover();
      turnTo(undefined);
      done();
    }, HOLD_MS);
  };
  const stop = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setPressed(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <button
      type="button"
      className={pressed ? 'btn low hold pressed' : 'btn low hold'}
      onPointerDown={start}
      onPointerUp={stop}
      onPointerLeave={stop}
      onKeyDown={({ key, repeat }) => {
        if ((key === ' ' || key === 'Enter') && !repeat) start();
      }}
      onKeyUp={stop}
      onBlur={stop}
      onContextMenu={(event) => event.preventDefault()}
    >
      {t('turned.hold')}
      <span className="fill" aria-hidden="true" />
    </button>
  );
}
