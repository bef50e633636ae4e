/** The keeper: alone knows keys, alone speaks to the keys database (design chapter 20, section 7). */
export {
  type Act,
  type Alarm,
  BLIND_FIELDS,
  type BlindField,
  type IssuedTicket,
  type Keeper,
  type KeyName,
  type MayIssue,
  type MayOpen,
  type Opened,
  type Resealed,
  type ToOpen,
  type ToSeal,
} from './messages.ts';
export { ENVELOPE_OVERHEAD, type FieldPlace, formOf, openField, sealField } from './envelope.ts';
export { cipherOf, type Form, isForm, WRITABLE } from './forms.ts';
export { RESEAL_JOB } from './reseal.ts';
export { inFormSince, lastMoved, noteMoved, olderKeys, retireKeys } from './retire.ts';
export {
  isSignedBy,
  paddedStates,
  parseTicket,
  signTicket,
  TICKET_LIFE,
  type TicketFields,
  type TicketKind,
} from './ticket.ts';
export { bucketBits, widerBuckets } from './buckets.ts';
export { ensureFirstEpoch } from './first-epoch.ts';
export { type KeeperOptions, openKeeper } from './keeper.ts';
export { hasRecovery, type Keystore, openKeystore } from './keystore.ts';
export { putIntoMain, type PutMacKey } from './mac-key.ts';
export { rotate, type RotationOptions, type Rotated, rotationDue } from './rotate.ts';
export {
  drill,
  type Drill,
  identityFromShares,
  makeShares,
  openKit,
  overwrite,
  recover,
  writeKit,
} from './recovery.ts';
export { lastRehearsal, REHEARSAL_HOLDS, type RehearsalGap, rehearsalGap } from './rehearsal.ts';
export { readShare, type Share, SHARES, SHARES_NEEDED, writeShare } from './shares.ts';
export { writeNew } from './root.ts';
export { oldestEpoch } from './oldest-epoch.ts';
