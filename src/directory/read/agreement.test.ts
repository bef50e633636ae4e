import { describe, expect, it } from 'vitest';
import { agreementState } from './agreement.ts';

const formal = {
  kind: 'formal',
  guarantees: ['humanitarian_only'],
  validFrom: 100,
  validTo: 200,
} as const;

describe('the state of an agreement', () => {
  it.each([
    ['before it begins promises nothing', 99, 'none'],
    ['is live on its first day', 100, 'live'],
    ['is live 31 days before its end', 169, 'live'],
    ['is lapsing in its last 30 days', 170, 'lapsing'],
    ['still holds on its last day', 200, 'lapsing'],
    ['has lapsed on the day after', 201, 'lapsed'],
  ])('%s', (_what, today, state) => {
    expect(agreementState(formal, today)).toBe(state);
  });

  it('is breached from the day of the breach, whatever the dates say', () => {
    expect(agreementState({ ...formal, breachedOn: 150 }, 149)).toBe('live');
    expect(agreementState({ ...formal, breachedOn: 150 }, 150)).toBe('breached');
    expect(agreementState({ ...formal, breachedOn: 150 }, 300)).toBe('breached');
  });

  it('is none without an agreement, without a stated end, or when it says so itself', () => {
    expect(agreementState(undefined, 150)).toBe('none');
    expect(agreementState({ kind: 'informal', guarantees: [] }, 150)).toBe('none');
    expect(agreementState({ ...formal, kind: 'none' }, 150)).toBe('none');
  });
});
