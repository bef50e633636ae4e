/**
 * Whether a place is open, when it closes or opens, and whether its hours meet a wished time
 * (chapter 10, section 3.2). Pure: no clock, no `Intl`; the same on the server and on a phone.
 */
export type { CompiledPattern } from './hours-compile.ts';
export { compilePattern } from './hours-compile.ts';
export { openState } from './hours-state.ts';
export type { TimeMatch } from './hours-match.ts';
export { matchAt, matchNow, matchTonight, matchWindow } from './hours-match.ts';
