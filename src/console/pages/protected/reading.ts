/** What a form of these screens says, read with a precise word on what is wrong with it. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Problem } from '../../../http/problem.ts';
import { dayOf, timeOf } from '../../typed-day.ts';
import { momentOf } from '../../../languages/zone.ts';
import type { Room } from './room.ts';

const wrong = (field: string, expected: string): Problem =>
  new Problem('bad_input', { errors: [{ field, expected }] });

/** Until when a step is due, by the clocks of the installation: a day and a time as they were typed. */
export function dueOf(
  { w, zone }: Room,
  { due_day, due_time }: Record<string, string | undefined>,
): string {
  const at = momentOf(zone, dayOf(w, 'due_day', due_day), timeOf('due_time', due_time));
  return new Date(at).toISOString();
}

export function jsonOf(field: string, text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw wrong(field, 'JSON, made by the page');
  }
}

export function checked<T extends TSchema>(field: string, schema: T, value: unknown): Static<T> {
  if (!Compile(schema).Check(value)) throw wrong(field, 'as the page makes it');
  return value;
}
