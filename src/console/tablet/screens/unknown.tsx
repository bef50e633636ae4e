/** An address that shows nothing here: the way on is the queue. A visit in other hands looks like one that is not there. */
import { Link } from '../navigation.tsx';
import { useSpeech } from '../speech.tsx';

export function UnknownScreen({ visit = false }: { visit?: boolean }) {
  const { t } = useSpeech();
  return (
    <div className="narrow">
      <h1>{t(visit ? 'unknown.visit' : 'unknown.title')}</h1>
      <p className="lead">{t(visit ? 'unknown.visit_note' : 'unknown.note')}</p>
      <Link to={{ screen: 'queue' }} className="btn one">
        {t('unknown.to_queue')}
      </Link>
    </div>
  );
}
