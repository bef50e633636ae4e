/** Whether the hours of a record meet the wished time; each pattern is asked once a query (chapter 10, section 3.3). */
import { compilePattern, matchTonight, matchWindow, type CompiledPattern } from './hours.ts';
import { CLOSED, OPEN } from './hours-day.ts';
import { MS_IN_MINUTE, stateAt } from './hours-state.ts';
import type { FinderQuery } from './query.ts';
import { flagsAt, FULL, NIGHT_PLACE, PATTERN, PAUSED, ROW } from './rows.ts';
import type { Segment } from './segment.ts';
import { quickWindow } from './window-quick.ts';

/** Answers to a wish; also the open grade of the ranking key. */
export const MET = 0;
export const UNKNOWN_ANSWER = 1;
export const AGAINST = 2;
const NOT_ASKED = 255;

const MS_IN_DAY = 86_400_000;
/** Compiled hours hold 400 days and a little before; past this they are made anew. */
const STALE_AFTER_MS = 300 * MS_IN_DAY;
const ANSWERS = { yes: MET, unknown: UNKNOWN_ANSWER, no: AGAINST } as const;

/** The compiled hours of pattern `number`, made when first asked for. */
export function hoursOf(segment: Segment, number: number, now: number): CompiledPattern {
  const { cache } = segment;
  if (now < cache.compiledAround - MS_IN_DAY || now > cache.compiledAround + STALE_AFTER_MS) {
    cache.compiled.fill(undefined);
    cache.compiledAround = now;
  }
  let compiled = cache.compiled[number];
  if (compiled === undefined) {
    compiled = compilePattern(
      segment.patterns[number] as Segment['patterns'][number],
      cache.compiledAround,
    );
    cache.compiled[number] = compiled;
  }
  return compiled;
}

/** The answers for one wished time and one minute are kept for the next questions that wish the same. */
const MOST_KEPT = 64;

export class TimeWish {
  readonly #segment: Segment;
  readonly #time: NonNullable<FinderQuery['time']>;
  readonly #now: number;
  /** Per pattern. */
  readonly #answers: Uint8Array;

  constructor(segment: Segment, time: NonNullable<FinderQuery['time']>, now: number) {
    this.#segment = segment;
    this.#time = time;
    this.#now = now;
    this.#answers = answersFor(segment, time, Math.floor(now / MS_IN_MINUTE));
  }

  /** `MET`, `UNKNOWN_ANSWER` or `AGAINST` for a record with these flags and hours. */
  answer(flags: number, pattern: number): number {
    if ((flags & (PAUSED | FULL)) !== 0) {
      if ((flags & PAUSED) !== 0) return AGAINST;
      if (this.#time.kind === 'tonight' && (flags & NIGHT_PLACE) !== 0) return AGAINST;
    }
    const known = this.#answers[pattern] as number;
    return known === NOT_ASKED ? this.#ask(pattern) : known;
  }

  answerOf(id: number): number {
    const { rows } = this.#segment;
    return this.answer(flagsAt(rows, id), rows[id * ROW + PATTERN] as number);
  }

  #ask(pattern: number): number {
    const answer = askHours(hoursOf(this.#segment, pattern, this.#now), this.#time, this.#now);
    this.#answers[pattern] = answer;
    return answer;
  }
}

function answersFor(
  { cache, patterns }: Segment,
  time: NonNullable<FinderQuery['time']>,
  minute: number,
): Uint8Array {
  const key = `${minute} ${JSON.stringify(time)}`;
  let answers = cache.timeAnswers.get(key);
  if (answers === undefined) {
    answers = new Uint8Array(patterns.length).fill(NOT_ASKED);
  } else cache.timeAnswers.delete(key);
  // The map keeps the order of insertion: the first key is the one that was not used for longest.
  cache.timeAnswers.set(key, answers);
  if (cache.timeAnswers.size > MOST_KEPT) {
    cache.timeAnswers.delete(cache.timeAnswers.keys().next().value as string);
  }
  return answers;
}

function askHours(
  hours: CompiledPattern,
  time: NonNullable<FinderQuery['time']>,
  now: number,
): number {
  if (time.kind === 'now') return stateAnswer(hours, now);
  if (time.kind === 'at') return stateAnswer(hours, time.t);
  if (time.kind === 'tonight') return ANSWERS[matchTonight(hours, now).match];
  const { days, from, to } = time;
  const quick = quickWindow(hours, Math.floor(now / MS_IN_MINUTE), days, from, to);
  return ANSWERS[quick ?? matchWindow(hours, now, days, from, to).match];
}

function stateAnswer(hours: CompiledPattern, instant: number): number {
  const state = stateAt(hours, Math.floor(instant / MS_IN_MINUTE));
  if (state === OPEN) return MET;
  return state === CLOSED ? AGAINST : UNKNOWN_ANSWER;
}
