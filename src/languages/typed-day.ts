/**
 * A day and a time as people type them: the day first, the month by its name or its number, in any digits. A field of the browser's own
 * would show them as the browser is set, often the month first and with am and pm, beside texts that never do.
 */
import { asciiDigits, dayFirst } from './dates.ts';

/** In which language somebody types. */
export type Typing = { readonly language: { readonly tag: string } };

const two = (n: number): string => String(n).padStart(2, '0');
const folded = (text: string): string =>
  asciiDigits(text.normalize('NFKC').replace(/\p{Cf}/gu, ''))
    .toLowerCase()
    .trim();

type Names = { months: readonly (readonly [name: string, month: number])[]; between: RegExp };
const names = new Map<string, Names>();

/** Names of months in a language, the longest first, and the words that it puts around day, month and year: also weekdays. */
function namesOf({ language: { tag } }: Typing): Names {
  const known = names.get(tag);
  if (known) return known;
  const months: [string, number][] = [];
  const between = new Set<string>();
  const day = { day: 'numeric', year: 'numeric' } as const;
  for (const length of ['long', 'short'] as const)
    for (const beside of [{ ...day, weekday: length }, day, {}]) {
      const format = new Intl.DateTimeFormat(dayFirst(tag), {
        ...beside,
        month: length,
        calendar: 'gregory',
        timeZone: 'UTC',
      });
      // The fifteenths of 2026 fall on every day of the week.
      for (let nth = 0; nth < 12; nth++)
        for (const { type, value } of format.formatToParts(Date.UTC(2026, nth, 15)))
          if (type === 'month') months.push([folded(value).replace(/\.$/, ''), nth + 1]);
          else for (const word of folded(value).match(/[\p{L}\p{M}]+/gu) ?? []) between.add(word);
    }
  const made = {
    months: months
      .filter(([name]) => /\p{L}/u.test(name))
      .toSorted(([a], [b]) => b.length - a.length),
    between: new RegExp(`^(?:${[...between, '[\\s.,،፣/‏-]'].join('|')})*$`, 'u'),
  };
  names.set(tag, made);
  return made;
}

function realDay(year: number, month: number, day: number): string | undefined {
  // A year of the Buddhist era is far beyond every other that could be meant.
  const whole = year < 100 ? 2000 + year : year > 2400 ? year - 543 : year;
  if (whole < 1900 || whole > 2199 || month < 1 || month > 12 || day < 1) return undefined;
  const text = `${whole}-${two(month)}-${two(day)}`;
  const at = new Date(`${text}T12:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined;
}

type Numbers = { month?: number; numbers: readonly number[] };

/** The named month, if there is one, and the numbers around it; undefined when something else was typed as well. */
function numbersIn(words: Typing, plain: string): Numbers | undefined {
  const { months, between } = namesOf(words);
  const named = months.find(([name]) =>
    // Kurdish joins a letter to the month.
    new RegExp(`(?<!\\p{L})${name}ی?(?!\\p{L})`, 'u').test(plain),
  );
  const rest = named ? plain.replace(named[0], ' ') : plain;
  // "14th", "1er": an end of a number is none of a word.
  if (!between.test(rest.replace(/\d+(?:st|nd|rd|th|er)?/g, ' '))) return undefined;
  const numbers = (rest.match(/\d+/g) ?? []).filter((one) => one.length <= 4).map(Number);
  return { ...(named ? { month: named[1] } : {}), numbers };
}

/** @returns YYYY-MM-DD, or undefined for what is no day */
export function dayTyped(words: Typing, text: string): string | undefined {
  const plain = folded(text);
  const [, first, second, third] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(plain) ?? [];
  if (first) return realDay(Number(first), Number(second), Number(third));
  const { month, numbers } = numbersIn(words, plain) ?? { numbers: [] };
  if (numbers.length !== (month === undefined ? 3 : 2)) return undefined;
  // Some languages put the year before a month in words.
  const [one = 0, nth = 0, other = 0] =
    month === undefined ? numbers : [numbers[0] ?? 0, month, numbers[1] ?? 0];
  return one > 31 && month !== undefined ? realDay(one, nth, other) : realDay(other, nth, one);
}

/**
 * A day to come, for which nobody writes the year: "14 May" is the next one.
 * @param today YYYY-MM-DD @returns as `dayTyped`; a day that was typed with its year may have passed
 */
export function comingDayTyped(words: Typing, text: string, today: string): string | undefined {
  const whole = dayTyped(words, text);
  if (whole) return whole;
  const { month, numbers } = numbersIn(words, folded(text)) ?? { numbers: [] };
  if (numbers.length !== (month === undefined ? 2 : 1)) return undefined;
  const [day = 0, nth = month ?? 0] = numbers;
  const year = Number(today.slice(0, 4));
  // Eight years on there is a 29 February in any case.
  for (let on = year; on <= year + 8; on++) {
    const one = realDay(on, nth, day);
    if (one && one >= today) return one;
  }
  return undefined;
}

/**
 * The time that somebody typed, in any digits, with or without what stands between hours and minutes: "9:00", "0900", "٩.٣٠", "14 h 30".
 * @returns HH:MM, or undefined when it is none
 */
export function timeTyped(text: string): string | undefined {
  const [, hour, afterH, minute] =
    /^([01]?\d|2[0-3])(?: ?h ?([0-5]\d)?|[:.٫]?([0-5]\d))$/.exec(folded(text)) ?? [];
  return hour && `${hour.padStart(2, '0')}:${afterH ?? minute ?? '00'}`;
}
