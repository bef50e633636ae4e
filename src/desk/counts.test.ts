import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countsOf } from './counts.ts';
import { anyDay, happened, uuidOf } from './testing.ts';
import { visitsOf } from './visit.ts';

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const given = (n: number, visit: number, more: object, subject: number | null = null) => [
  happened(n, 'visit_opened', { channel: 'walk_in', heads: 1 }, { visit }),
  happened(
    n + 1,
    'service_given',
    { service_code: 'food.meal', ...more },
    {
      visit,
      subject: subject === null ? null : uuidOf(subject, 4),
    },
  ),
];

test('meals, visits and people are three figures', () => {
  const visits = visitsOf([
    ...given(1, 1, { item_code: 'meal', quantity: 40 }, 7),
    ...given(3, 2, { item_code: 'meal', quantity: 2 }, 7),
    ...given(5, 3, { item_code: 'kit', quantity: 1 }),
  ]);
  expect(countsOf(visits.values(), { dayOf })).toEqual({
    items: new Map([
      ['meal', 42],
      ['kit', 1],
    ]),
    topics: new Map(),
    // The same person twice on one day is one visit.
    visits: 2,
    people: { basis: 'RANGE', from: 1, to: 2 },
  });
});

test('several topics in one visit are several consultations and one visit', () => {
  const visits = visitsOf([
    ...given(1, 1, { topic: 'law' }, 7),
    happened(3, 'service_given', { service_code: 'law.advice', topic: 'housing' }, { visit: 1 }),
  ]);
  const counts = countsOf(visits.values(), { dayOf });
  expect([counts.topics.get('law'), counts.topics.get('housing'), counts.visits]).toEqual([
    1, 1, 1,
  ]);
  expect(counts.people).toEqual({ basis: 'TOKEN', people: 1 });
});

test('a visit in which nothing happened is none', () => {
  const opened = happened(1, 'visit_opened', { channel: 'walk_in', heads: 4 });
  expect(countsOf(visitsOf([opened]).values(), { dayOf })).toMatchObject({
    visits: 0,
    people: { basis: 'TOKEN', people: 0 },
  });
});

test('what comes of a visit days later is no visit of that day, and nobody who is here', () => {
  const later = [
    happened(1, 'referral_step', { referral_id: uuidOf(9, 4), referral_state: 'received' }),
    happened(2, 'follow_up_done', { outcome: 'received' }),
  ];
  const [visit] = visitsOf(later).values();
  expect(visit).toMatchObject({ start_missing: true, state: 'closed' });
  const none = { visits: 0, people: { basis: 'TOKEN', people: 0 } };
  expect(countsOf(visitsOf(later).values(), { dayOf })).toMatchObject(none);
  // What was done there, with an opening that is still on its way, is one.
  const help = happened(3, 'service_given', { service_code: 'food.meal' });
  expect(countsOf(visitsOf([...later, help]).values(), { dayOf }).visits).toBe(1);
});

test('two tokens that were joined are one person', () => {
  const visits = visitsOf([...given(1, 1, {}, 7), ...given(3, 2, {}, 8)]);
  const joined = countsOf(visits.values(), { dayOf, rootOf: () => uuidOf(7, 4) });
  expect([joined.visits, joined.people]).toEqual([1, { basis: 'TOKEN', people: 1 }]);
});

test('people are never more than heads, and a voided meal is no meal', () => {
  fc.assert(
    fc.property(anyDay(), (day) => {
      const visits = [...visitsOf(day).values()];
      const { items, people, visits: contacts } = countsOf(visits, { dayOf });
      const heads = visits.reduce((sum, visit) => sum + visit.heads, 0);
      expect(people.basis === 'TOKEN' ? people.people : people.to).toBeLessThanOrEqual(heads);
      expect(contacts).toBeLessThanOrEqual(visits.length);
      const live = visits
        .flatMap(({ lines }) => lines)
        .filter(({ event, struck }) => event.kind === 'service_given' && !struck);
      expect(items.get('meal') ?? 0).toBe(live.length * 3);
    }),
  );
});
