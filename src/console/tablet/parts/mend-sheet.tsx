/** Mending an act that was not taken: what it says, and each text in it, to be changed and sent as another act. */
import { useState } from 'react';
import { eventsOf, partsOf, type Parts } from '../store/index.ts';
import type { Operation } from '../../../desk/operation.ts';
import { told } from '../../../desk/told.ts';
import type { Visit } from '../../../desk/visit.ts';
import { textsOf, withTexts } from '../mending.ts';
import { useGuard } from '../screens/note.tsx';
import { useSpeech } from '../speech.tsx';
import { Says } from './says.tsx';
import { Sheet } from './sheet.tsx';

export function MendSheet({
  operation,
  reason,
  visit,
  send,
  close,
}: {
  operation: Operation;
  reason: string;
  visit: Visit | undefined;
  send: (parts: Parts) => void;
  close: () => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const parts = partsOf(operation);
  const texts = textsOf(parts);
  const [typed, setTyped] = useState(() => texts.map(({ value }) => value));
  const { warnings } = useGuard(typed.join('\n'), visit);
  const isReady = typed.every((text) => text.trim());
  const go = (): void => {
    if (isReady) send(withTexts(parts, typed));
  };
  return (
    <Sheet title={t('stuck.act_fix')} close={close} keys={{ Escape: close, 'Ctrl+Enter': go }}>
      <Says kind="warn">{reason}</Says>
      <ul className="list">
        {eventsOf(operation, '').map((event) => (
          <li key={event.event_id}>{told(speech, event)}</li>
        ))}
      </ul>
      {texts.map(({ label, most }, at) => (
        <label key={at} className="entry">
          {t(label)}
          <textarea
            value={typed[at]}
            maxLength={most}
            dir="auto"
            onChange={({ target }) => setTyped(typed.with(at, target.value))}
          />
        </label>
      ))}
      <div aria-live="polite">
        {[...new Set(warnings.map(({ message }) => message))].map((message) => (
          <Says key={message} kind="warn">
            <b>{speech.guard(message)}</b>
          </Says>
        ))}
      </div>
      <p className="hint">{t(texts.length ? 'mend.texts' : 'mend.none')}</p>
      <div className="acts">
        <button type="button" className="btn one" onClick={go} aria-disabled={!isReady}>
          {t('mend.send')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
        <button type="button" className="btn" onClick={close}>
          {t('act.cancel')}
        </button>
      </div>
    </Sheet>
  );
}
