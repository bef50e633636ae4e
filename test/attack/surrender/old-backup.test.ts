import { expect, test } from 'vitest';
import { restoreEveryBackup } from '../erased-backups.ts';

test('every older backup, restored with every key that is held: the living of that day, and nobody who was erased', async () => {
  const report = await restoreEveryBackup(6, 2);
  expect(report.erased).toBe(2);
  expect(report.completed).toBe(2);
  expect(report.leftInLive).toEqual(['consent.erasing']);
  expect(report.readable).toBe(0);
  // The list of erasures is what tells it to devices that had not heard.
  expect(report.rowsLeft).toEqual(['consent.erasing']);
  // The newest keys open what is of the living in each backup; a backup's own old keys open nothing any more.
  expect(report.living).toBe(report.livingExpected);
  expect(report.living).toBeGreaterThan(0);
  expect(report.deadWithOldKeys).toBe(2);
}, 180_000);
