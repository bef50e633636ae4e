/** The sync room: work brought in by devices, and what they do not have yet. */
export { applyOperation, type Taking } from './apply.ts';
export { type SyncOptions, syncRoutes } from './routes.ts';
