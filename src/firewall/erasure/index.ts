export { askErasure, continueErasures, type ErasureRun } from './erase.ts';
export { expire } from './expire.ts';
export { consentsOf, type Held, heldOf, logOf, type Opened, type Shared } from './my-data.ts';
