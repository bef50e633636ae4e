import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comingMomentTyped } from './typed-moment.ts';

const NOW = Date.parse('2026-11-23T14:00:00Z');
const heard = (tag: string, zone: string, day: string, time: string) =>
  comingMomentTyped({ language: { tag } }, { day, time }, { zone, now: NOW });

test('a day and a time are a moment on the clocks of the place', () => {
  expect(heard('en', 'Europe/Athens', '24 November', '9:30')).toBe('2026-11-24T07:30:00.000Z');
  expect(heard('fr', 'America/Tijuana', '1er décembre', '14 h 30')).toBe(
    '2026-12-01T22:30:00.000Z',
  );
  expect(heard('ar', 'Asia/Beirut', '٢٤/١١', '٩٫٣٠')).toBe('2026-11-24T07:30:00.000Z');
  expect(heard('uk', 'Europe/Warsaw', '3 січня', '08:00')).toBe('2027-01-03T07:00:00.000Z');
  // On the other side of a change of the clocks.
  expect(heard('pt', 'Europe/Lisbon', '28/3/2027', '10:00')).toBe('2027-03-28T09:00:00.000Z');
});

test('today is that of the place: what is over there is over', () => {
  // 14:00 in Greenwich is the 24th in Auckland already.
  expect(heard('en', 'Pacific/Auckland', '23 November 2026', '23:00')).toEqual({
    field: 'day',
    key: 'past',
  });
  expect(heard('en', 'Pacific/Auckland', '24 November', '2:30')).toEqual({
    field: 'time',
    key: 'past',
  });
  expect(heard('en', 'Pacific/Auckland', '24 November', '3:30')).toBe('2026-11-23T14:30:00.000Z');
});

test('says the first field that cannot be read', () => {
  for (const [day, time, field] of [
    ['', '9:00', 'day'],
    ['tomorrow', '9:00', 'day'],
    ['31 November', '9:00', 'day'],
    ['24 November', '', 'time'],
    ['24 November', 'nine', 'time'],
    ['24 November', '24:00', 'time'],
  ] as const)
    expect([day, time, heard('en', 'UTC', day, time)]).toEqual([day, time, { field, key: field }]);
});

test('every moment to come is found again by its day and time in its zone', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Athens', 'Asia/Kathmandu', 'America/Tijuana', 'Africa/Addis_Ababa'),
      fc.integer({ min: 1, max: 300 * 24 * 60 }),
      (zone, minutes) => {
        const at = NOW + minutes * 60_000;
        const part = (style: Intl.DateTimeFormatOptions) =>
          new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...style }).format(at);
        const found = heard(
          'en',
          zone,
          part({ day: 'numeric', month: 'long', year: 'numeric' }),
          part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
        );
        // Where an hour comes twice, the other of the two is as good.
        expect([0, 3_600_000]).toContain(Math.abs(Date.parse(String(found)) - at));
      },
    ),
  );
});
