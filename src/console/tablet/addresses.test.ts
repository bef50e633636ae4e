import { expect, test } from 'vitest';
import { type Address, addressOf, pathOf, ROOMS, VISIT_TASKS } from './addresses.ts';

const visit = '018f0000-0000-7000-9000-000000000001';
const ALL: Address[] = [
  { screen: 'queue' },
  { screen: 'queue', visit },
  { screen: 'visit', visit },
  ...ROOMS.map((screen) => ({ screen })),
  ...VISIT_TASKS.map((screen) => ({ screen, visit })),
];

test('every screen has an address, and comes back from it', () => {
  for (const address of ALL) expect(addressOf(pathOf(address))).toEqual(address);
  expect(new Set(ALL.map(pathOf)).size).toBe(ALL.length);
});

test('a stroke at the end changes nothing', () => {
  expect(addressOf('/desk')).toEqual({ screen: 'queue' });
  expect(addressOf(`/desk/visits/${visit}/note/`)).toEqual({ screen: 'note', visit });
});

test('anything else is unknown, with no guess', () => {
  for (const path of [
    '/desk/nothing',
    '/desk/visits/12',
    `/desk/visits/${visit}/note/more`,
    `/desk/visits/${visit}/constructor`,
    `/desk/open/${visit}`,
    '/staff',
  ])
    expect([path, addressOf(path)]).toEqual([path, { screen: 'unknown' }]);
});
