/** Backups in two streams, and what a restore does (design chapter 20, section 7). */
export { eraseAgain } from './erase-again.ts';
export { type Restored, restoreStore } from './restore.ts';
export {
  type Backups,
  backUpData,
  backUpKeys,
  KEPT_DAYS,
  KIT_FILE,
  recipientsOf,
} from './streams.ts';
export { type BackupSummary, writeBackup } from './write.ts';
