import { expect, test } from 'vitest';
import { changesTheDesk, deskNews } from './news.ts';

test('a quiet desk is told so for half a minute, until somebody does something at either kind of door', () => {
  let now = 0;
  const news = deskNews(() => now);
  const asked = (): string => news.cursor('77', news.mark('one'));
  const first = asked();
  expect(news.plain(first)).toBe('77');
  expect(news.unchanged('one', first)).toBe(true);
  news.note('another');
  expect(news.unchanged('one', first)).toBe(true);
  news.note('one');
  expect(news.unchanged('one', first)).toBe(false);
  const second = asked();
  news.noteElsewhere();
  expect(news.unchanged('one', second)).toBe(false);
  const third = asked();
  now = 30_000;
  expect(news.unchanged('one', third)).toBe(false);
  expect(deskNews(() => 0).unchanged('one', asked())).toBe(false);
  expect(news.unchanged('one', news.cursor('77.more.9', news.mark('one')))).toBe(false);
  expect(news.unchanged('one', undefined)).toBe(false);
});

test.each([
  ['POST', '/r/abc', 200, true],
  ['POST', '/ar/my/referrals', 303, true],
  ['POST', '/api/referrals/1/steps', 200, true],
  ['POST', '/staff/point/held/1', 303, true],
  ['POST', '/api/compartments/child/visits/1/steps', 201, true],
  ['GET', '/r/abc', 200, false],
  ['POST', '/r/abc', 404, false],
  ['POST', '/en/search', 200, false],
  ['POST', '/api/desk/ops', 200, false],
])('%s %s with %i: %s', (method, url, status, expected) => {
  expect(changesTheDesk(method, url, status)).toBe(expected);
});
