import { expect, test } from 'vitest';
import type { PointGaps } from '../../protection/index.ts';
import { loadTongues } from '../words.ts';
import { gapsPart } from './point-gaps.ts';

const { words } = loadTongues('XW').choose('en', undefined);
const point = (n: number, met = 0): PointGaps => ({
  point_id: String(n),
  name: `Point ${n}`,
  missing_spaces: ['minors'],
  exceptions: [],
  met: met ? [{ gap: 'language', n: met, last_on: '2026-11-20' }] : [],
});

test('a few points are told whole; a network of many is one line each, those with something new first', () => {
  const few = gapsPart(words, [point(1), point(2)], 'Europe/Lisbon').html;
  expect(few.match(/<h2>/g)).toHaveLength(2);
  const many = gapsPart(
    words,
    Array.from({ length: 9 }, (_, n) => point(n, n === 7 ? 3 : 0)),
    'Europe/Lisbon',
  ).html;
  expect(many.match(/<details>/g)).toHaveLength(9);
  expect(many.indexOf('Point 7')).toBeLessThan(many.indexOf('Point 0'));
});
