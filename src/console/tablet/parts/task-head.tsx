/** The top of every screen inside a visit: whose it is, and the way back. */
import type { Visit } from '../../../desk/visit.ts';
import { Icon } from '../icon.tsx';
import { Link } from '../navigation.tsx';
import { useSpeech } from '../speech.tsx';
import { Arch, ticketName, Urgency } from './marks.tsx';

export function TaskHead({ visit, title }: { visit: Visit; title: string }) {
  const speech = useSpeech();
  return (
    <>
      <Link to={{ screen: 'visit', visit: visit.visit_id }} className="back noprint">
        <Icon name="back" />
        {ticketName(speech, visit)}
      </Link>
      <div className="head">
        <Arch visit={visit} className="full" />
        <h1>{title}</h1>
        <Urgency level={visit.queue?.level ?? 'any_time'} />
      </div>
    </>
  );
}
