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
  StuckAction,
  StuckItem,
} from './desk.ts';
export { DeskError, STUCK_ACTIONS } from './desk.ts';
export { newCode, newSubject, newVisitId } from './ids.ts';
export type { MemoryDeskSetting } from './memory-desk.ts';
export { openMemoryDesk } from './memory-desk.ts';
export type { Way, WayKind } from './unlock.ts';
