import { expect, test } from 'vitest';
import type { Speech } from '../speech.tsx';
import { agoText } from './ago.ts';

/** Says which sentence, with which number. */
const t = ((id: string, values?: { n: number }) => [id, values?.n].join(' ').trim()) as Speech['t'];
const said = (ms: number): string => agoText({ t }, ms);

test('an age is no nought: under a minute it says so', () => {
  expect(said(-5_000)).toBe('time.under_minute');
  expect(said(59_999)).toBe('time.under_minute');
  expect(said(60_000)).toBe('time.minutes 1');
  expect(said(3_600_000)).toBe('time.hours 1');
  expect(said(48 * 3_600_000)).toBe('time.days 2');
});
