import { describe, expect, it } from 'vitest';
import { zoneTransitions } from '../languages/zone.ts';
import { parseDay } from './calendar.ts';
import {
  compilePattern,
  matchAt,
  matchNow,
  matchTonight,
  matchWindow,
  type TimeMatch,
} from './hours.ts';
import type { ScheduleRule, Weekday } from './schedule.ts';

const AROUND = Date.UTC(2026, 5, 1);
const ZONE = zoneTransitions('Europe/Berlin', AROUND - 30 * 86_400_000, AROUND + 450 * 86_400_000);
const at = (hours: number, minutes = 0): number => hours * 60 + minutes;
const day = (text: string): number => parseDay(text) ?? NaN;
/** All times are Berlin summer time. */
const berlin = (text: string): number => Date.parse(`${text}:00+02:00`);
const on = (
  effect: ScheduleRule['effect'],
  from: number,
  to: number,
  ...days: Weekday[]
): ScheduleRule => ({
  effect,
  opens: from,
  closes: to,
  freq: 'WEEKLY',
  byday: days.map((weekday) => ({ day: weekday })),
});
const compile = (...rules: ScheduleRule[]) =>
  compilePattern(
    { zone: ZONE, rules, holidayRule: 'unknown', holidays: [day('2026-06-25')] },
    AROUND,
  );
const shown = ({ match, day: on, from, until }: TimeMatch): (string | undefined)[] => [
  match,
  on === undefined ? undefined : new Date(on * 86_400_000).toISOString().slice(5, 10),
  from === undefined ? undefined : new Date(from + 7_200_000).toISOString().slice(5, 16),
  until === undefined ? undefined : new Date(until + 7_200_000).toISOString().slice(5, 16),
];
const MO = 1;
const TH = 8;
const SA = 32;
const EVERY = 127;
const ALL: Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

// 2026-06-10 is a Wednesday.
describe('open now, open at', () => {
  const office = compile(on('open', at(9), at(17), 'WE'), on('unknown', at(18), at(19), 'WE'));

  it('matches while open and says until when', () => {
    expect(shown(matchNow(office, berlin('2026-06-10T16:40')))).toEqual([
      'yes',
      undefined,
      undefined,
      '06-10T17:00',
    ]);
    expect(matchNow(office, berlin('2026-06-10T17:00'))).toEqual({ match: 'no' });
    expect(matchNow(office, berlin('2026-06-10T18:30'))).toEqual({ match: 'unknown' });
  });

  it('does the same for another instant, and knows nothing outside its days', () => {
    expect(matchAt(office, berlin('2026-09-16T10:00')).match).toBe('yes');
    expect(matchAt(office, berlin('2028-09-13T10:00'))).toEqual({ match: 'unknown' });
  });

  it('has no end for a place that never closes', () => {
    const always = compile(on('open', 0, 0, ...ALL));
    expect(matchNow(always, berlin('2026-06-10T12:00'))).toEqual({ match: 'yes' });
  });

  it('is not sure on a holiday', () => {
    const thursday = compile(on('open', at(9), at(17), 'TH'));
    expect(matchNow(thursday, berlin('2026-06-25T10:00'))).toEqual({ match: 'unknown' });
  });
});

