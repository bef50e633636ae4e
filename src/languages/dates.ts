/**
 * Numbers, days and times in words (chapter 70, section 7): digits pinned per language, days never as
 * 05/06, the clock of the wall, and the count from dawn where a language uses it.
 * Pure: `Intl` is asked once, on the server, in `clockfaceOf`; a phone gets its answer as data.
 */
import { civilDate, weekdayOf } from '../finder/calendar.ts';
import { clockOf } from '../finder/hours-zone.ts';
import type { Zone } from '../finder/schedule.ts';
import type { Digits, KnownLanguage } from './known-languages.ts';
import type { Words } from './messages.ts';

/** Names of months (January first) and weekdays (Monday first), and the decimal sign. */
export type Clockface = { months: readonly string[]; weekdays: readonly string[]; decimal: string };

/** The first code point of each numbering system's ten digits. */
const ZERO: Record<Digits, number> = {
  latn: 0x30,
  arab: 0x660,
  arabext: 0x6f0,
  deva: 0x966,
  beng: 0x9e6,
  mymr: 0x1040,
};

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The tag by which `Intl` writes days: "en" alone would put the month before the day. */
export const dayFirst = (tag: string): string => (tag === 'en' ? 'en-GB' : tag);

/** ASCII digits of `text` as digits of a language. */
export function withDigits(text: string, digits: Digits): string {
  if (digits === 'latn') return text;
  const zero = ZERO[digits];
  return text.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));
}

/** Any decimal digits that people type as ASCII digits. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0x30;
    // Each run of ten decimal digits begins at a code point that ends in 0 or 6 (Unicode chapter 4.6).
    let zero = point;
    while (zero > point - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String(point - zero);
  });
}

/**
 * Asks `Intl` for the names of a language; in the Gregorian calendar, the civil one of the place.
 * @param country ISO 3166-1 of a place with digits of its own, whose decimal sign goes with them
 */
export function clockfaceOf(language: KnownLanguage, country?: string): Clockface {
  const weekday = new Intl.DateTimeFormat(language.tag, { weekday: 'long', timeZone: 'UTC' });
  const place = country === undefined ? '' : `-${country}`;
  const number = new Intl.NumberFormat(`${language.tag}${place}-u-nu-${language.digits}`);
  return {
    months: Array.from({ length: 12 }, (_, month) => monthName(language.tag, month)),
    // 5 January 1970 was a Monday.
    weekdays: Array.from({ length: 7 }, (_, day) => weekday.format((day + 4) * DAY_MS)),
    decimal: number.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.',
  };
}

/** The month's name as it stands beside a day (genitive where a language has one). */
function monthName(tag: string, month: number): string {
  const format = new Intl.DateTimeFormat(tag, {
    month: 'long',
    day: 'numeric',
    calendar: 'gregory',
    timeZone: 'UTC',
  });
  const part = format.formatToParts(Date.UTC(2026, month, 15)).find(({ type }) => type === 'month');
  return part?.value ?? String(month + 1);
}

/** Day since 1970 and minute of the day on the wall clock of a zone, at an instant (ms since 1970 UTC). */
export function wallClock(ms: number, zone: Zone): { day: number; minute: number } {
  const utc = Math.floor(ms / MINUTE_MS);
  const local = utc + clockOf(zone).offsetAt(utc);
  const day = Math.floor(local / 1440);
  return { day, minute: local - day * 1440 };
}

/** A time of day in words: "23:00", with part of day and dawn count where the language has them. */
export function timeText(words: Words, minute: number): string {
  const inDay = ((minute % 1440) + 1440) % 1440;
  const hour = Math.floor(inDay / 60);
  const minutes = String(inDay % 60).padStart(2, '0');
  const dawn = ((hour + 5) % 12) + 1;
  const part =
    hour < 5 || hour >= 22 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'day' : 'evening';
  const { digits } = words.language;
  return words.text(`time.${part}`, {
    time: withDigits(`${String(hour).padStart(2, '0')}:${minutes}`, digits),
    hour: withDigits(minutes === '00' ? String(dawn) : `${String(dawn)}:${minutes}`, digits),
  });
}

/** What the Buddhist era of Thailand counts more than the common one. */
const BUDDHIST_ERA = 543;

/**
 * "3 May", with the year when it is not that of `today`. Days since 1970. Months are Gregorian in every
 * language; `{buddhist}` is there for Thai, which writes both years, each with its era: 2570 alone could be
 * read as far away, 2027 alone as long past.
 */
export function dateText(words: Words, day: number, today: number): string {
  const date = civilDate(day);
  const values = { day: date.day, month: words.clockface.months[date.month - 1] ?? '' };
  return date.year === civilDate(today).year
    ? words.text('when.date', values)
    : words.text('when.date_year', {
        ...values,
        year: date.year,
        buddhist: date.year + BUDDHIST_ERA,
      });
}

/** "today", "yesterday", "3 days ago" up to 14 days, then "on 3 May". */
export function agoText(words: Words, day: number, today: number): string {
  const ago = today - day;
  if (ago <= 0) return words.text('when.today');
  if (ago === 1) return words.text('when.yesterday');
  if (ago <= 14) return words.text('when.days_ago', { count: ago });
  return words.text('when.on', { date: dateText(words, day, today) });
}

/** A coming day inside a sentence: "on Monday" within a week, then "on Monday 3 May". */
export function comingDayText(words: Words, day: number, today: number): string {
  const weekday = words.clockface.weekdays[weekdayOf(day)] ?? '';
  if (day - today < 7) return words.text('day.weekday', { weekday });
  const date = civilDate(day);
  return words.text('day.date', {
    weekday,
    day: date.day,
    month: words.clockface.months[date.month - 1] ?? '',
  });
}

/** "today 14:10", "yesterday 9:05", "3 May, 9:05". */
export function momentText(
  words: Words,
  at: { day: number; minute: number },
  today: number,
): string {
  const time = timeText(words, at.minute);
  if (at.day === today) return words.text('when.today_at', { time });
  if (at.day === today - 1) return words.text('when.yesterday_at', { time });
  return words.text('when.date_at', { date: dateText(words, at.day, today), time });
}

/** Distance: metres in tens under 1 km, then kilometres with one decimal up to 10. */
export function distanceText(words: Words, metres: number): string {
  const { digits } = words.language;
  if (metres < 950) {
    const rounded =
      metres < 100 ? Math.max(10, Math.round(metres / 10) * 10) : Math.round(metres / 50) * 50;
    return words.text('way.metres', { n: withDigits(String(rounded), digits) });
  }
  const kilometres = metres / 1000;
  const [whole = '0', tenth] =
    kilometres < 10 ? kilometres.toFixed(1).split('.') : [String(Math.round(kilometres))];
  const text = tenth && tenth !== '0' ? `${whole}${words.clockface.decimal}${tenth}` : whole;
  return words.text('way.kilometres', { n: withDigits(text, digits) });
}

/** Minutes on foot: distance × 1.3 at 75 m a minute (chapter 10, section 3.4). */
export function walkMinutes(metres: number): number {
  return Math.max(1, Math.round((metres * 1.3) / 75));
}
