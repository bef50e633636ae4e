import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyDay, happened, uuidOf } from '../desk/testing.ts';
import { ordered, visitsOf } from '../desk/visit.ts';
import { makeEventLog } from './event-log.ts';

test('however a day arrives, in whatever pieces, the log reads as the whole day does', () => {
  fc.assert(
    fc.property(anyDay(), fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), (day, salt, step) => {
      const shuffled = day
        .map((event, at) => ({ event, key: (salt[at % (salt.length || 1)] ?? at) * 7919 + at }))
        .sort((a, b) => (a.key % 97) - (b.key % 97))
        .map(({ event }) => event);
      const log = makeEventLog();
      for (let at = 0; at < shuffled.length; at += step) {
        log.add(shuffled.slice(at, at + step));
        log.add(shuffled.slice(0, at));
        log.visits();
      }
      expect(log.all()).toEqual(ordered(day));
      expect(new Map([...log.visits()].sort())).toEqual(new Map([...visitsOf(day)].sort()));
    }),
    { numRuns: 300 },
  );
});

test('a visit that did not change is the same object; one that did is another', () => {
  const log = makeEventLog();
  log.add([happened(1, 'visit_opened', { channel: 'walk_in', heads: 1 }, { visit: 1 })]);
  log.add([happened(2, 'visit_opened', { channel: 'phone', heads: 1 }, { visit: 2 })]);
  const before = log.visits();
  expect(log.visits()).toBe(before);
  log.add([happened(3, 'paused', {}, { visit: 2 })]);
  const after = log.visits();
  expect(after).not.toBe(before);
  expect(after.get(uuidOf(1, 4))).toBe(before.get(uuidOf(1, 4)));
  expect(after.get(uuidOf(2, 4))).not.toBe(before.get(uuidOf(2, 4)));
  const list = log.all();
  log.add([happened(3, 'paused', {}, { visit: 2 })]);
  expect(log.all()).toBe(list);
});

test('an erasure takes her visits and what arrives later, and leaves a shared visit of others', () => {
  const her = uuidOf(71, 4);
  const other = uuidOf(72, 4);
  const log = makeEventLog();
  const opened = { channel: 'walk_in', heads: 1 } as const;
  log.add([
    happened(1, 'visit_opened', opened, { visit: 1, subject: her }),
    happened(2, 'need_seen', { code: 'food.meal', how: 'said' }, { visit: 1 }),
    happened(3, 'visit_opened', opened, { visit: 2, subject: her }),
    happened(4, 'paused', {}, { visit: 2, subject: other }),
  ]);
  log.erase(her);
  expect(log.all().map(({ event_id }) => event_id)).toEqual([uuidOf(4)]);
  log.add([
    happened(5, 'called', {}, { visit: 1 }),
    happened(6, 'called', {}, { visit: 3, subject: her }),
    happened(7, 'called', {}, { visit: 2 }),
  ]);
  expect(log.all().map(({ event_id }) => event_id)).toEqual([uuidOf(4), uuidOf(7)]);
  expect(log.visits().has(uuidOf(1, 4))).toBe(false);
});

test('what is closed and old is dropped, what is open stays however old', () => {
  const log = makeEventLog();
  log.add([
    happened(1, 'paused', {}, { visit: 1, at: 1000 }),
    happened(2, 'visit_closed', { outcome: 'done' }, { visit: 1, at: 2000 }),
    happened(3, 'paused', {}, { visit: 2, at: 1000 }),
    happened(4, 'visit_closed', { outcome: 'done' }, { visit: 3, at: 9000 }),
  ]);
  expect(log.prune(5000)).toBe(2);
  expect(log.all().map(({ event_id }) => event_id)).toEqual([uuidOf(3), uuidOf(4)]);
  // What comes of it later does not look like somebody who arrived, here or in the log that follows.
  const late = happened(5, 'called', {}, { visit: 1, at: 9500 });
  expect(log.add([late])).toBe(0);
  const next = makeEventLog();
  next.dropVisits(log.dropped());
  expect(next.add([late])).toBe(0);
});
