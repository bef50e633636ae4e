/** The people room: who was here before, joined and taken apart, and what is held of her. */
export {
  deleteForHer,
  type EventLine,
  heldForHer,
  type HeldKind,
  type HeldLine,
} from './held.ts';
export { withSketches } from './put-sketches.ts';
export { rootsOf } from './roots.ts';
export { type PeopleOptions, peopleRoutes } from './routes.ts';
