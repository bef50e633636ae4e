import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeskEvent } from './operation.ts';
import { queueOf } from './queue.ts';
import { anyDay, happened, uuidOf } from './testing.ts';
import { ordered, spokenTag, visitOf, visitsOf } from './visit.ts';

const walkIn = [
  happened(1, 'visit_opened', {
    channel: 'walk_in',
    heads: 2,
    ticket_picture: 'tree',
    ticket_number: 12,
  }),
  happened(2, 'language_asked', { tags: ['ti', 'ar'], modes: ['hears'], asked_how: 'picture' }),
  happened(3, 'need_seen', { code: 'health.maternal', how: 'said' }),
  happened(4, 'queue_joined', { level: 'soon', due_at: '1970-01-01T00:20:00Z' }),
];

test('a walk-in waits with her ticket, her language and her need, and without a name', () => {
  const visit = visitOf(uuidOf(1, 4), walkIn);
  expect(visit).toMatchObject({
    state: 'waiting',
    heads: 2,
    subject: null,
    ticket: { picture: 'tree', number: 12 },
    needs: [{ code: 'health.maternal', how: 'said', met: null }],
    queue: { level: 'soon', due_at: 1_200_000, moves: [] },
    start_missing: false,
  });
  expect(spokenTag(visit)).toBe('ti');
});

test('a need that was met, a call, and the end', () => {
  const visit = visitOf(uuidOf(1, 4), [
    ...walkIn,
    happened(5, 'called', {}),
    happened(6, 'need_met', { code: 'health.maternal', outcome: 'received' }),
    happened(7, 'visit_closed', { outcome: 'done' }),
  ]);
  expect(visit).toMatchObject({
    state: 'closed',
    closed: { outcome: 'done' },
    called: { at: 300_000 },
  });
  expect(visit.needs[0]?.met).toBe('received');
});

test('what was voided is struck through and counts no more', () => {
  const visit = visitOf(uuidOf(1, 4), [
    ...walkIn,
    happened(5, 'voided', { why: 'undone' }, { supersedes: uuidOf(3) }),
  ]);
  expect(visit.needs).toEqual([]);
  expect(visit.lines.filter(({ struck }) => struck).map(({ event }) => event.event_id)).toEqual([
    uuidOf(3),
  ]);
});

test('a correction replaces: the new one counts, the old one stays in sight', () => {
  const visit = visitOf(uuidOf(1, 4), [
    ...walkIn,
    happened(5, 'need_seen', { code: 'food.meal', how: 'said' }, { supersedes: uuidOf(3) }),
  ]);
  expect(visit.needs.map(({ code }) => code)).toEqual(['food.meal']);
  expect(visit.lines).toHaveLength(5);
});

test('two workers who set a thing differently within a minute are both shown', () => {
  const visit = visitOf(uuidOf(1, 4), [
    ...walkIn,
    happened(5, 'preference_set', { same_sex: 'woman' }, { at: 300_000 }),
    happened(
      6,
      'preference_set',
      { same_sex: 'either' },
      { at: 330_000, actor_id: uuidOf(901, 4) },
    ),
  ]);
  expect(visit.wishes).toMatchObject({
    value: { same_sex: 'either' },
    also: { value: { same_sex: 'woman' } },
  });
});

test('a change that names what it changed stands alone; undone, it brings that back', () => {
  const woman = happened(5, 'preference_set', { same_sex: 'woman' }, { at: 300_000 });
  const either = happened(
    6,
    'preference_set',
    { same_sex: 'either' },
    { at: 330_000, actor_id: uuidOf(901, 4), supersedes: woman.event_id },
  );
  const undone = happened(7, 'voided', { why: 'undone' }, { supersedes: either.event_id });
  const wishes = (...more: typeof walkIn) => visitOf(uuidOf(1, 4), [...walkIn, ...more]).wishes;
  expect(wishes(woman, either)).toMatchObject({ value: { same_sex: 'either' } });
  expect(wishes(woman, either)).not.toHaveProperty('also');
  expect(wishes(woman, either, undone)).toMatchObject({ value: { same_sex: 'woman' } });
  const again = happened(8, 'voided', { why: 'undone' }, { supersedes: undone.event_id });
  expect(wishes(woman, either, undone, again)).toMatchObject({ value: { same_sex: 'either' } });
});

test('the start may come last, and is told as missing until then', () => {
  const [start, ...rest] = walkIn;
  expect(visitsOf(rest).get(uuidOf(1, 4))?.start_missing).toBe(true);
  expect(visitsOf([...rest, ...(start ? [start] : [])]).get(uuidOf(1, 4))?.start_missing).toBe(
    false,
  );
});

test('a correction without its visit finds it by what it corrects', () => {
  const lonely = happened(
    9,
    'voided',
    { why: 'undone' },
    { supersedes: uuidOf(4), visit_id: null },
  );
  expect(visitsOf([...walkIn, lonely]).get(uuidOf(1, 4))?.state).toBe('arrived');
});

test('any order of arrival, and any repeats, give the same visits and the same queue', () => {
  fc.assert(
    fc.property(
      anyDay().chain((day) =>
        fc.tuple(
          fc.constant(day),
          fc.shuffledSubarray(day, { minLength: day.length }),
          fc.subarray(day),
        ),
      ),
      ([day, shuffled, again]) => {
        const [a, b] = [visitsOf(day), visitsOf([...shuffled, ...again])];
        expect(Object.fromEntries(b)).toEqual(Object.fromEntries(a));
        expect(queueOf(b.values())).toEqual(queueOf(a.values()));
      },
    ),
  );
});

test('a visit in other hands shows that somebody came, and nothing else, even of what comes later', () => {
  const visit = visitOf(uuidOf(1, 4), [
    ...walkIn,
    happened(5, 'pathway_opened', { level: 'now' }, { subject: uuidOf(7, 4) }),
    happened(6, 'need_seen', { code: 'child.protection', how: 'said' }),
  ]);
  expect(visit).toMatchObject({
    in_other_hands: true,
    needs: [],
    queue: null,
    subject: null,
    screening: null,
  });
  expect(visit.lines.map(({ event }) => event.kind)).toEqual(['visit_opened', 'pathway_opened']);
  expect(visit.ticket).toEqual({ picture: 'tree', number: 12 });
});

test('nothing is lost: every event stands in one visit, once', () => {
  fc.assert(
    fc.property(anyDay(), (day) => {
      const open = day.filter(({ kind }) => kind !== 'pathway_opened');
      const lines = [...visitsOf(open).values()].flatMap((visit) => visit.lines);
      const numbers = (events: DeskEvent[]) => events.map(({ event_id }) => event_id).toSorted();
      expect(numbers(lines.map(({ event }) => event))).toEqual(numbers(ordered(open)));
    }),
  );
});

test('now comes first, then the time promised; nobody who came later and is no worse is called before', () => {
  fc.assert(
    fc.property(anyDay(40), (day) => {
      const queue = queueOf(visitsOf(day).values());
      for (let i = 1; i < queue.length; i++) {
        const [x, y] = [queue[i - 1]?.queue, queue[i]?.queue];
        if (!x || !y) throw new Error('who waits has a place in the queue');
        expect(Number(x.level === 'now')).toBeGreaterThanOrEqual(Number(y.level === 'now'));
        if ((x.level === 'now') === (y.level === 'now'))
          expect(x.due_at).toBeLessThanOrEqual(y.due_at);
      }
    }),
  );
});
