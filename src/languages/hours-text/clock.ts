/** Times of day as people write them, and what a pair of them can mean. */

/** A time as written: the hour may be of a 12- or a 24-hour clock. */
export type Clock = {
  hour: number;
  minute: number;
  /** "noonish" is the Arabic ظهرا: noon itself or the hours after it. */
  half?: 'am' | 'pm' | 'noonish';
  /** Written in a way that only a 24-hour clock has: 08:30, 9h. */
  of24?: boolean;
  /** Noon or midnight in words. */
  word?: boolean;
};

export type Interval = { opens: number; closes: number };
export type Reading = Interval & { warnings: string[] };

const DAY = 1440;
const NOON = 720;
/** Whoever is open for longer, over midnight, has more likely mistaken the half of the day. */
const LONGEST_NIGHT = 16 * 60;

/** Whether any of these times can only be of a 24-hour clock, and none is of the other. */
export function is24Hours(clocks: readonly Clock[]): boolean {
  return (
    clocks.every((clock) => clock.half === undefined) &&
    clocks.some((clock) => !clock.word && (clock.of24 || clock.hour > 12 || clock.hour === 0))
  );
}

/**
 * The hours between two times, if they can be read in one way only, or if one reading lies within all
 * others (it promises least). Minutes after midnight; `closes <= opens` runs into the next day.
 * Warnings: `time_contradicts_itself` (13:00 pm), `half_of_day_assumed` (9:00 am – 5:00).
 */
export function readInterval(from: Clock, to: Clock, of24: boolean): Reading | undefined {
  const readings: Interval[] = [];
  for (const opens of meanings(from, of24, false)) {
    for (const closes of meanings(to, of24, true)) {
      const length = closes > opens ? closes - opens : closes + DAY - opens;
      const night = closes <= opens;
      if (opens === closes || (night && length > LONGEST_NIGHT)) continue;
      readings.push({ opens, closes });
    }
  }
  const least = readings.find((one) => readings.every((other) => lies(one, other)));
  if (!least) return undefined;
  const warnings: string[] = [];
  if (contradicts(from) || contradicts(to)) warnings.push('time_contradicts_itself');
  if (isOpenToDoubt(from, of24) || isOpenToDoubt(to, of24)) warnings.push('half_of_day_assumed');
  return { ...least, warnings };
}

/** The minutes of the day that a time can mean; the end of a day is 24:00, its beginning 0:00. */
function meanings(clock: Clock, of24: boolean, end: boolean): number[] {
  const { hour, minute } = clock;
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return [];
  if (hour === 24 && !end && !clock.word) return [];
  return hoursOf(clock, of24).map((value) => {
    const minutes = value * 60 + minute;
    return minutes === 0 && end ? DAY : minutes;
  });
}

/** The hours (0..23) that an hour can mean. */
function hoursOf({ hour, half, word }: Clock, of24: boolean): number[] {
  const morning = hour % 12;
  switch (half) {
    case 'am':
      return hour <= 12 ? [morning] : [];
    case 'pm':
      if (hour > 12 && hour < 24) return [hour];
      return hour >= 1 && hour <= 12 ? [morning + 12] : [];
    case 'noonish':
      if (hour === 11 || hour === 12) return [hour];
      return hour >= 1 && hour <= 4 ? [hour + 12] : [];
    default:
      return word || of24 || hour > 12 || hour === 0 ? [hour % 24] : [morning, morning + 12];
  }
}

function contradicts({ hour, half }: Clock): boolean {
  return (half === 'pm' && hour > 12) || (half === 'am' && hour === 0);
}

function isOpenToDoubt(clock: Clock, of24: boolean): boolean {
  return !of24 && !clock.word && clock.half === undefined && clock.hour <= 12 && clock.hour > 0;
}

/** Every minute of one is a minute of the other, on a clock that goes round. */
function lies(one: Interval, other: Interval): boolean {
  const begin = (one.opens - other.opens + DAY) % DAY;
  const length = (interval: Interval): number =>
    interval.closes > interval.opens
      ? interval.closes - interval.opens
      : interval.closes + DAY - interval.opens;
  return begin + length(one) <= length(other);
}

/** Noon and midnight as words of their own. */
export function clockOfWord(minutes: number): Clock {
  return { hour: minutes === NOON ? 12 : 24, minute: 0, word: true };
}
