import { expect, test } from 'vitest';
import type { Statement } from '../../../../protection/statement.ts';
import { candidatesIn, numberOf } from './taking.ts';

const place = { visit: 'a-visit', file: 'a-file' };
const statement = (more: Partial<Statement>): Statement => ({
  v: 1,
  about: 'said',
  text: 'Wants to call his mother.',
  at: '2026-11-22T21:00:00.000Z',
  by: 'yonas',
  ...more,
});
const found = (more: Partial<Statement>) =>
  candidatesIn(statement(more), place, (name) => `${name} stays`);

test('who came along and who asked are adults to name, in the words of the desk', () => {
  for (const about of ['came_with', 'asks_for'] as const)
    expect(found({ about, text: 'An aunt, Amina.' })).toEqual([
      { what: 'a-visit|file|a-file', about, text: 'An aunt, Amina.', basis: 'said' },
    ]);
});

test('what the child said, what officers wrote and adults who are named name nobody', () => {
  for (const about of ['said', 'officer', 'adult'] as const) expect(found({ about })).toEqual([]);
  expect(found({ about: 'came_with', text: '' })).toEqual([]);
});

test('the colleague who stays is one adult, however many files of the handover say so', () => {
  const second = { second: 'sara', second_name: 'Sara' };
  const all = [
    ...found({ ...second }),
    ...found({ about: 'came_with', text: 'An aunt.', ...second }),
  ];
  const stays = all.filter(({ text }) => text === 'Sara stays');
  expect(new Set(stays.map(({ what }) => what)).size).toBe(1);
  expect(stays[0]?.basis).toBe('informal_carer');
  expect(all.map(({ text }) => text)).toEqual(['Sara stays', 'An aunt.', 'Sara stays']);
  expect(found({ second: null })).toEqual([]);
  expect(found({ second: 'sara' })).toEqual([]);
});

test('a number is the same for every officer with the role key, and for nobody else', async () => {
  const one = await numberOf('AGE-SECRET-KEY-A', 'adult|x');
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await numberOf('AGE-SECRET-KEY-A', 'adult|x')).toBe(one);
  const others = [
    await numberOf('AGE-SECRET-KEY-B', 'adult|x'),
    await numberOf('AGE-SECRET-KEY-A', 'adult|y'),
    await numberOf('AGE-SECRET-KEY-A', 'claim|x'),
  ];
  expect(new Set([one, ...others]).size).toBe(4);
});