describe('a window in the week', () => {
  const evening = compile(
    on('open', at(9), at(17), 'MO', 'TU', 'WE', 'FR'),
    on('open', at(14), at(23), 'TH'),
  );
  const ask = (now: string, days: number, from: number, to: number, place = evening) =>
    shown(matchWindow(place, berlin(now), days, from, to));

  it('names the first day with an hour in it', () => {
    expect(ask('2026-06-10T12:00', EVERY, at(20), at(28))).toEqual([
      'yes',
      '06-11',
      '06-11T20:00',
      '06-11T23:00',
    ]);
    expect(ask('2026-06-10T12:00', MO, at(16), at(20))).toEqual([
      'yes',
      '06-15',
      '06-15T16:00',
      '06-15T17:00',
    ]);
  });

  it('needs sixty minutes on end', () => {
    expect(ask('2026-06-10T12:00', MO, at(16, 1), at(20))[0]).toBe('no');
    const halves = compile(
      on('open', at(9), at(9, 40), 'MO'),
      on('open', at(10), at(10, 40), 'MO'),
    );
    expect(ask('2026-06-10T12:00', MO, at(8), at(12), halves)[0]).toBe('no');
  });

  it('takes the whole of a window that is shorter than an hour', () => {
    expect(ask('2026-06-10T12:00', MO, at(12), at(12, 30))[0]).toBe('yes');
    expect(ask('2026-06-10T12:00', MO, at(16, 45), at(17, 15))[0]).toBe('no');
  });

  it('does not count the part of today that has passed', () => {
    expect(ask('2026-06-11T21:30', TH, at(18), at(24))).toEqual([
      'yes',
      '06-11',
      '06-11T21:30',
      '06-11T23:00',
    ]);
    expect(ask('2026-06-11T22:30', TH, at(18), at(24))).toEqual([
      'yes',
      '06-18',
      '06-18T18:00',
      '06-18T23:00',
    ]);
  });

  it('does not count the same day of next week when today still has the whole window', () => {
    const once = compile({
      effect: 'open',
      opens: at(18),
      closes: at(22),
      dtstart: day('2026-06-18'),
    });
    expect(ask('2026-06-11T12:00', TH, at(18), at(24), once)[0]).toBe('no');
    expect(ask('2026-06-12T12:00', TH, at(18), at(24), once)[0]).toBe('yes');
  });

  it('goes over midnight, and yesterday’s window may still run', () => {
    const night = compile(on('open', at(22), at(4), 'TH'));
    expect(ask('2026-06-10T12:00', TH, at(20), at(28), night)).toEqual([
      'yes',
      '06-11',
      '06-11T22:00',
      '06-12T04:00',
    ]);
    expect(ask('2026-06-12T01:00', TH, at(20), at(28), night)).toEqual([
      'yes',
      '06-12',
      '06-12T01:00',
      '06-12T04:00',
    ]);
    expect(ask('2026-06-10T12:00', TH, at(22), at(4), night)[0]).toBe('yes');
  });

  it('names the day of the opening itself when that is after midnight', () => {
    const early = compile(on('open', at(2), at(6), 'FR'));
    expect(ask('2026-06-10T12:00', TH, at(20), at(28), early)).toEqual([
      'yes',
      '06-12',
      '06-12T02:00',
      '06-12T06:00',
    ]);
  });

  it('does not know about unknown hours, and prefers a later certain day', () => {
    const vague = compile(on('unknown', at(9), at(17), 'TH'), on('open', at(9), at(17), 'SA'));
    expect(ask('2026-06-10T12:00', TH, at(10), at(14), vague).slice(0, 2)).toEqual([
      'unknown',
      '06-11',
    ]);
    expect(ask('2026-06-10T12:00', TH | SA, at(10), at(14), vague).slice(0, 2)).toEqual([
      'yes',
      '06-13',
    ]);
  });

  it('joins open and unknown time when nothing is certain', () => {
    const joined = compile(
      on('open', at(9), at(9, 30), 'TH'),
      on('unknown', at(9, 30), at(10), 'TH'),
    );
    expect(ask('2026-06-10T12:00', TH, at(8), at(12), joined)[0]).toBe('unknown');
  });

  it('knows nothing of a place without hours, and does not match without a day', () => {
    expect(ask('2026-06-10T12:00', EVERY, at(9), at(17), compile())[0]).toBe('unknown');
    expect(ask('2026-06-10T12:00', 0, at(9), at(17))[0]).toBe('no');
  });

  it('ends with the window where the place goes on for long', () => {
    const always = compile(on('open', 0, 0, ...ALL));
    expect(ask('2026-06-10T12:00', TH, at(20), at(28), always)).toEqual([
      'yes',
      '06-11',
      '06-11T20:00',
      '06-12T04:00',
    ]);
  });
});

describe('tonight', () => {
  const shelter = compile(on('open', at(19), at(8), ...ALL));
  const ask = (now: string, place = shelter) => shown(matchTonight(place, berlin(now)));

  it('is the coming night, with the place’s own times', () => {
    expect(ask('2026-06-10T12:00')).toEqual(['yes', '06-10', '06-10T19:00', '06-11T08:00']);
    expect(ask('2026-06-10T07:00')).toEqual(['yes', '06-10', '06-10T19:00', '06-11T08:00']);
  });

  it('is the current night before seven', () => {
    expect(ask('2026-06-10T06:59')).toEqual(['yes', '06-09', '06-09T19:00', '06-10T08:00']);
    const early = compile(on('open', at(20), at(5), ...ALL));
    expect(ask('2026-06-10T05:30', early)).toEqual(['no', undefined, undefined, undefined]);
  });

  it('does not match what closes by ten, nor what opens at seven', () => {
    expect(ask('2026-06-10T12:00', compile(on('open', at(7), at(22), ...ALL)))[0]).toBe('no');
    expect(ask('2026-06-10T12:00', compile(on('open', at(7), at(22, 1), ...ALL)))[0]).toBe('yes');
    expect(ask('2026-06-10T12:00', compile(on('open', at(6, 59), at(9), ...ALL)))[0]).toBe('yes');
  });

  it('has the night’s own bounds for a place that never closes', () => {
    const always = compile(on('open', 0, 0, ...ALL));
    expect(ask('2026-06-10T12:00', always)).toEqual(['yes', '06-10', '06-10T22:00', '06-11T07:00']);
  });

  it('is unknown when the hours are', () => {
    expect(ask('2026-06-10T12:00', compile()).slice(0, 2)).toEqual(['unknown', '06-10']);
    expect(ask('2026-06-25T12:00').slice(0, 2)).toEqual(['unknown', '06-25']);
  });
});
