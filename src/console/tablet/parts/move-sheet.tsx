/** A change of the order by hand: another urgency and why; it stays in sight beside the queue. */
import { useState } from 'react';
import type { Level } from '../../../desk/urgency.ts';
import { LEVELS, MOVE_REASONS } from '../../../desk/values.ts';
import type { Visit } from '../../../desk/visit.ts';
import { type MoveReason, useMove } from '../act-hooks.ts';
import { useDeskState } from '../desk-context.tsx';
import { digits } from '../keys.ts';
import { nameOf } from '../point-facts.ts';
import { useSpeech } from '../speech.tsx';
import { Choices, Part } from './choices.tsx';
import { levelText, Ticket, ticketName } from './marks.tsx';
import { Sheet } from './sheet.tsx';

export function MoveSheet({ visit, close }: { visit: Visit; close: () => void }) {
  const speech = useSpeech();
  const { t } = speech;
  const [level, setLevel] = useState<Level>();
  const [reason, setReason] = useState<MoveReason>();
  const move = useMove();
  const save = (): void => {
    if (!level || !reason) return;
    void move(visit, level, reason);
    close();
  };
  const keys = {
    ...(level
      ? digits((index) => setReason(MOVE_REASONS[index]), MOVE_REASONS.length)
      : digits((index) => setLevel(LEVELS[index]), LEVELS.length)),
    'Ctrl+Enter': save,
    Escape: close,
  };
  return (
    <Sheet title={t('move.title', { ticket: ticketName(speech, visit) })} close={close} keys={keys}>
      <Choices
        label={t('queue.urgency')}
        of={LEVELS.map((value) => ({ value, label: levelText(speech, value) }))}
        chosen={level}
        pick={setLevel}
        few
        numbered={!level}
      />
      <Part title={t('move.why')}>
        <Choices
          label={t('move.why')}
          of={MOVE_REASONS.map((value) => ({ value, label: t(`move.${value}`) }))}
          chosen={reason}
          pick={setReason}
          few
          numbered={level !== undefined}
        />
      </Part>
      <div className="acts">
        <button type="button" className="btn one" onClick={save} aria-disabled={!level || !reason}>
          {t('move.save')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
        <button type="button" className="btn" onClick={close}>
          {t('act.cancel')}
        </button>
      </div>
      {level && reason ? null : <p className="hint">{t('move.need_both')}</p>}
    </Sheet>
  );
}

/** Every change by hand of who waits now: who did it, when and why. */
export function MovesSheet({ visits, close }: { visits: readonly Visit[]; close: () => void }) {
  const speech = useSpeech();
  const { t, time } = speech;
  const state = useDeskState();
  return (
    <Sheet title={t('move.list')} close={close} keys={{ Escape: close }}>
      <ul className="list">
        {visits.flatMap((visit) =>
          (visit.queue?.moves ?? []).map(({ at, actor_id, reason }) => (
            <li key={`${visit.visit_id} ${String(at)}`}>
              <Ticket visit={visit} />
              <span className="grow">
                {t('move.line', {
                  why: t(`move.${reason}`),
                  who: nameOf(state, actor_id) ?? t('person.colleague'),
                  time: time(at),
                })}
              </span>
            </li>
          )),
        )}
      </ul>
    </Sheet>
  );
}
