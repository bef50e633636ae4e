import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../desk/values.ts';
import {
  advance,
  alertStage,
  ANSWER_TIME,
  answerClock,
  type Clock,
  DAY,
  type Due,
  lateClock,
  nextDue,
} from './deadlines.ts';
import { isFinal, STATES } from './states.ts';

const T0 = Date.UTC(2026, 10, 22, 9);
const HOUR = 3_600_000;

const sentClock = (change: Partial<Clock> = {}): Clock => ({
  state: 'sent',
  level: 'any_time',
  ...answerClock(change.level ?? 'any_time', T0),
  outcome_from: null,
  outcome_asked: 0,
  ends_at: T0 + 30 * DAY,
  ...change,
});
const told = (done: readonly Due[]) =>
  done.map(({ at, step, notices }) => [
    (at - T0) / HOUR,
    step ?? '',
    notices.map((one) => `${one.to} ${one.key} ${String(one.n)}`).join(', '),
  ]);

describe('a provider that never answers', () => {
  it('is reminded at half and four fifths, is overdue at the deadline, and the manager has it at twice the time', () => {
    expect(told(advance(sentClock(), T0 + 40 * DAY).done)).toEqual([
      [36, '', 'recipient remind 1'],
      [57.6, '', 'recipient remind 2'],
      [72, 'lapse', 'owner overdue 1'],
      [144, '', 'manager no_answer 1'],
      [72 + 21 * 24, 'give_up', 'owner given_up 1'],
    ]);
  });

  it('has ten minutes when it must be now', () => {
    const { done, clock } = advance(
      sentClock({ level: 'now', ...answerClock('now', T0) }),
      T0 + 21 * 60_000,
    );
    expect(told(done).map(([hours]) => Math.round(Number(hours) * 60))).toEqual([5, 8, 10, 20]);
    expect(clock).toMatchObject({ state: 'overdue', escalated: true });
    expect(ANSWER_TIME.today).toBe(24 * HOUR);
  });

  it('gets half of the time again when it opens late, and the manager still has it at twice the first time', () => {
    const overdue = advance(sentClock(), T0 + 80 * HOUR).clock;
    const late = { ...overdue, state: 'opened' as const, ...lateClock(overdue, T0 + 80 * HOUR) };
    expect(told(advance(late, T0 + 200 * HOUR).done)).toEqual([
      [116, 'lapse', 'owner overdue 1'],
      [144, '', 'manager no_answer 1'],
    ]);
  });
});

it('asks for the outcome after 1, 7 and 21 days, then says honestly that it is unknown', () => {
  const clock = sentClock({ state: 'accepted', outcome_from: T0 });
  expect(told(advance(clock, T0 + 40 * DAY).done)).toEqual([
    [24, '', 'recipient outcome_asked 1, owner outcome_asked 1'],
    [168, '', 'recipient outcome_asked 2, owner outcome_asked 2'],
    [504, '', 'recipient outcome_asked 3, owner outcome_asked 3'],
    [528, 'give_up', 'owner given_up 1'],
  ]);
  // An appointment after the end of the consent: nobody can answer any more by then.
  const far = sentClock({ state: 'accepted', outcome_from: T0 + 60 * DAY });
  expect(advance(far, T0 + 31 * DAY).clock.state).toBe('unknown');
});

it('tells the owner of a question that she has to answer, and the manager when she does not', () => {
  const clock = sentClock({ state: 'question' });
  expect(told(advance(clock, T0 + 80 * HOUR).done)).toEqual([[72, '', 'manager reply_missing 1']]);
  expect(advance(clock, T0 + 31 * DAY).clock.state).toBe('expired');
});

const clocks: fc.Arbitrary<Clock> = fc
  .record({
    state: fc.constantFrom(...STATES),
    level: fc.constantFrom(...LEVELS),
    from: fc.integer({ min: 0, max: 20 * DAY }),
    reminded: fc.integer({ min: 0, max: 2 }),
    escalated: fc.boolean(),
    outcome: fc.integer({ min: 0, max: 40 * DAY }),
    asked: fc.integer({ min: 0, max: 3 }),
    ends: fc.integer({ min: 0, max: 40 * DAY }),
  })
  .map(({ state, level, from, reminded, escalated, outcome, asked, ends }) => ({
    state,
    level,
    ...answerClock(level, T0 + from),
    reminded,
    escalated,
    outcome_from: T0 + outcome,
    outcome_asked: asked,
    ends_at: T0 + ends,
  }));
const moments = fc.integer({ min: 0, max: 100 * DAY }).map((ms) => T0 + ms);

describe('every clock', () => {
  it('has something due until it is final, and is final after its end', () => {
    fc.assert(
      fc.property(clocks, moments, (clock, now) => {
        expect(nextDue(clock) === undefined).toBe(isFinal(clock.state));
        const later = advance(clock, now);
        expect(later.next_due_at === null).toBe(isFinal(later.clock.state));
        if (later.next_due_at !== null) expect(later.next_due_at).toBeGreaterThan(now);
        if (now >= clock.ends_at) expect(isFinal(later.clock.state)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('does the same in one look as in many, and nothing twice', () => {
    fc.assert(
      fc.property(clocks, fc.array(moments, { maxLength: 8 }), moments, (clock, looks, end) => {
        let current = clock;
        const done: Due[] = [];
        for (const look of [...looks.filter((one) => one < end).sort((a, b) => a - b), end]) {
          const step = advance(current, look);
          done.push(...step.done);
          current = step.clock;
        }
        const once = advance(clock, end);
        expect(done).toEqual(once.done);
        expect(current).toEqual(once.clock);
        expect(advance(current, end).done).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('never keeps an answer waiting past twice its time without a manager', () => {
    fc.assert(
      fc.property(clocks, moments, (clock, now) => {
        const { clock: after } = advance(clock, now);
        const waits = ['sent', 'opened', 'overdue'].includes(after.state);
        if (waits && now >= after.escalate_at) expect(after.escalated).toBe(true);
        if (['sent', 'opened'].includes(after.state)) expect(now).toBeLessThan(after.answer_due);
      }),
      { numRuns: 3000 },
    );
  });
});

it('an urgent call goes on after 10, 20 and 30 minutes', () => {
  const at = (minutes: number, onCall = 2) => alertStage(T0, T0 + minutes * 60_000, onCall);
  expect([0, 9, 10, 19, 20, 29, 30].map((minutes) => at(minutes))).toEqual([
    'first',
    'first',
    'next',
    'next',
    'manager',
    'manager',
    'emergency',
  ]);
  expect(at(10, 1)).toBe('manager');
  expect(at(0, 0)).toBe('manager');
});
