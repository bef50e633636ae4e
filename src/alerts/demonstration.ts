/** Issues the alerts of the demonstration country, by the verbs that officers use. */
import { v5 } from 'uuid';
import type { Database } from '../database/index.ts';
import { type DemoAlert, demoAlerts } from '../demo/index.ts';
import { HOME_ORGANISATION, look } from '../firewall/index.ts';
import { NO_SHAPES } from './alert.ts';
import type { AlertDraft } from './check-draft.ts';
import { cancelAlert, issueAlert, listAlerts, type Officer } from './issue.ts';
import { messageOf, standings } from './standing.ts';

const SPACE = '7f2a4c3e-90d2-4a58-8f6e-2b1c0d9e8a77';
const OFFICER: Officer = { account: v5('alert officer', SPACE), org: HOME_ORGANISATION };
const DRILL_HOURS = 144;

/** A drill that is on and one alert that is over; does nothing while a drill stands. @param now ms since 1970 */
export async function makeDemoAlerts(database: Database, now: number): Promise<void> {
  const known = await listAlerts(database, OFFICER);
  const standing = standings(known.map(messageOf), now);
  if ([...standing.values()].includes('now')) return;
  const { drill, over } = demoAlerts();
  await issueAlert(
    database,
    OFFICER,
    {
      ...(await draftOf(database, drill)),
      status: 'exercise',
      severity: 'Severe',
      urgency: 'Expected',
      certainty: 'Likely',
      responses: ['Evacuate'],
      hours: DRILL_HOURS,
    },
    { now },
  );
  if (known.length > 0) return;
  const { id } = await issueAlert(
    database,
    OFFICER,
    {
      ...(await draftOf(database, over)),
      status: 'actual',
      severity: 'Moderate',
      urgency: 'Immediate',
      certainty: 'Observed',
      responses: ['Avoid'],
      hours: 12,
    },
    { now },
  );
  await cancelAlert(database, OFFICER, id, now);
}

type Situated = Pick<
  AlertDraft,
  'hazard' | 'areas' | 'shapes' | 'services' | 'needs' | 'sourceLang' | 'texts'
>;

async function draftOf(database: Database, alert: DemoAlert): Promise<Situated> {
  const [place] = await look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'find a place' },
    (tx) =>
      tx.query<{ id: number }>('select id from directory.pub_place_name where code = $1', [
        alert.place,
      ]),
  );
  return {
    hazard: alert.hazard,
    areas: place ? [place.id] : [],
    shapes: NO_SHAPES,
    services: [],
    needs: alert.needs,
    sourceLang: 'en',
    texts: alert.texts.map((text) => ({
      ...text,
      state: text.lang === 'en' ? 'written' : 'checked',
    })),
  };
}
