/** The staff room: accounts, ways to sign in, sessions, roles. */
export { COOKIE, staffDoor } from './door.ts';
export { type StaffRoutesOptions, staffRoutes } from './routes/index.ts';
export { makeFirst, ORGANISATION_KINDS } from './first.ts';
export { mayIssueBy } from './may-issue.ts';
export { sealedSteps } from './sealed-steps.ts';
export { sessionSource } from './session-source.ts';
export { ROLES as STAFF_ROLES, isStaffRole } from './roles.ts';
