/** Acts as screens would make them. */
import type { Desk, Parts } from '../../src/console/tablet/store/desk.ts';
import { newSubject } from '../../src/console/tablet/store/ids.ts';
import { POINT, REFUSED_NOTE } from '../../src/console/tablet/store/testing.ts';
import type { Act } from './schedule.ts';

const TAGS = ['ti', 'am', 'ar', 'so'];

/** In one of the visits that the tablet shows, or a new one when there is none. */
export function partsOf(desk: Desk, what: Act, pick: number, tag: number): Parts {
  const visits = [...desk.visits().keys()];
  const visit = visits[pick % Math.max(1, visits.length)];
  const about = { point_id: POINT, purpose: 'desk.visit' as const };
  const inVisit = (kind: Parts['events'][number]['kind'], body: Record<string, unknown>): Parts =>
    visit
      ? { ...about, events: [{ kind, body, visit_id: visit }] }
      : partsOf(desk, 'visit', 0, tag);
  switch (what) {
    case 'visit':
    case 'person': {
      const { picture, number } = desk.nextTicket();
      const subject = what === 'person' ? newSubject() : undefined;
      const body = { channel: 'walk_in', heads: 1, ticket_picture: picture, ticket_number: number };
      return {
        ...about,
        ...(subject ? { people: [{ subject }], names: [{ subject, text: `Name ${pick}` }] } : {}),
        events: [{ kind: 'visit_opened', body, ...(subject ? { subject } : {}) }],
      };
    }
    case 'language':
      return inVisit('language_asked', {
        tags: [TAGS[tag] ?? 'ti'],
        modes: ['hears'],
        asked_how: 'spoken',
      });
    case 'wish':
      return inVisit('preference_set', {
        same_sex: (['woman', 'man', 'either'] as const)[tag % 3],
      });
    case 'need':
      return inVisit('need_seen', { code: 'food.meal', how: 'said' });
    case 'call':
      return inVisit('called', {});
    case 'close':
      return inVisit('visit_closed', { outcome: 'done' });
    default: {
      const parts = inVisit('note_written', {});
      return {
        ...parts,
        events: parts.events.map((event) => ({ ...event, note: REFUSED_NOTE })),
      };
    }
  }
}
