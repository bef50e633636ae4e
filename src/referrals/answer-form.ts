/** What somebody typed into a form behind a link, as an answer; or the field that has to be mended, with nothing lost. */
import { Problem } from '../http/problem.ts';
import { comingMomentTyped, type MomentFault } from '../languages/typed-moment.ts';
import type { View } from '../site/index.ts';
import { LONGEST_SENTENCE } from './packet.ts';
import type { AnswerInput } from './schemas.ts';

/** A field that has to be mended; `key` is the sentence that stands beside it, naming the field. */
export type Fault = MomentFault | { field: 'words' | 'reason'; key: 'words' | 'reason' };
/** What was tried and not taken: shown again as it was written. */
export type Tried = {
  step: string;
  fields: Readonly<Record<string, string>>;
  /** Without one somebody answered from another window, or the deadline took the question. */
  fault?: Fault;
};

/** @returns the answer, or what is wrong with the first field that cannot be read */
export function readAnswer(
  view: Pick<View, 'words' | 'now' | 'settings'>,
  step: string,
  fields: Readonly<Record<string, string>>,
): AnswerInput | Fault {
  if (step === 'ask') {
    const words = (fields['words'] ?? '').trim();
    return words && words.length <= LONGEST_SENTENCE
      ? { step, words }
      : { field: 'words', key: 'words' };
  }
  if (step === 'accept' || step === 'move') {
    const [day, time] = [fields['day']?.trim() ?? '', fields['time']?.trim() ?? ''];
    if (step === 'accept' && !day && !time) return { step };
    const { words, now, settings } = view;
    const at = comingMomentTyped(words, { day, time }, { zone: settings.zone.name, now });
    return typeof at === 'string' ? { step, appointment_at: at } : at;
  }
  const reason = fields['reason'] || undefined;
  return { step, ...(reason ? { reason } : {}) } as AnswerInput;
}

/** What the room refused of an answer. @throws what is no matter of the form */
export function refusedOf(error: unknown): Fault | undefined {
  if (!(error instanceof Problem)) throw error;
  if (error.code === 'wrong_step') return undefined;
  if (error.code === 'bad_input') return { field: 'reason', key: 'reason' };
  throw error;
}
