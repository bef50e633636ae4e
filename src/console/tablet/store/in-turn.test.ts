import { expect, test } from 'vitest';
import { oneAtATime } from './in-turn.ts';

test('a round that somebody asks for is one for her, whoever else asked for the one after this before', async () => {
  const rounds: boolean[] = [];
  const ask = oneAtATime(async (force) => {
    rounds.push(force);
    await new Promise((done) => setTimeout(done, 5));
  });
  await Promise.all([ask(false), ask(false), ask(true), ask(false)]);
  expect(rounds).toEqual([false, true]);
  await Promise.all([ask(true), ask(false)]);
  expect(rounds).toEqual([false, true, true, false]);
});
