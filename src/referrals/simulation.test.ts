import { expect, it } from 'vitest';
import { isFinal, type State } from './states.ts';
import { simulate } from './simulation-testing.ts';

it('four weeks with providers that answer, are slow, or never do: everything ends or is with a manager, and nothing is without an owner', async () => {
  const found = await simulate({
    referrals: 60,
    organisations: 8,
    days: 31,
    seed: 7,
    step_h: 12,
  });
  expect(found).toMatchObject({
    late: 0,
    unowned: 0,
    hanging: 0,
    stray_fields: 0,
    readable_after_withdrawal: 0,
  });
  expect(found.withdrawals).toBeGreaterThan(0);
  expect(found.packets_read).toBeGreaterThan(30);
  expect(Object.keys(found.states).every((state) => isFinal(state as State))).toBe(true);
  expect(Object.keys(found.states).length).toBeGreaterThan(4);
}, 180_000);
