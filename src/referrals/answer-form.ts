/** What somebody typed into a form behind a link, as an answer; or the field that has to be mended, with nothing lost. */
import { clockOf } from '../finder/hours-zone.ts';
import type { Zone } from '../finder/schedule.ts';
import { Problem } from '../http/problem.ts';
import { wallClock } from '../languages/dates.ts';
import { comingDayTyped, timeTyped } from '../languages/typed-day.ts';
import type { View } from '../site/index.ts';
import { LONGEST_SENTENCE } from './packet.ts';
import type { AnswerInput } from './schemas.ts';

const DAY_MS = 86_400_000;

/** A field that has to be mended; `key` is the sentence that stands beside it, naming the field. */
export type Fault = {
  field: 'day' | 'time' | 'words' | 'reason';
  key: 'day' | 'past' | 'time' | 'words' | 'reason';
};
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
    const at = appointmentIn(view, day, time);
    return typeof at === 'string' ? { step, appointment_at: at } : at;
  }
  const reason = fields['reason'] || undefined;
  return { step, ...(reason ? { reason } : {}) } as AnswerInput;
}

/** The instant of a day and a time that are still to come; a day alone is no appointment, since nobody knows when to be there. */
function appointmentIn(
  { words, now, settings: { zone } }: Pick<View, 'words' | 'now' | 'settings'>,
  typedDay: string,
  typedTime: string,
): string | Fault {
  const today = wallClock(now, zone).day;
  const day = comingDayTyped(words, typedDay, civil(today));
  if (!day) return { field: 'day', key: 'day' };
  const nth = Date.parse(day) / DAY_MS;
  if (nth < today) return { field: 'day', key: 'past' };
  const time = timeTyped(typedTime);
  if (!time) return { field: 'time', key: 'time' };
  const at = momentIn(day, time, zone);
  return Date.parse(at) > now ? at : { field: 'time', key: 'past' };
}

const civil = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The instant of a day (YYYY-MM-DD) and a time (HH:MM) on the clocks of the place. */
export function momentIn(day: string, time: string, zone: Zone): string {
  const clock = clockOf(zone);
  const minute = Date.parse(`${day}T${time}:00Z`) / 60_000;
  // Twice, for the hours around a change of the clocks.
  const first = minute - clock.offsetAt(minute);
  const at = minute - clock.offsetAt(first);
  return new Date(at * 60_000).toISOString();
}

/** What the room refused of an answer. @throws what is no matter of the form */
export function refusedOf(error: unknown): Fault | undefined {
  if (!(error instanceof Problem)) throw error;
  if (error.code === 'wrong_step') return undefined;
  if (error.code === 'bad_input') return { field: 'reason', key: 'reason' };
  throw error;
}
