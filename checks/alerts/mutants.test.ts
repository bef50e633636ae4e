import { expect, test } from 'vitest';
import { sendMutants } from './mutants.ts';

test('600 damaged alerts: refused with element and expectation, and nothing taken that the schema refuses', () => {
  const report = sendMutants(600, Math.floor(Date.now() / 86_400_000));
  expect(report.faults).toEqual([]);
  expect(report.mutants).toBe(600);
  // Neither reader is a wall: some changes are harmless, and most are not.
  expect(report.taken).toBeGreaterThan(20);
  expect(report.taken).toBeLessThan(400);
});
