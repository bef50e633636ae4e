/** An act of the worker without what the desk itself knows. */
import type { EventParts, Parts } from './store/index.ts';

export type Act = Omit<Parts, 'point_id' | 'purpose' | 'events'> & {
  purpose?: Parts['purpose'];
  events: readonly EventParts[];
};
