export {
  askErasure,
  continueErasures,
  type ErasureRun,
  type ErasureState,
  erasureState,
} from './erase.ts';
export { expire } from './expire.ts';
export { eraseByOldCode } from './old-code.ts';
export {
  consentsOf,
  type Held,
  heldOf,
  logOf,
  openedBy,
  type Opened,
  type OpenedLine,
  type OwnRecord,
  recordOf,
  type Shared,
  type SlipEntry,
} from './my-data.ts';
