/** Something that is on or off, told by place and word: a native box that says it is a switch. */
import type { ReactNode } from 'react';
import { useSpeech } from '../speech.tsx';

export function Toggle({
  on,
  set,
  children,
}: {
  on: boolean;
  set: (on: boolean) => void;
  children: ReactNode;
}) {
  const { t } = useSpeech();
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        checked={on}
        onChange={({ target }) => set(target.checked)}
      />
      <span className="track" aria-hidden="true" />
      {children}
      <span className="state" aria-hidden="true">
        {t(on ? 'open.on' : 'open.off')}
      </span>
    </label>
  );
}
