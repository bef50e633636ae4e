/** The store of the tablet: what it keeps, and what it sends. Screens import this file only. */
export type {
  Desk,
  DeskErrorCode,
  DeskPerson,
  DeskPoint,
  DeskState,
  DeskWorker,
  EventParts,
  Parts,
  RoleKey,
  StuckAction,
  StuckItem,
} from './desk.ts';
export { DeskError, STUCK_ACTIONS } from './desk.ts';
export { eventsOf, partsOf } from './compose.ts';
export { askToPersist } from './database.ts';
export { newCode, newSubject, newVisitId } from './ids.ts';
export type { KeptDesk } from './kept-desk.ts';
export type { MemoryDeskSetting } from './memory-desk.ts';
export { openMemoryDesk } from './memory-desk.ts';
export type { Waiting } from './closed-desk.ts';
export { countWaiting, saveWaiting, sendWaiting, startAnew } from './closed-desk.ts';
export type { OpenSetting, World } from './open-desk.ts';
export { coverSecret, keepUp, openDesk } from './open-desk.ts';
export { passkeyWay } from './passkey.ts';
export type { Way, WayKind } from './unlock.ts';
export { FOUR_WORDS, newFourWords, readFourWords } from './words.ts';
