import { expect, test } from 'vitest';
import { readStatement, type Statement, statementBytes } from './statement.ts';

const said: Statement = {
  v: 1,
  about: 'said',
  text: 'أريد أن أكلم أمي',
  at: '2026-11-22T01:10:00.000Z',
  by: '018f0000-0000-7000-8000-000000000001',
  second: null,
};
const textOf = (one: Statement): string => new TextDecoder().decode(statementBytes(one));

test('a statement comes back as it was, and its length tells nothing of a short text', () => {
  expect(readStatement(textOf(said))).toEqual(said);
  const lengths = ['', 'a', 'b'.repeat(400)].map(
    (text) => statementBytes({ ...said, text }).length,
  );
  expect(new Set(lengths).size).toBe(1);
  expect(statementBytes({ ...said, text: 'b'.repeat(4000) }).length % 1024).toBe(0);
});

test('what is no statement is not read as one', () => {
  for (const text of [
    '',
    'no JSON',
    'null',
    '[]',
    '{"v":2}',
    JSON.stringify({ ...said, about: 'x' }),
  ])
    expect(readStatement(text)).toBeUndefined();
});
