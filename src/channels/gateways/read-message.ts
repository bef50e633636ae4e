/** What a gateway's request says, form or JSON, under the names that its settings give the fields. */
import { type FieldError, Problem } from '../../http/problem.ts';
import type { Part } from '../join-parts.ts';
import type { Field, Gateway } from './settings.ts';

const LONGEST_TEXT = 4_000;
const LONGEST_VALUE = 200;

/** @throws Problem `bad_input` for a body that is none, `unsupported` for another kind of content */
export function readBody(type: string | undefined, body: Buffer): Record<string, unknown> {
  const kind = (type ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (kind === 'application/x-www-form-urlencoded')
    return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  if (kind !== 'application/json')
    throw new Problem('unsupported', { detail: 'Send a form or JSON.' });
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Problem('bad_input', { detail: 'The body is not JSON.' });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem('bad_input', { detail: 'The body must be one JSON object.' });
  return value as Record<string, unknown>;
}

/** The value at a name, or at a path with dots inside JSON; numbers as text. */
export function valueAt(body: Record<string, unknown>, path: string): string | undefined {
  let value: unknown = Object.hasOwn(body, path) ? body[path] : undefined;
  if (value === undefined && path.includes('.')) {
    value = body;
    for (const step of path.split('.'))
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined;
  }
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value : undefined;
}

export type GatewayMessage = {
  number: string;
  text: string;
  id?: string;
  session?: string;
  part?: Part;
};

/** @param needed fields without which the request makes no sense */
export function readMessage(
  { fields }: Pick<Gateway, 'fields'>,
  body: Record<string, unknown>,
  needed: readonly Field[],
): GatewayMessage {
  const errors: FieldError[] = [];
  const value = (field: Field): string | undefined => {
    const found = valueAt(body, fields[field]);
    const most = field === 'text' ? LONGEST_TEXT : LONGEST_VALUE;
    if (found !== undefined && found.length > most)
      errors.push({ field: fields[field], expected: `at most ${most} characters` });
    if (found === undefined && needed.includes(field))
      errors.push({ field: fields[field], expected: 'a text' });
    return found;
  };
  const number = value('number') ?? '';
  const text = value('text') ?? '';
  const id = value('id');
  const session = value('session');
  const part = partOf(value('reference'), value('part'), value('parts'));
  if (errors.length > 0) throw new Problem('bad_input', { errors });
  return {
    number,
    text,
    ...(id ? { id } : {}),
    ...(session ? { session } : {}),
    ...(part ? { part } : {}),
  };
}

function partOf(reference?: string, part?: string, parts?: string): Part | undefined {
  const [number, of] = [Number(part), Number(parts)];
  if (reference === undefined || !Number.isInteger(number) || !Number.isInteger(of))
    return undefined;
  return of > 1 ? { reference, number, of } : undefined;
}
