/** The door of this room: the network, the packet, the loop. */
export { referralRound, ROUND_EVERY, runReferrals } from './clock.ts';
export {
  type ExceptionLine,
  type Finding,
  FINDINGS,
  listExceptions,
  reviewException,
} from './exceptions.ts';
export { sealForNobody } from './link-packet.ts';
export { CATEGORIES } from './packet.ts';
export { ownReferralPages } from './own-pages.ts';
export type { Directory, ReferralParts } from './parts.ts';
export { recipientPages } from './recipient-pages.ts';
export { referralRoutes } from './routes.ts';
export {
  answerSealedReceived,
  listSealedReceived,
  RECEIVED_STEPS,
  type ReceivedFace,
  ReceivedAnswer,
  type ReceivedWhole,
  readSealedReceived,
} from './sealed-received.ts';
export { confirmSealed, declineSealed, SecondNo, SecondYes } from './sealed-second.ts';
export {
  AGREED,
  OFFICER_STEPS,
  SealedReferralInput,
  SealedStepInput,
  type SealedWay,
  sendSealed,
  stepSealed,
} from './sealed.ts';
