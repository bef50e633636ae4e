/** A day or a time that somebody types into a form of the console, as `languages/typed-day.ts` reads it. */
import { html, type RawHtml, raw } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { withDigits } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';
import { dayTyped, timeTyped } from '../languages/typed-day.ts';
import { saidAt } from './wall-clock.ts';

/** What was typed is no day or no time, and how one is written. */
export const unread = (kind: 'no_day' | 'no_time', field: string, typed: string): Problem =>
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
