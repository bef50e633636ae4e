import { expect, test } from 'vitest';
import { happened, uuidOf } from '../../desk/testing.ts';
import { openedServices } from './offers.ts';

const ofPoint = { visit_id: null };
const opening = (n: number, services: string[]) =>
  happened(n, 'point_opened', { agreement_seen: true, spaces: [], services, present: [] }, ofPoint);
const undoing = (n: number, what: number) =>
  happened(n, 'voided', { why: 'undone' }, { ...ofPoint, supersedes: uuidOf(what) });

test('an opening that was undone switches nothing off: what was on before it is on', () => {
  const events = [opening(1, ['food.meal', 'law.advice']), opening(2, ['food.meal'])];
  expect(openedServices(events)).toEqual(['food.meal']);
  expect(openedServices([...events, undoing(3, 2)])).toEqual(['food.meal', 'law.advice']);
  expect(openedServices([...events, undoing(3, 2), undoing(4, 3)])).toEqual(['food.meal']);
  expect(openedServices([opening(1, ['food.meal']), undoing(2, 1)])).toBeUndefined();
});
