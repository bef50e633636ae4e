export { act, type Acting, look } from './act.ts';
export { openBatch } from './keeper/batch.ts';
export { actAs, type Firewall, type GuardedAct, type InContext } from './context/act-as.ts';
export type {
  Act,
  FieldPlace,
  IssuedTicket,
  Keeper,
  KeyName,
  MayIssue,
  MayOpen,
  ToOpen,
} from './keeper/index.ts';
export {
  CIRCLE_IDLE,
  circleKey,
  type CircleKey,
  openSketch,
  sealSketch,
} from './circles/index.ts';
export { asHolder, asWorker, type Door, type Holder, type Worker } from './context/who.ts';
export { decodeReceipt, logRoutes, parseLeaf, type PublishedLog, slipOf } from './audit/index.ts';
export { type ConsentInput, giveConsent } from './consent/give-consent.ts';
export { openField, sealField } from './keeper/envelope.ts';
export { withdrawConsent } from './consent/withdraw-consent.ts';
export {
  askCorrection,
  correctionsOf,
  LONGEST_NOTE,
  type OwnCorrection,
} from './corrections/correction.ts';
export {
  askErasure,
  consentsOf,
  eraseByOldCode,
  type ErasureState,
  erasureState,
  type Held,
  openedBy,
  type Opened,
  type OpenedLine,
  type OwnRecord,
  recordOf,
  type Shared,
} from './erasure/index.ts';
export {
  halfYearOf,
  lastToldOn,
  type Transparency,
  transparency,
} from './register/transparency.ts';
export { type OpenFirewall, openFirewall } from './open.ts';
export { firewallRoutes, transparencyRoutes } from './routes/index.ts';
export { codeDigest, type NodeSecret } from './node-secret.ts';
export { HOME_ORGANISATION } from './home.ts';
export { checkCatalogue } from './catalogue/index.ts';
