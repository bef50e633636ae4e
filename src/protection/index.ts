/** The protection room: children alone and survivors, in compartments that nobody else can look into. */
export { listAlarms, type PathAlarm, seeAlarm } from './alarms.ts';
export { actIn, type Compartment, COMPARTMENTS } from './compartment.ts';
export {
  AdultDecision,
  AdultInput,
  BASES,
  decideAdult,
  type Guardianship,
  nameAdult,
  releaseChild,
  ReleaseInput,
} from './guardians.ts';
export {
  AFTER,
  answerInterpreter,
  askInterpreter,
  InterpreterAnswered,
  InterpreterAsked,
} from './interpreting.ts';
export {
  addGeneration,
  addShare,
  GenerationInput,
  type KeyRoom,
  MemberKeyInput,
  putMemberKey,
  readKeys,
  ShareInput,
} from './keys.ts';
export {
  SECOND_SAYS_NO,
  type SealedRecipient,
  type SealedReferral,
  sealedRecipients,
} from './referrals.ts';
export { protectionRoutes, type ProtectionOptions } from './routes.ts';
export { nameOverride, OVERRIDE_REASONS, placeVisit } from './spaces.ts';
export {
  addStep,
  ASSENTS,
  changeStep,
  SOUGHT,
  type Step,
  StepChange,
  type StepKind,
  STEPS,
} from './steps.ts';
export {
  addFile,
  FileInput,
  listVisits,
  type PathVisit,
  type PathVisitWhole,
  readVisit,
} from './visits.ts';
export { type PointGaps, readGaps } from './spaces.ts';
