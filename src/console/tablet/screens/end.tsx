/** The end of a visit: done, a next step, or gone without being seen, and why (PT-05). */
import type { Visit } from '../../../desk/visit.ts';
import { useAround } from '../desk-context.tsx';
import { useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { HowEnded, useEnding } from '../parts/how-ended.tsx';
import { ticketName } from '../parts/marks.tsx';
import { Says } from '../parts/says.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { useSpeech } from '../speech.tsx';
import { openNeeds } from '../waiting.ts';

export function EndScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act } = useAround();
  const { go } = useNavigation();
  const ending = useEnding();
  const { body } = ending;
  const { visit_id } = visit;
  const open = openNeeds(visit);
  const save = (): void => {
    if (!body) return;
    void act(
      { events: [{ kind: 'visit_closed', visit_id, body }] },
      t('say.ended', { ticket: ticketName(speech, visit) }),
    ).then((operation) => {
      if (operation) go({ screen: 'queue' });
    });
  };
  useKeys({
    ...ending.keys,
    'Ctrl+Enter': save,
    Escape: () => ending.back() || go({ screen: 'visit', visit: visit_id }),
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
      <HowEnded ending={ending} />
      <div className="dock">
        <button type="button" className="btn one" onClick={save} aria-disabled={!body}>
          {t('end.save')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
      </div>
    </div>
  );
}
