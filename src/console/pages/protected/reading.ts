/** What a form of these screens says, read with a precise word on what is wrong with it. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Problem } from '../../../http/problem.ts';
import { momentOf } from '../../wall-clock.ts';
import type { Room } from './room.ts';

const wrong = (field: string, expected: string): Problem =>
  new Problem('bad_input', { errors: [{ field, expected }] });

/** Of an input of type `datetime-local`, by the clocks of the installation. */
export function dueOf({ zone }: Room, text = ''): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(text) ?? [];
  const at = day && time ? momentOf(zone, day, time) : NaN;
  if (Number.isNaN(at)) throw wrong('due_at', 'a day and a time');
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
