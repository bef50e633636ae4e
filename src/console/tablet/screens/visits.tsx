/** Today's visits, those in rooms first, then whoever waits, then the closed ones. */
import type { Visit } from '../../../desk/visit.ts';
import { useNewVisit } from '../act-hooks.ts';
import { useVisits } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { Link } from '../navigation.tsx';
import { Ticket, Urgency } from '../parts/marks.tsx';
import { Speaks } from '../parts/queue-table.tsx';
import { InOtherHands } from './protected/in-other-hands.tsx';
import { useSpeech } from '../speech.tsx';
import { openNeeds, shown } from '../waiting.ts';

const ORDER: readonly Visit['state'][] = ['called', 'arrived', 'waiting', 'closed'];

export function VisitsScreen() {
  const speech = useSpeech();
  const { t, time } = speech;
  const visits = useVisits();
  const newVisit = useNewVisit();
  useKeys({ KeyN: () => newVisit(false) });
  const all = shown(visits.values());
  return (
    <div className="column">
      <div className="head">
        <h1>{t('nav.visits')}</h1>
        <button type="button" className="btn one push" onClick={() => newVisit(false)}>
          <Icon name="plus" />
          {t('queue.new')} <kbd aria-hidden="true">N</kbd>
        </button>
      </div>
      <p className="lead">{t('visits.count', { n: all.length })}</p>
      {all.length ? null : <p className="card">{t('visits.empty')}</p>}
      {ORDER.map((state) => {
        const some = all
          .filter((visit) => visit.state === state)
          .sort((a, b) => b.opened_at - a.opened_at);
        return some.length ? (
          <section key={state} className="part">
            <h2>{t(`state.${state}`)}</h2>
            <ul className="ticket-row">
              {some.map((visit) => (
                <li key={visit.visit_id}>
                  <Link to={{ screen: 'visit', visit: visit.visit_id }} className="choice grow">
                    <Ticket visit={visit} />
                    <span className="grow soft">
                      <Speaks visit={visit} alone />
                      <small>
                        {speech.list(openNeeds(visit).map(({ code }) => speech.need(code)))}
                      </small>
                    </span>
                    {state === 'closed' ? null : (
                      <Urgency level={visit.queue?.level ?? 'any_time'} />
                    )}
                    <span className="num soft">
                      {t('visits.came', { time: time(visit.opened_at) })}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ) : null;
      })}
      <InOtherHands />
    </div>
  );
}
