/**
 * A day that somebody types into a form of the console: day first, the month by its name or its number, in any digits. A field of the
 * browser's own would show it as the browser is set, often the month first, beside lists that never do.
 */
import { html, type RawHtml, raw } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { asciiDigits, dayFirst, withDigits } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';
import { saidAt, timeTyped } from './wall-clock.ts';

const two = (n: number): string => String(n).padStart(2, '0');
const folded = (text: string): string =>
  asciiDigits(text.normalize('NFKC').replace(/\p{Cf}/gu, ''))
    .toLowerCase()
    .trim();

type Names = { months: readonly (readonly [name: string, month: number])[]; between: RegExp };
const names = new Map<string, Names>();

/** Names of months in a language, the longest first, and the words that it puts between day, month and year. */
function namesOf({ language: { tag } }: Words): Names {
  const known = names.get(tag);
  if (known) return known;
  const months: [string, number][] = [];
  const between = new Set<string>();
  for (const month of ['long', 'short'] as const)
    for (const beside of [{ day: 'numeric', year: 'numeric' }, {}] as const) {
      const format = new Intl.DateTimeFormat(dayFirst(tag), {
        ...beside,
        month,
        calendar: 'gregory',
        timeZone: 'UTC',
      });
      for (let nth = 0; nth < 12; nth++)
        for (const { type, value } of format.formatToParts(Date.UTC(2026, nth, 15)))
          if (type === 'month') months.push([folded(value).replace(/\.$/, ''), nth + 1]);
          else for (const word of folded(value).match(/\p{L}+/gu) ?? []) between.add(word);
    }
  const made = {
    months: months
      .filter(([name]) => /\p{L}/u.test(name))
      .toSorted(([a], [b]) => b.length - a.length),
    between: new RegExp(`^(?:${[...between, '[\\s.,،/‏-]'].join('|')})*$`, 'u'),
  };
  names.set(tag, made);
  return made;
}

function realDay(year: number, month: number, day: number): string | undefined {
  const whole = year < 100 ? 2000 + year : year;
  if (whole < 1900 || whole > 2199 || month < 1 || month > 12 || day < 1) return undefined;
  const text = `${whole}-${two(month)}-${two(day)}`;
  const at = new Date(`${text}T12:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined;
}

/** @returns YYYY-MM-DD, or undefined for what is no day */
export function dayTyped(words: Words, text: string): string | undefined {
  const plain = folded(text);
  const [, first, second, third] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(plain) ?? [];
  if (first) return realDay(Number(first), Number(second), Number(third));
  const { months, between } = namesOf(words);
  const named = months.find(([name]) =>
    new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, 'u').test(plain),
  );
  const rest = named ? plain.replace(named[0], ' ') : plain;
  const numbers = (rest.match(/\d+/g) ?? []).filter((one) => one.length <= 4).map(Number);
  if (!between.test(rest.replace(/\d+/g, ' '))) return undefined;
  if (named)
    return numbers.length === 2 ? realDay(numbers[1] ?? 0, named[1], numbers[0] ?? 0) : undefined;
  return numbers.length === 3
    ? realDay(numbers[2] ?? 0, numbers[1] ?? 0, numbers[0] ?? 0)
    : undefined;
}

const unread = (kind: 'no_day' | 'no_time', field: string, typed: string): Problem =>
  new Problem('bad_input', {
    field: kind,
    errors: [
      {
        field,
        expected: kind === 'no_day' ? 'day, month, year' : 'hours and minutes',
        ...(typed.trim() ? { given: [typed.trim()] } : {}),
      },
    ],
  });

/** The day in a field of a form. @throws Problem `bad_input` that says what was typed and how a day is written */
export function dayOf(words: Words, field: string, typed: string | undefined): string {
  const day = dayTyped(words, typed ?? '');
  if (!day) throw unread('no_day', field, typed ?? '');
  return day;
}

/** As `dayOf`; an empty field is none. */
export const maybeDayOf = (
  words: Words,
  field: string,
  typed: string | undefined,
): string | undefined => (typed?.trim() ? dayOf(words, field, typed) : undefined);

/** The time in a field of a form, HH:MM. @throws Problem `bad_input` that says what was typed and how a time is written */
export function timeOf(field: string, typed: string | undefined): string {
  const time = timeTyped(typed ?? '');
  if (!time) throw unread('no_time', field, typed ?? '');
  return time;
}

type Field = {
  /** As the form was sent; it stays as it was written, and what is no day is marked. */
  typed?: unknown;
  /** YYYY-MM-DD or HH:MM; shown in the reader's words. */
  value?: string | undefined;
  optional?: boolean;
};

/** A labelled field for a day. `label`: a word. */
export function dayField(
  words: Words,
  name: string,
  label: string,
  { typed, value, optional = false }: Field = {},
): RawHtml {
  const text = typeof typed === 'string' ? typed : undefined;
  const day = text === undefined ? value : dayTyped(words, text);
  const shown = day ? saidAt(words, 'UTC', day, 'day') : (text ?? '');
  return html`<label class="entry">${words.say(label)} <small>${words.say('day.note')}</small><input name="${name}" value="${shown}" maxlength="40" autocomplete="off"${raw(optional ? '' : ' required')}${raw(text?.trim() && !day ? ' aria-invalid="true"' : '')}></label>`;
}

/** A labelled field for a time of day. */
export function timeField(
  words: Words,
  name: string,
  label: string,
  { typed, value = '', optional = false }: Field = {},
): RawHtml {
  const text = typeof typed === 'string' ? typed : withDigits(value, words.language.digits);
  return html`<label class="entry">${words.say(label)}<input name="${name}" value="${text}" inputmode="numeric" maxlength="12" autocomplete="off"${raw(optional ? '' : ' required')}${raw(text.trim() && !timeTyped(text) ? ' aria-invalid="true"' : '')}></label>`;
}
