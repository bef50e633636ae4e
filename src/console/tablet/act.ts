/** An act of the worker without what the desk itself knows. */
import type { Visit } from '../../desk/visit.ts';
import type { EventParts, Parts } from './store/index.ts';

export type Act = Omit<Parts, 'point_id' | 'purpose' | 'events'> & {
  purpose?: Parts['purpose'];
  events: readonly EventParts[];
};

/**
 * What happens in a visit whose person has a token is hers: she finds it under her code, and erasing takes its note along.
 * Without a token it stays with the visit.
 */
export const ofHer = (
  events: readonly EventParts[],
  visits: ReadonlyMap<string, Visit>,
): EventParts[] =>
  events.map((event) => {
    const known = event.visit_id ? visits.get(event.visit_id)?.subject : null;
    return event.subject || !known ? event : { ...event, subject: known };
  });
