/** Opening hours written in words, as schedule rules. */
export type { ParsedHours } from './parse.ts';
export { parseHours } from './parse.ts';
