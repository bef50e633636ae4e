import { expect, test } from 'vitest';
import { RULES } from '../../desk/urgency.ts';
import { agreementOf, rulesOf, standingOf, teamOf } from './point-facts.ts';
import { openMemoryDesk } from './store/index.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const point = (agreement: unknown) => ({ point_id: 'p', name: 'Harbour', spaces: [], agreement });
const stateOf = (agreement: unknown) => agreementOf(point(agreement), NOW).state;

test('an agreement is in force only when it says so, by its days', () => {
  expect(agreementOf(point({ kind: 'formal', valid_to: '2026-12-31' }), NOW)).toEqual({
    state: 'live',
    until: Date.parse('2027-01-01T00:00:00Z') - 1,
  });
  // Its last day counts.
  expect(stateOf({ kind: 'informal', valid_to: '2026-11-22' })).toBe('live');
  expect(stateOf({ kind: 'formal', valid_to: '2026-11-21' })).toBe('ended');
  expect(stateOf({ kind: 'formal', valid_to: '2026-12-31', breached_on: '2026-11-01' })).toBe(
    'ended',
  );
  expect(stateOf({ kind: 'formal', valid_to: '2026-12-31', valid_from: '2026-12-01' })).toBe(
    'none',
  );
});

test('what is missing, has no end or cannot be read is never in force', () => {
  expect(stateOf(null)).toBe('none');
  expect(stateOf({ kind: 'none', valid_to: '2026-12-31' })).toBe('none');
  expect(stateOf({ kind: 'formal' })).toBe('none');
  for (const odd of [undefined, {}, 7, 'live', { kind: 'LIVE', valid_to: '2027-01-01' }])
    expect(stateOf(odd)).toBe('unknown');
  expect(agreementOf(undefined, NOW).state).toBe('unknown');
});

test('a role shows its end fourteen days ahead, and nothing when it lapsed', () => {
  const day = 86_400_000;
  expect(standingOf({ role: 'desk', locked: false }, NOW)).toBe('ok');
  expect(standingOf({ role: 'desk', locked: false, until: NOW + 15 * day }, NOW)).toBe('ok');
  expect(standingOf({ role: 'desk', locked: false, until: NOW + 13 * day }, NOW)).toBe('ending');
  expect(standingOf({ role: 'desk', locked: false, until: NOW }, NOW)).toBe('ended');
  expect(standingOf({ role: 'desk', locked: true, until: NOW + 90 * day }, NOW)).toBe('ended');
});

test('rules of the server are used when they are sound, else those of the app', () => {
  const rules = { ...RULES, version: 7, minutes: { ...RULES.minutes, today: 45 } };
  expect(rulesOf(openMemoryDesk({ rules }).state())).toEqual(rules);
  const bad = { ...RULES, rules: [{ ...RULES.rules[0], when: [['nationality:x']] }] };
  expect(rulesOf(openMemoryDesk({ rules: bad }).state())).toBe(RULES);
  expect(rulesOf(openMemoryDesk({ rules: {} }).state())).toBe(RULES);
});

test('without a team from the server the worker is the team', () => {
  const state = openMemoryDesk({ worker: { name: 'Amal', roles: ['desk'] } }).state();
  expect(teamOf(state).map(({ name, roles }) => [name, roles.map(({ role }) => role)])).toEqual([
    ['Amal', ['desk']],
  ]);
});
