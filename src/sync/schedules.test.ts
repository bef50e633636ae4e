import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsOf } from '../../checks/desk/faults.ts';
import { runSchedule, settlePoint } from '../../checks/desk/point.ts';
import type { Sabotage } from '../../checks/desk/sabotage.ts';
import { anySchedule, type Schedule } from '../../checks/desk/schedule.ts';

async function faultsIn(
  schedule: Schedule,
  sabotage?: Sabotage,
  real?: boolean,
): Promise<string[]> {
  const point = await runSchedule(schedule, sabotage, real);
  return faultsOf(point, await settlePoint(point));
}

test('300 weeks at a point: all converge, none lost, doubled, silently overwritten or stuck', async () => {
  await fc.assert(
    fc.asyncProperty(anySchedule, async (schedule) => {
      expect(await faultsIn(schedule)).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 120_000);

test('and so with real ciphers, seals and signatures', async () => {
  await fc.assert(
    fc.asyncProperty(anySchedule, async (schedule) => {
      expect(await faultsIn(schedule, undefined, true)).toEqual([]);
    }),
    { numRuns: 15 },
  );
}, 120_000);

for (const [sabotage, fault] of [
  ['last write wins', /event lost|silently overwritten/],
  ['drop on sign-out', /^lost/],
  ['leaves without a receipt', /^lost/],
  ['says done before it is written', /^lost/],
] as const)
  test(`a build that is broken is found out: ${sabotage}`, async () => {
    const found = await fc.check(
      fc.asyncProperty(anySchedule, async (schedule) => {
        const faults = await faultsIn(schedule, sabotage);
        return !faults.some((one) => fault.test(one));
      }),
      { numRuns: 300, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  }, 120_000);
