/** The hand-out (chapter 30, section 3.9): a code to scan, a code to say, the next day; no word on what this place is for. */
import { qrPath } from '../../../http/qr-code.ts';
import { openFollowUps } from '../../../desk/follow-ups.ts';
import { spokenGroups } from '../../../desk/spoken-code.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround, useDesk } from '../desk-context.tsx';
import { codesOf, slipAct } from '../handing.ts';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { needIcon } from '../parts/queue-table.tsx';
import { ticketName } from '../parts/marks.tsx';
import { Says } from '../parts/says.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { useSpeech } from '../speech.tsx';
import { openNeeds, spokenTag } from '../waiting.ts';

export function SlipScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t, day } = speech;
  const desk = useDesk();
  const { act } = useAround();
  const { go } = useNavigation();
  const codes = codesOf(desk, visit);
  const make = (): void => {
    void act(slipAct(visit, '', spokenTag(visit) ?? undefined), t('say.slip'));
  };
  const next = openFollowUps([visit]).at(-1);
  useKeys({
    Escape: () => go({ screen: 'visit', visit: visit.visit_id }),
    'Ctrl+Enter': codes ? () => print() : make,
  });
  return (
    <div className="narrow">
      <TaskHead visit={visit} title={t('task.slip')} />
      <p className="lead noprint">{t('slip.lead')}</p>
      {codes ? (
        <>
          <section className="slip" aria-label={t('task.slip')}>
            <Code text={codes.slip} name={t('slip.scan')} />
            <p>{t('slip.say')}</p>
            <bdi className="aloud">{spokenGroups(codes.spoken)}</bdi>
            <ul className="lines">
              <li>
                <Icon name="visit" />
                <span>{ticketName(speech, visit)}</span>
              </li>
              {openNeeds(visit).map(({ code }) => (
                <li key={code}>
                  <Icon name={needIcon(code)} />
                  <span>{speech.need(code)}</span>
                </li>
              ))}
              {next ? (
                <li>
                  <Icon name="day" />
                  <span>
                    {t('slip.next', { day: day(Date.parse(String(next.body['due_at']))) })}
                  </span>
                </li>
              ) : null}
            </ul>
            <p className="hint">{t('slip.keep')}</p>
          </section>
          <div className="acts noprint">
            <button type="button" className="btn one" onClick={() => print()}>
              <Icon name="print" />
              {t('slip.print')} <kbd aria-hidden="true">Ctrl Enter</kbd>
            </button>
            <button type="button" className="btn" onClick={make}>
              {t('slip.again')}
            </button>
          </div>
          <p className="hint noprint">{t('slip.paper')}</p>
        </>
      ) : (
        <>
          {visit.handles.length ? <Says kind="warn">{t('slip.gone')}</Says> : null}
          <div className="acts">
            <button type="button" className="btn one" onClick={make}>
              <Icon name="slip" />
              {t(visit.handles.length ? 'slip.again' : 'slip.make')}{' '}
              <kbd aria-hidden="true">Ctrl Enter</kbd>
            </button>
          </div>
          <p className="hint">{t('slip.none_needed')}</p>
        </>
      )}
    </div>
  );
}

/** Black on white whatever the theme, so that every phone can read it. */
function Code({ text, name }: { text: string; name: string }) {
  const { path, size } = qrPath(text, 'M');
  return (
    <svg
      className="code-picture"
      viewBox={`0 0 ${String(size)} ${String(size)}`}
      role="img"
      aria-label={name}
      shapeRendering="crispEdges"
    >
      <path className="ground" d={`M0 0h${String(size)}v${String(size)}H0z`} />
      <path className="ink" d={path} />
    </svg>
  );
}
