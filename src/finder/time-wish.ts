/** Whether the hours of a record meet the wished time; each pattern is asked once a query (chapter 10, section 3.3). */
import { compilePattern, matchTonight, matchWindow, type CompiledPattern } from './hours.ts';
import { CLOSED, OPEN } from './hours-day.ts';
import { MS_IN_MINUTE, stateAt } from './hours-state.ts';
import type { FinderQuery } from './query.ts';
import { FULL, NIGHT_PLACE, PAUSED, type Segment } from './segment.ts';

/** Answers to a wish; also the open grade of the ranking key. */
export const MET = 0;
export const UNKNOWN_ANSWER = 1;
export const AGAINST = 2;

const MS_IN_DAY = 86_400_000;
/** Compiled hours hold 400 days; they are made anew when a query is this far from when they were made. */
const STALE_AFTER_MS = 300 * MS_IN_DAY;
const ANSWERS = { yes: MET, unknown: UNKNOWN_ANSWER, no: AGAINST } as const;

/** The compiled hours of pattern `number`, made when first asked for. */
export function hoursOf(segment: Segment, number: number, now: number): CompiledPattern {
  const { cache } = segment;
  if (now < cache.compiledAround || now > cache.compiledAround + STALE_AFTER_MS) {
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

export class TimeWish {
  readonly #segment: Segment;
  readonly #time: NonNullable<FinderQuery['time']>;
  readonly #now: number;
  readonly #stamp: number;

  constructor(segment: Segment, time: NonNullable<FinderQuery['time']>, now: number) {
    this.#segment = segment;
    this.#time = time;
    this.#now = now;
    segment.cache.timeStamp++;
    this.#stamp = segment.cache.timeStamp;
  }

  /** `MET`, `UNKNOWN_ANSWER` or `AGAINST` for a record. */
  answer(id: number): number {
    const flags = this.#segment.flags[id] as number;
    if ((flags & PAUSED) !== 0) return AGAINST;
    const isFullTonight =
      this.#time.kind === 'tonight' && (flags & FULL) !== 0 && (flags & NIGHT_PLACE) !== 0;
    if (isFullTonight) return AGAINST;
    return this.#patternAnswer(this.#segment.pattern[id] as number);
  }

  #patternAnswer(number: number): number {
    const { timeSeen, timeState } = this.#segment.cache;
    if (timeSeen[number] === this.#stamp) return timeState[number] as number;
    const answer = answerOf(hoursOf(this.#segment, number, this.#now), this.#time, this.#now);
    timeSeen[number] = this.#stamp;
    timeState[number] = answer;
    return answer;
  }
}

function answerOf(
  hours: CompiledPattern,
  time: NonNullable<FinderQuery['time']>,
  now: number,
): number {
  switch (time.kind) {
    case 'now':
      return stateAnswer(hours, now);
    case 'at':
      return stateAnswer(hours, time.t);
    case 'tonight':
      return ANSWERS[matchTonight(hours, now).match];
    case 'window':
      return ANSWERS[matchWindow(hours, now, time.days, time.from, time.to).match];
  }
}

function stateAnswer(hours: CompiledPattern, instant: number): number {
  const state = stateAt(hours, Math.floor(instant / MS_IN_MINUTE));
  if (state === OPEN) return MET;
  return state === CLOSED ? AGAINST : UNKNOWN_ANSWER;
}
