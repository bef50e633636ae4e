/** Whether the hours of a record meet the wished time; each pattern is asked once a query (chapter 10, section 3.3). */
import { compilePattern, matchTonight, matchWindow, type CompiledPattern } from './hours.ts';
import { CLOSED, OPEN } from './hours-day.ts';
import { MS_IN_MINUTE, stateAt } from './hours-state.ts';
import type { FinderQuery } from './query.ts';
import { type Segment, statesOf } from './segment.ts';
import { quickWindow } from './window-quick.ts';

/** Answers to a wish; also the open grade of the ranking key. */
export const MET = 0;
export const UNKNOWN_ANSWER = 1;
export const AGAINST = 2;
/** Larger than any answer. */
const NOT_ASKED = 254;
const LOOK_CLOSER = 255;

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

/** So many lists of answers are kept for further questions that wish the same time. */
const MOST_KEPT = 512;
/** Local days begin at quarters of an hour everywhere (IANA time zones since 1972). */
const QUARTER = 15;

export class TimeWish {
  readonly #segment: Segment;
  readonly #time: NonNullable<FinderQuery['time']>;
  readonly #now: number;
  /** Per pattern. */
  readonly #answers: Uint8Array;
  /** Per pattern that the week alone does not answer: the answer for this very minute. */
  #closer: Uint8Array | undefined;
  readonly #paused: Uint32Array;
  /** No free bed tonight, whatever the hours say. */
  readonly #never: Uint32Array | undefined;
  /** What `look` found, as bits of 32 records. */
  against = 0;
  unknown = 0;

  constructor(segment: Segment, time: NonNullable<FinderQuery['time']>, now: number) {
    this.#segment = segment;
    this.#time = time;
    this.#now = now;
    const minute = Math.floor(now / MS_IN_MINUTE);
    this.#answers = answersFor(segment, keyOf(time, minute));
    const { paused, fullAtNight } = statesOf(segment);
    this.#paused = paused;
    this.#never = time.kind === 'tonight' ? fullAtNight : undefined;
  }

  /**
   * Looks at the hours of those of the 32 records of word `w` that `bits` holds; the answers are in
   * `against` and `unknown` afterwards.
   */
  look(w: number, bits: number): void {
    const { patternOf } = this.#segment;
    const answers = this.#answers;
    let against = this.#never === undefined ? 0 : bits & (this.#never[w] as number);
    against |= bits & (this.#paused[w] as number);
    let unknown = 0;
    let left = bits & ~against;
    while (left !== 0) {
      const at = 31 - Math.clz32(left);
      const bit = 1 << at;
      left ^= bit;
      const pattern = patternOf[w * 32 + at] as number;
      let answer = answers[pattern] as number;
      if (answer >= NOT_ASKED) answer = this.#ask(pattern, answer);
      if (answer === AGAINST) against |= bit;
      else if (answer === UNKNOWN_ANSWER) unknown |= bit;
    }
    this.against = against;
    this.unknown = unknown;
  }

  /** `MET`, `UNKNOWN_ANSWER` or `AGAINST` for one record. */
  answerOf(id: number): number {
    this.look(id >>> 5, 1 << (id & 31));
    if (this.against !== 0) return AGAINST;
    return this.unknown === 0 ? MET : UNKNOWN_ANSWER;
  }

  #ask(pattern: number, known: number): number {
    const hours = hoursOf(this.#segment, pattern, this.#now);
    if (known === NOT_ASKED) {
      const answer = askHours(hours, this.#time, this.#now);
      this.#answers[pattern] = answer;
      if (answer < NOT_ASKED) return answer;
    }
    return this.#lookCloser(pattern, hours);
  }

  #lookCloser(pattern: number, hours: CompiledPattern): number {
    const { days, from, to } = this.#time as { days: number; from: number; to: number };
    const minute = Math.floor(this.#now / MS_IN_MINUTE);
    this.#closer ??= answersFor(this.#segment, `${minute} ${days} ${from} ${to}`);
    let answer = this.#closer[pattern] as number;
    if (answer === NOT_ASKED) {
      answer = ANSWERS[matchWindow(hours, this.#now, days, from, to).match];
      this.#closer[pattern] = answer;
    }
    return answer;
  }
}

/** Questions with one key have the same answers, but for those that need a closer look. */
function keyOf(time: NonNullable<FinderQuery['time']>, minute: number): string {
  if (time.kind === 'at') return `at ${Math.floor(time.t / MS_IN_MINUTE)}`;
  if (time.kind === 'now') return `at ${minute}`;
  if (time.kind === 'tonight') return `tonight ${minute}`;
  return `window ${Math.floor(minute / QUARTER)} ${time.days} ${time.from} ${time.to}`;
}

/** The list for a key, with `NOT_ASKED` where no question came to a pattern yet. */
function answersFor({ cache, patterns }: Segment, key: string): Uint8Array {
  const kept = cache.timeAnswers;
  let answers = kept.get(key);
  if (answers === undefined) answers = new Uint8Array(patterns.length).fill(NOT_ASKED);
  else kept.delete(key);
  // The map keeps the order of insertion: the first key is the one that was not used for longest.
  kept.set(key, answers);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
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
  return quick === undefined ? LOOK_CLOSER : ANSWERS[quick];
}

function stateAnswer(hours: CompiledPattern, instant: number): number {
  const state = stateAt(hours, Math.floor(instant / MS_IN_MINUTE));
  if (state === OPEN) return MET;
  return state === CLOSED ? AGAINST : UNKNOWN_ANSWER;
}
