/** What happened, in plain words, newest last; what was taken back stays, struck through (chapter 30, section 2.1). */
import type { ReactNode } from 'react';
import type { Line, Visit } from '../../../desk/visit.ts';
import { useDeskState } from '../desk-context.tsx';
import { nameOf } from '../point-facts.ts';
import { useSpeech } from '../speech.tsx';
import { told } from '../../../desk/told.ts';

export function Timeline({
  visit,
  acts,
}: {
  visit: Visit;
  /** Buttons of a line. */
  acts?: (line: Line) => ReactNode;
}) {
  const speech = useSpeech();
  const { t, time } = speech;
  const state = useDeskState();
  return (
    <ol className="timeline">
      {visit.lines.map((line) => {
        const { event, struck } = line;
        return (
          <li key={event.event_id} className={struck ? 'struck-line' : ''}>
            <time dateTime={new Date(event.at).toISOString()}>{time(event.at)}</time>
            <span className="text">
              {struck ? <span className="vh">{t('timeline.struck')} </span> : null}
              {told(speech, event)}
              <span className="by">{nameOf(state, event.actor_id) ?? t('person.colleague')}</span>
            </span>
            {acts && !struck ? <span className="row-acts">{acts(line)}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}
