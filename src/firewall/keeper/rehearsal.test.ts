import { expect, test } from 'vitest';
import { REHEARSAL_HOLDS, rehearsalGap } from './rehearsal.ts';

const NOW = Date.UTC(2026, 10, 23);

test.each([
  ['without a rehearsal the keys were never seen to come back', undefined, 'never'],
  ['one of today holds', NOW, undefined],
  ['on its last day it still holds', NOW - REHEARSAL_HOLDS, undefined],
  ['afterwards it is due', NOW - REHEARSAL_HOLDS - 1, 'due'],
  ['a clock that was ahead makes nothing due', NOW + 86_400_000, undefined],
])('%s', (_name, rehearsedAt, gap) => {
  expect(rehearsalGap(rehearsedAt, NOW)).toBe(gap);
});
