/** The staff room: accounts, ways to sign in, sessions, roles. */
export { COOKIE, staffDoor } from './door.ts';
export { type StaffRoutesOptions, staffRoutes } from './routes/index.ts';
export { refuseBarred } from './barred.ts';
export { isOrganisationKind, makeFirst, ORGANISATION_KINDS } from './first.ts';
export { mayIssueBy, type SessionFacts, spokenSession } from './may-issue.ts';
export { sealedSteps } from './sealed-steps.ts';
export { sessionSource } from './session-source.ts';
export { ROLES as STAFF_ROLES, isStaffRole, pointsFor } from './roles.ts';
export { loginFacts } from './facts.ts';
export type { HouseDoor } from './routes/parts.ts';
export {
  type AccountView,
  addAccount,
  closeAccount,
  grantRole,
  listAccounts,
  readAccount,
  recordTraining,
  revokeRole,
} from './accounts.ts';
export { giveCookie, refuseForeign, refuseSent, takeCookie } from './door.ts';
export {
  choosePassword,
  finishSetUp,
  invite,
  openInvitation,
  PASSWORD_WORDS,
  secondInvitation,
  waitingWaysBack,
} from './invitations.ts';
export { decideOrganisation, listOrganisations, proposeOrganisation } from './organisations.ts';
export {
  beginFactor,
  changeOwn,
  changePassword,
  keepFactor,
  proveAgain,
  readOwnAccount,
} from './own-account.ts';
export { removePasskey } from './passkeys.ts';
export {
  decideProvider,
  listProviders,
  proposeProvider,
  removeProvider,
} from './provider-proposals.ts';
export { finishEnrolment } from './provider-links.ts';
export { ownStepOf, tryStepCode } from './provider-step.ts';
export { asksOwnStep, type Demands } from './provider-strength.ts';
export { offeredProviders } from './providers.ts';
export {
  readOwnRefused,
  readRefusedOf,
  REFUSED_WHYS,
  type RefusedTries,
  type RefusedTry,
  TRIED_WAYS,
} from './refused-tries.ts';
export { renewRecoveryCodes } from './recovery-codes.ts';
export { endSessionOf, openSessionsOf, type OpenSession } from './others-sessions.ts';
export { courseOf, type StaffRole } from './roles.ts';
export { DATA_PROTECTION, HEALTH_SUBJECTS } from './curricula.ts';
export {
  type Colleague,
  declareOneself,
  nameInterpreter,
  readDeclaration,
  readDeskTeam,
  readFacts,
  readTeam,
  type Team,
  teamAt,
  type TeamRole,
} from './team.ts';
export {
  type ConductText,
  type ConductVersion,
  publishConduct,
  readConduct,
  readConductTexts,
  signConduct,
} from './conduct.ts';
export {
  candidatesAt,
  type Interpreting,
  type Offer,
  offersFor,
  readInterpreting,
  type Setting,
  SETTINGS,
} from './interpreters.ts';
export {
  DAY_PARTS,
  type OwnRole,
  ownRoles,
  type OwnWork,
  readOwnWork,
  sayAvailability,
  type Slot,
  SLOTS,
  slotOf,
  WEEKDAYS,
} from './own-work.ts';
export { type PointName, readPoints } from './points.ts';
export { addShift, assign, removeShift, sayPresence, unassign } from './roster.ts';
export { readWeek, type WeekShift } from './week.ts';
export { keepNothing, type StaffParts } from './routes/parts.ts';
export { staffParts } from './routes/index.ts';
export { endOneSession, endSessions, startSession } from './sessions.ts';
export { giveKnown, knownBy, withMark } from './known-browser.ts';
export { knownAfter, tryCode, tryPassword } from './sign-in.ts';
