import { expect, it } from 'vitest';
import { killSequencer } from './kill-sequencer.ts';

it('has every acknowledged act once in a log that verifies, however often its writer is killed', async () => {
  const report = await killSequencer(6);
  expect(report.acts).toBeGreaterThan(20);
  expect(report).toMatchObject({
    once: report.acts,
    entries: report.acts,
    state: 'sound',
    kept: report.seen,
  });
}, 120_000);
