/**
 * Opening rules as the finder reads them (HSDS `schedule`, RFC 5545 parts; chapter 10, section 3.2).
 * Dates are days since 1970-01-01 in the place's own calendar, times are minutes after local midnight.
 */

export type Weekday = 'MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA' | 'SU';

export type ScheduleRule = {
  /** What the rule says of the time it covers. `closed` subtracts; `unknown` makes it unknown. */
  effect: 'open' | 'closed' | 'unknown';
  /** Local minutes 0..1440. `closes <= opens` runs into the next day. Absent: the whole day, 00:00–24:00. */
  opens?: number;
  closes?: number;
  freq?: 'WEEKLY' | 'MONTHLY';
  interval?: number;
  /** Weekdays, each with an ordinal (1 first, -1 last) or none. */
  byday?: readonly { day: Weekday; ordinal?: number }[];
  bymonthday?: readonly number[];
  byweekno?: readonly number[];
  wkst?: Weekday;
  /** First day of the recurrence (or the single day, without `freq`). */
  dtstart?: number;
  until?: number;
  count?: number;
  /** The rule counts only from and to these days, both included. */
  validFrom?: number;
  validTo?: number;
  /** Overrides the other rules on its days instead of adding to them (dated exceptions). */
  replaces?: boolean;
  womenOnly?: boolean;
};

/** Transitions of one IANA zone for the life of a pack: at `at[i]` (UTC minutes) the offset becomes `offset[i]` (minutes). */
export type Zone = { name: string; at: readonly number[]; offset: readonly number[] };

/** What a service does on public holidays; `unknown` makes it `holiday_unsure`. */
export type HolidayRule = 'open' | 'closed' | 'own_hours' | 'unknown';

/** Everything needed to say whether a place is open. Two places with the same hours share one pattern. */
export type Pattern = {
  zone: Zone;
  /** Empty: the hours are unknown, never "closed". */
  rules: readonly ScheduleRule[];
  holidayRule: HolidayRule;
  /** Days (since 1970-01-01, local) that are public holidays of the place's territory. */
  holidays: readonly number[];
};

export type OpenState = {
  state: 'open' | 'closed' | 'unknown' | 'holiday_unsure';
  /** When open: the instant (ms since 1970 UTC) at which it closes, if within 8 days. */
  changes?: number;
  /** When closed: the next opening instant (ms), if within 60 days. */
  next?: number;
};
