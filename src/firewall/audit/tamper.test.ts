import { expect, it } from 'vitest';
import { ATTACKS, tamper } from '../../../test/attack/tamper-log.ts';

it('catches every tampering with a published log, and calls every untouched one sound', async () => {
  const { kinds, tried, caught, controls, sound } = await tamper(270, 7);
  expect(Object.keys(kinds)).toEqual(Object.keys(ATTACKS));
  for (const [name, { tried: times, missed }] of Object.entries(kinds)) {
    expect(times, name).toBeGreaterThanOrEqual(10);
    expect(missed, name).toEqual([]);
  }
  expect(caught).toBe(tried);
  expect(controls).toBeGreaterThanOrEqual(10);
  expect(sound).toBe(controls);
}, 60_000);
