import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Message, nextChange, standings } from './standing.ts';

const alert = (id: string, at: number, more: Partial<Message> = {}): Message => ({
  id,
  kind: 'alert',
  about: [],
  issuedAt: at,
  effectiveAt: at,
  expiresAt: at + 100,
  ...more,
});
const standing = (messages: Message[], now: number, id = 'a') => standings(messages, now).get(id);

describe('an alert', () => {
  test('stands from the second it begins until the second it ends', () => {
    const a = alert('a', 1000, { effectiveAt: 1050 });
    expect(standing([a], 1049)).toBe('coming');
    expect(standing([a], 1050)).toBe('now');
    expect(standing([a], 1099)).toBe('now');
    expect(standing([a], 1100)).toBe('over');
    expect(nextChange([a], 1000)).toBe(1050);
    expect(nextChange([a], 1050)).toBe(1100);
    expect(nextChange([a], 1100)).toBeUndefined();
  });
  test('gives way to its update when that begins, and does not come back when the update ends first', () => {
    const a = alert('a', 1000);
    const b = alert('b', 1010, {
      kind: 'update',
      about: ['a'],
      effectiveAt: 1020,
      expiresAt: 1030,
    });
    expect(standing([b, a], 1015)).toBe('now');
    expect(standing([b, a], 1020)).toBe('replaced');
    expect(standing([b, a], 1020, 'b')).toBe('now');
    expect(standing([b, a], 1040)).toBe('replaced');
    expect(standing([b, a], 1040, 'b')).toBe('over');
  });
  test('is taken back at once, also when the cancel came first and names the first message only', () => {
    const c = alert('c', 1030, { kind: 'cancel', about: ['a'], expiresAt: 1031 });
    const b = alert('b', 1010, { kind: 'update', about: ['a'] });
    expect(standing([c, b, alert('a', 1000)], 1030, 'b')).toBe('cancelled');
    expect(standing([c, b, alert('a', 1000)], 1029, 'b')).toBe('now');
    expect(standing([b, c], 1090, 'b')).toBe('cancelled');
    const again = alert('d', 1050, { kind: 'update', about: ['a'] });
    expect(standing([c, b, again], 1060, 'd')).toBe('now');
  });
});

const messages = fc
  .array(
    fc.record({
      kind: fc.constantFrom('update' as const, 'update' as const, 'cancel' as const),
      about: fc.array(fc.nat(9), { maxLength: 3 }),
      issuedAt: fc.nat(50),
      wait: fc.nat(10),
      life: fc.integer({ min: 1, max: 40 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((list) =>
    list.map(
      ({ kind, about, issuedAt, wait, life }, n): Message => ({
        id: String(n),
        kind: about.length ? kind : 'alert',
        about: about.map(String),
        issuedAt,
        effectiveAt: issuedAt + wait,
        expiresAt: issuedAt + wait + life,
      }),
    ),
  );

test('in whatever order messages become known, the same ones stand; of a line one at most', () => {
  fc.assert(
    fc.property(messages, fc.nat(100), fc.integer(), (list, now, seed) => {
      const known = standings(list, now);
      const shuffled = [...list].sort(
        (a, b) => ((Number(a.id) * seed) % 7) - ((Number(b.id) * seed) % 7),
      );
      expect([...standings(shuffled, now)].sort()).toEqual([...known].sort());
      for (const one of list) {
        if (known.get(one.id) !== 'now') continue;
        expect(one.effectiveAt <= now && now < one.expiresAt && one.kind !== 'cancel').toBe(true);
        // Nothing known by now is about it and later, unless that has not begun.
        for (const other of list)
          if (
            other.about.includes(one.id) &&
            other.issuedAt <= now &&
            other.issuedAt > one.issuedAt
          )
            expect(other.kind !== 'cancel' && other.effectiveAt > now).toBe(true);
      }
    }),
  );
});
test('between two changes of the clock nothing changes', () => {
  fc.assert(
    fc.property(messages, fc.nat(60), (list, now) => {
      const next = nextChange(list, now) ?? now + 50;
      expect([...standings(list, next - 1)]).toEqual([...standings(list, now)]);
    }),
  );
});
