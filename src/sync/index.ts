/** The sync room: work brought in by devices, and what they do not have yet. */
export { applyOperation, type Taking } from './apply.ts';
export { type DayCounts, readDays } from './day-counts.ts';
export { CARRY_DAYS, type Carrying, type Manifest } from './carrying.ts';
export type { Device } from './devices.ts';
export { type HeldLine, type Managing, openManaging } from './managing.ts';
export { namesOf } from './names.ts';
export { changesTheDesk, deskNews } from './news.ts';
export { type SyncOptions, syncRoutes } from './routes.ts';
export { NOT_TAKEN, type NotTaken } from './wire.ts';
