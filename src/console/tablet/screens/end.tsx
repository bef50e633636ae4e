/** The end of a visit: done, a next step, or gone without being seen, and why (PT-05). */
import { useState } from 'react';
import { LEFT_REASONS } from '../../../desk/values.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround } from '../desk-context.tsx';
import { digits, useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { Choices, Part } from '../parts/choices.tsx';
import { ticketName } from '../parts/marks.tsx';
import { Says } from '../parts/says.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { useSpeech } from '../speech.tsx';
import { openNeeds } from '../waiting.ts';

const OUTCOMES = ['done', 'next_step', 'left'] as const;
type Outcome = (typeof OUTCOMES)[number];
type Left = (typeof LEFT_REASONS)[number];

export function EndScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act } = useAround();
  const { go } = useNavigation();
  const [outcome, setOutcome] = useState<Outcome>();
  const [why, setWhy] = useState<Left>();
  const { visit_id } = visit;
  const open = openNeeds(visit);
  const ready = outcome !== undefined && (outcome !== 'left' || why !== undefined);
  const save = (): void => {
    if (!outcome || !ready) return;
    const body = { outcome, ...(outcome === 'left' && why ? { left_without: why } : {}) };
    void act(
      { events: [{ kind: 'visit_closed', visit_id, body }] },
      t('say.ended', { ticket: ticketName(speech, visit) }),
    ).then((operation) => {
      if (operation) go({ screen: 'queue' });
    });
  };
  useKeys({
    ...(outcome === 'left'
      ? digits((index) => setWhy(LEFT_REASONS[index]), LEFT_REASONS.length)
      : digits((index) => setOutcome(OUTCOMES[index]), OUTCOMES.length)),
    'Ctrl+Enter': save,
    Escape: () => (outcome ? setOutcome(undefined) : go({ screen: 'visit', visit: visit_id })),
  });
  return (
    <div className="narrow">
      <TaskHead visit={visit} title={t('task.end')} />
      {open.length ? (
        <Says kind="warn">
          {t('end.open_needs', {
            n: open.length,
            needs: speech.list(open.map(({ code }) => speech.need(code))),
          })}
        </Says>
      ) : null}
      <Part title={t('end.how')}>
        <Choices
          label={t('end.how')}
          of={OUTCOMES.map((value) => ({
            value,
            label: t(`end.${value}`),
            note: t(`end.${value}_note`),
          }))}
          chosen={outcome}
          pick={setOutcome}
          numbered={outcome !== 'left'}
        />
      </Part>
      {outcome === 'left' ? (
        <Part title={t('end.why')} hint={t('end.why_hint')}>
          <Choices
            label={t('end.why')}
            of={LEFT_REASONS.map((value) => ({ value, label: t(`left.${value}`) }))}
            chosen={why}
            pick={setWhy}
            numbered
          />
        </Part>
      ) : null}
      <div className="dock">
        <button type="button" className="btn one" onClick={save} aria-disabled={!ready}>
          {t('end.save')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
      </div>
    </div>
  );
}
