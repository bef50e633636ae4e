import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BARRIER_CODES } from '../directory/fact-codes.ts';
import {
  after,
  barrierOf,
  counted,
  FINAL_STATES,
  isFinal,
  isOutcome,
  needsReason,
  OUTCOME_STATES,
  PARTIES,
  REASONS,
  reasonsOf,
  RULES,
  STATES,
  STEPS,
  type State,
  stepsFor,
} from './states.ts';

const parties = fc.constantFrom(...PARTIES);
const steps = fc.constantFrom(...STEPS);
const walk = fc.array(fc.record({ step: steps, by: parties }), { maxLength: 60 });

/** Where a referral is after trying all these steps; what is not allowed changes nothing. */
function walked(
  tries: readonly { step: (typeof STEPS)[number]; by: (typeof PARTIES)[number] }[],
): State[] {
  const seen: State[] = ['draft'];
  for (const { step, by } of tries) {
    const to = after(step, seen.at(-1) as State, by);
    if (to) seen.push(to);
  }
  return seen;
}

describe('the states', () => {
  it('never bring a final referral back, and let an outcome only become another outcome', () => {
    fc.assert(
      fc.property(walk, (tries) => {
        const seen = walked(tries);
        const end = seen.findIndex(isFinal);
        if (end < 0) return;
        for (const state of seen.slice(end + 1)) expect(isOutcome(state)).toBe(true);
        // What the person took back, or the sender stopped, stays so.
        for (const last of ['withdrawn', 'cancelled'] as const)
          if (seen.includes(last)) expect(seen.at(-1)).toBe(last);
      }),
      { numRuns: 3000 },
    );
  });

  it('reach a provider only through ready and sent', () => {
    fc.assert(
      fc.property(walk, (tries) => {
        const seen = walked(tries);
        const sent = seen.indexOf('sent');
        for (const state of ['opened', 'question', 'accepted', 'overdue', 'declined'] as const) {
          const at = seen.indexOf(state);
          if (at >= 0) expect(sent >= 0 && sent < at).toBe(true);
        }
        if (sent >= 0) expect(seen[sent - 1]).toBe('ready');
      }),
      { numRuns: 3000 },
    );
  });

  it('can always be ended by the clock alone, so that nothing hangs', () => {
    for (const state of STATES) {
      if (isFinal(state)) continue;
      const ends = stepsFor(state, 'clock').some((step) =>
        isFinal(after(step, state, 'clock') as State),
      );
      expect(ends, state).toBe(true);
    }
  });

  it('give nobody the part of another', () => {
    for (const { step, by } of RULES) {
      if (['open', 'ask'].includes(step)) expect(by).toBe('recipient');
      if (['prepare', 'revise', 'send', 'reply', 'cancel'].includes(step))
        expect(by).toBe('sender');
      if (['lapse', 'give_up', 'expire'].includes(step)) expect(by).toBe('clock');
      if (step === 'withdraw') expect(['person', 'sender']).toContain(by);
    }
    expect(new Set(FINAL_STATES).size).toBe(9);
  });

  it('let her word stand against every later one', () => {
    for (const from of OUTCOME_STATES)
      for (const step of OUTCOME_STATES) {
        for (const by of ['sender', 'recipient'] as const) {
          expect(counted(step, from, by, true)).toBe(from);
          expect(counted(step, from, by, false)).toBe(step);
        }
        expect(counted(step, from, 'person', true)).toBe(step);
      }
  });
});

describe('reasons', () => {
  it('have a barrier of the catalogue or none, as chapter 30, section 4.8 says', () => {
    const wanted: Record<string, string | null> = {
      full: 'B01',
      hours: 'B10',
      no_language: 'B08',
      no_same_sex: 'B07',
      fee: 'B12',
      papers: 'B14',
      status: 'B13',
      age_rule: 'B19',
      insurance: 'B16',
      too_far: 'B11',
      no_service_here: 'B15',
      not_our_service: null,
      duplicate: null,
      safety: null,
      work: 'B11',
      transport: 'B11',
      fear: 'B02',
      childcare: 'B20',
      did_not_know: 'B04',
      no_trust: 'B03',
      moved_on: null,
      unwell: null,
      other: null,
      discrimination: 'B09',
    };
    expect(Object.fromEntries(REASONS.map((reason) => [reason, barrierOf(reason)]))).toEqual(
      wanted,
    );
    for (const barrier of Object.values(wanted))
      if (barrier) expect(BARRIER_CODES).toContain(barrier);
  });

  it('go with the steps that need one, and only the person says that she was treated unfairly', () => {
    for (const step of STEPS)
      if (needsReason(step)) expect(reasonsOf(step).length).toBeGreaterThan(0);
    expect(reasonsOf('refused')).not.toContain('discrimination');
    expect(reasonsOf('refused', 'person')).toContain('discrimination');
    expect(reasonsOf('accept')).toEqual([]);
    expect(reasonsOf('not_attended')).not.toContain('full');
  });
});
