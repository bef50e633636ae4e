/** Who came and is in other hands: a ticket and a time, nothing else (J6). */
import { useVisits } from '../../desk-context.tsx';
import { Link } from '../../navigation.tsx';
import { Ticket } from '../../parts/marks.tsx';
import { useSpeech } from '../../speech.tsx';

export function InOtherHands() {
  const { t, time } = useSpeech();
  const some = [...useVisits().values()]
    .filter(({ in_other_hands, ticket }) => in_other_hands && ticket)
    .sort((a, b) => b.opened_at - a.opened_at);
  if (!some.length) return null;
  return (
    <section className="part">
      <h2>{t('hands.title')}</h2>
      <p className="hint">{t('hands.note')}</p>
      <ul className="ticket-row">
        {some.map((visit) => (
          <li key={visit.visit_id}>
            <Link to={{ screen: 'private', visit: visit.visit_id }} className="choice grow">
              <span className="grow">
                <Ticket visit={visit} />
              </span>
              <span className="num soft">{t('visits.came', { time: time(visit.opened_at) })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
