/** Names of the record sets of a segment; the same names are the sections of a pack file. */
import { type DocCode, FACT_CODES, type FactCode } from '../directory/fact-codes.ts';
import type { NeedCode } from '../directory/needs.ts';
import type { LanguageMode } from './record.ts';

export const LANGUAGE_MODES = [
  'staff',
  'interpreter_on_site',
  'interpreter_phone',
] as const satisfies readonly LanguageMode[];

/** Made once: questions ask for these names many times. */
const FACT_SETS = new Map(
  FACT_CODES.map((code) => [code, { yes: `fact/${code}/yes`, no: `fact/${code}/no` }]),
);

export function factSet(code: FactCode, answer: 'yes' | 'no'): string {
  return FACT_SETS.get(code)?.[answer] ?? `fact/${code}/${answer}`;
}

export const languageSet = (language: string, mode: LanguageMode): string =>
  `language/${language}/${mode}`;
/** A branch's set holds the records of its leaves too. */
export const needSet = (code: NeedCode): string => `need/${code}`;
export const documentSet = (code: DocCode): string => `document/${code}`;
/** The whole age band is accepted; or none of it. */
export const ageSet = (band: number, answer: 'covered' | 'refused'): string =>
  `age/${band}/${answer}`;
export const ADULTS_ONLY_SET = 'adults_only';
export const PAUSED_SET = 'paused';
/** Reached by phone or online: by its own mark or by the fact `remote`. */
export const REMOTE_SET = 'remote';
