import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBatch } from './batch.ts';

test('whatever is asked when, everybody gets the answers to her own asks, and one batch runs at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ asks: fc.array(fc.nat(), { maxLength: 5 }), later: fc.boolean() })),
      fc.integer({ min: 1, max: 6 }),
      async (callers, most) => {
        let running = 0;
        const batch = openBatch(async (asks: readonly number[]) => {
          expect(++running).toBe(1);
          await turn();
          running--;
          return asks.map((n) => n * 2);
        }, most);
        const answers = [];
        for (const { asks, later } of callers) {
          if (later) await turn();
          answers.push(batch(asks));
        }
        expect(await Promise.all(answers)).toEqual(
          callers.map(({ asks }) => asks.map((n) => n * 2)),
        );
      },
    ),
  );
});

test('who asks in the same turn shares one batch; who asks while it runs shares the next', async () => {
  const sizes: number[] = [];
  let release = (): void => {};
  const batch = openBatch((asks: readonly string[]) => {
    sizes.push(asks.length);
    return new Promise<string[]>((done) => {
      release = () => done([...asks]);
    });
  });
  const first = Promise.all(['a', 'b', 'c'].map((ask) => batch([ask])));
  await turn();
  const second = Promise.all(['d', 'e'].map((ask) => batch([ask])));
  await turn();
  expect(sizes).toEqual([3]);
  release();
  expect(await first).toEqual([['a'], ['b'], ['c']]);
  await turn();
  expect(sizes).toEqual([3, 2]);
  release();
  expect(await second).toEqual([['d'], ['e']]);
});

test('nobody is answered before the work is done, and its failure is everybody’s in that batch alone', async () => {
  let answered = 0;
  let fail: (error: Error) => void = () => {};
  let runs = 0;
  const batch = openBatch(
    (asks: readonly number[]) =>
      runs++ === 0
        ? new Promise<number[]>((_, broken) => {
            fail = broken;
          })
        : Promise.resolve([...asks]),
    2,
  );
  const four = [1, 2, 3, 4].map((n) => batch([n]).finally(() => answered++));
  await turn();
  await turn();
  expect(answered).toBe(0);
  fail(new Error('the disk is full'));
  expect((await Promise.allSettled(four)).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(await batch([5])).toEqual([5]);
});
