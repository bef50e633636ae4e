import { brotliDecompressSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { KeptAnswers } from './kept-answers.ts';

test('the same question within a second is answered by one reading, a second later by a new one', async () => {
  const kept = new KeptAnswers();
  const make = vi.fn(async () => 'answer');
  expect(await kept.answer('a', 'identity', 0, make)).toBe('answer');
  const packed = await kept.answer('a', 'br', 999, make);
  expect(brotliDecompressSync(packed as Buffer).toString()).toBe('answer');
  expect(make).toHaveBeenCalledTimes(1);
  await kept.answer('a', 'identity', 1_000, make);
  await kept.answer('b', 'identity', 1_000, make);
  expect(make).toHaveBeenCalledTimes(3);
});

test('a failure is told to those who waited and to nobody after them', async () => {
  const kept = new KeptAnswers();
  await expect(kept.answer('a', 'br', 0, () => Promise.reject(new Error('away')))).rejects.toThrow(
    'away',
  );
  expect(await kept.answer('a', 'identity', 1, async () => 'back')).toBe('back');
});

test('many different questions do not fill the memory', async () => {
  const kept = new KeptAnswers();
  const make = vi.fn(async () => 'x');
  for (let n = 0; n < 300; n++) await kept.answer(String(n), 'identity', 0, make);
  await kept.answer('0', 'identity', 0, make);
  await kept.answer('299', 'identity', 0, make);
  expect(make).toHaveBeenCalledTimes(301);
});
