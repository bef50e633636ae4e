/** The people room: who was here before, joined and taken apart, and what is held of her. */
export {
  deleteForHer,
  type EventLine,
  heldForHer,
  type HeldKind,
  type HeldLine,
} from './held.ts';
export {
  type Joined,
  type Joining,
  JOINING_STATES,
  type JoiningPage,
  type JoiningState,
  joiningsOf,
} from './joinings.ts';
export {
  confirmLink,
  UNDO_REASONS,
  undoLink,
  type Waiting as WaitingLink,
  waitingLinks,
} from './links.ts';
export { decidePossible, type PossibleList, possibleAt } from './possible.ts';
export { withSketches } from './put-sketches.ts';
export { rootsOf } from './roots.ts';
export type { Circles } from './circles.ts';
export { circlesOf, type PeopleOptions, peopleRoutes } from './routes.ts';
