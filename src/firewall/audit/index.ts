/** The audit log: one act, one leaf, in a tree that an outsider checks offline (design chapter 20, section 9). */
export { type Checkpoint, readCheckpoint, signCheckpoint, vkeyOf } from './checkpoint.ts';
export { belongsTo, type Detail, type Leaf, parseLeaf, type StagedEvent } from './leaf.ts';
export { type LogFolder, logFolder } from './log-folder.ts';
export { logRoutes, type LogRoutesOptions } from './log-routes.ts';
export { logSigner } from './log-signer.ts';
export { folderSource, type LogSource } from './log-source.ts';
export { ClockWentBack, ForkRefused, Publisher } from './publisher.ts';
export {
  decodeReceipt,
  encodeReceipt,
  makeReceipt,
  type Receipt,
  ReceiptError,
  type ReceiptProof,
  verifyReceipt,
} from './receipt.ts';
export {
  type LogAlarm,
  type Round,
  runSequencer,
  Sequencer,
  type SequencerParts,
  type SequencerStore,
  type TicketLedger,
} from './sequencer.ts';
export { sequencerStore } from './sequencer-sql.ts';
export { type PublishedLog, slipOf } from './slip.ts';
export {
  NoteError,
  type NoteKey,
  type NoteSigner,
  parseVkey,
  signerFromSeed,
} from './signed-note.ts';
export type { ReadLogFile } from './tile-tree.ts';
export type { Fault, VerifyOptions } from './verify-landmarks.ts';
export { type LogReport, verifyLog } from './verify-log.ts';
