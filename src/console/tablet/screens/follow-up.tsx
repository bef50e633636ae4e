/** When we look again, and whether we did. */
import { useState } from 'react';
import { openFollowUps } from '../../../desk/follow-ups.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround } from '../desk-context.tsx';
import { digits, useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { Choices, Part } from '../parts/choices.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { noonAhead } from '../../wall-clock.ts';
import { placeZone } from '../place.ts';
import { useSpeech } from '../speech.tsx';

const DAYS = [1, 3, 7, 14, 30] as const;
const REASONS = ['see_again', 'bring_thing', 'phone_back', 'check_referral'] as const;
type Reason = (typeof REASONS)[number];

export function FollowUpScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t, day } = speech;
  const { act } = useAround();
  const { go } = useNavigation();
  const [now] = useState(() => Date.now());
  const [days, setDays] = useState<number>();
  const [reason, setReason] = useState<Reason>();
  const { visit_id } = visit;
  const open = openFollowUps([visit]);
  const save = (): void => {
    if (!days) return;
    const due = noonAhead(placeZone(), days, now);
    void act(
      {
        events: [
          {
            kind: 'follow_up_set',
            visit_id,
            body: { due_at: new Date(due).toISOString(), ...(reason ? { reason } : {}) },
          },
        ],
      },
      t('say.follow_up', { day: day(due) }),
    ).then((operation) => {
      if (operation) go({ screen: 'visit', visit: visit_id });
    });
  };
  const done = (supersedes: string, outcome: 'done' | 'not_attended'): void => {
    void act(
      { events: [{ kind: 'follow_up_done', visit_id, supersedes, body: { outcome } }] },
      t('say.follow_up_done'),
    );
  };
  useKeys({
    ...digits((index) => setDays(DAYS[index]), DAYS.length),
    'Ctrl+Enter': save,
    Escape: () => go({ screen: 'visit', visit: visit_id }),
  });
  return (
    <div className="narrow">
      <TaskHead visit={visit} title={t('task.follow_up')} />
      {open.length ? (
        <Part title={t('follow.open')}>
          <ul className="list card">
            {open.map(({ event_id, body }) => (
              <li key={event_id}>
                <span className="grow">{day(Date.parse(String(body['due_at'])))}</span>
                <button type="button" className="btn low" onClick={() => done(event_id, 'done')}>
                  {t('follow.done')}
                </button>
                <button
                  type="button"
                  className="btn low"
                  onClick={() => done(event_id, 'not_attended')}
                >
                  {t('follow.not_attended')}
                </button>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      <Part title={t('follow.when')}>
        <Choices
          label={t('follow.when')}
          of={DAYS.map((value) => ({
            value: String(value),
            label: day(noonAhead(placeZone(), value, now)),
            note: t('time.days', { n: value }),
          }))}
          chosen={days === undefined ? undefined : String(days)}
          pick={(value) => setDays(Number(value))}
          numbered
        />
      </Part>
      <Part title={t('follow.why')} hint={t('follow.optional')}>
        <Choices
          label={t('follow.why')}
          of={REASONS.map((value) => ({ value, label: t(`follow.${value}`) }))}
          chosen={reason}
          pick={(value) => setReason(value === reason ? undefined : value)}
        />
      </Part>
      <div className="dock">
        <button type="button" className="btn one" onClick={save} aria-disabled={!days}>
          {t('act.save_go_on')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
      </div>
    </div>
  );
}
