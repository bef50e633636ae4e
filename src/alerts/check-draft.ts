/** What an officer wrote, before anybody sees it: every field, every language. Pure but for the lexicons that it is judged by. */
import { judgeTerms, judgeText } from '../firewall/guard/index.ts';
import type { FieldError } from '../http/problem.ts';
import { type AlertContent, type AlertText, HOUR, LONGEST, LONGEST_DRILL } from './alert.ts';

/** Lengths of each text: what the database holds, and what somebody can read in a hurry. */
export const LENGTHS = { headline: 120, description: 800, instruction: 800 } as const;
const SHORTEST = 3;
/** Words a sentence, above which it is refused (design chapter 10, section 4.2). */
const MOST_WORDS = 30;
export const MOST_AREAS = 40;
export const MOST_SERVICES = 8;

export type AlertDraft = AlertContent & {
  /** ms since 1970; undefined: at once. */
  effectiveAt?: number;
  /** How long it stands, hours. */
  hours: number;
};

/** What is wrong, field by field, each with what was expected; empty when it may go out. */
export function faultsOfDraft(draft: AlertDraft, now: number): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (field: string, expected: string): void => void faults.push({ field, expected });
  const longest = (draft.status === 'actual' ? LONGEST : LONGEST_DRILL) / HOUR;
  if (!(draft.hours > 0 && draft.hours <= longest))
    fault('hours', `a number of hours from 1 to ${longest}`);
  if (draft.effectiveAt !== undefined && draft.effectiveAt > now + LONGEST_DRILL)
    fault('starts', 'a time within the next seven days');
  if (draft.areas.length > MOST_AREAS) fault('areas', `at most ${MOST_AREAS} places`);
  if (draft.services.length > MOST_SERVICES) fault('services', `at most ${MOST_SERVICES} services`);
  const source = draft.texts.find(({ lang }) => lang === draft.sourceLang);
  if (!source) fault('source_lang', 'words in the language that it was written in');
  else if (source.state === 'machine')
    fault(`state_${source.lang}`, 'words that a person wrote or checked');
  for (const text of draft.texts) faults.push(...faultsOfText(text));
  return faults;
}

/** The texts of one language. */
export function faultsOfText(text: AlertText): FieldError[] {
  const faults: FieldError[] = [];
  for (const part of ['headline', 'description', 'instruction'] as const) {
    const said = text[part].trim();
    const field = `${part}_${text.lang}`;
    if (said.length < SHORTEST || said.length > LENGTHS[part]) {
      faults.push({ field, expected: `${SHORTEST} to ${LENGTHS[part]} characters` });
      continue;
    }
    if (
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(
        said,
      )
    )
      faults.push({ field, expected: 'letters, digits and signs only, no control characters' });
    if (/<[a-z/!]/i.test(said)) faults.push({ field, expected: 'plain text without HTML' });
    const [status] = judgeText(said);
    if (status)
      faults.push({
        field,
        expected: `no word about the papers or origin of people ("${status.word}"): an alert is for everybody in a place`,
      });
    const term = judgeTerms(said).find(({ stops }) => stops);
    if (term)
      faults.push({
        field,
        expected: `respectful words instead of "${term.term}"${term.alternatives.length ? `, such as "${term.alternatives[0]}"` : ''}`,
      });
    if (longestSentence(said, text.lang) > MOST_WORDS)
      faults.push({ field, expected: `sentences of at most ${MOST_WORDS} words` });
  }
  return faults;
}

function longestSentence(said: string, lang: string): number {
  const words = new Intl.Segmenter(lang, { granularity: 'word' });
  return Math.max(
    0,
    ...said
      .split(/[.!?؟۔।။።\n]+/u)
      .map(
        (sentence) => [...words.segment(sentence)].filter(({ isWordLike }) => isWordLike).length,
      ),
  );
}
