import { afterEach, expect, test } from 'vitest';
import { makeWorld } from '../../checks/names/corpus.ts';
import type { CircleChange } from './circle-jobs.ts';
import { type CircleThread, openCircleThread } from './circle-thread.ts';
import { Circle } from './name-circle.ts';
import { skeleton } from './name-sketch.ts';
import { packRecord } from './name-record.ts';

const world = makeWorld(61, 'tuning', { people: 40, returning: 12, fresh: 0 }, 'often');
const here = { number: 1, name: 'here' };
let lost = 0;
let thread: CircleThread;
const open = (): CircleThread => (thread = openCircleThread(() => lost++));
afterEach(async () => {
  await thread.close();
  lost = 0;
});

const changes = (): CircleChange[] =>
  world.pool.map(({ subject, visit: { name, birthYear } }) => {
    const record = { sketch: skeleton(name), ...(birthYear ? { birthYear } : {}) };
    return { subject, record: Uint8Array.from(packRecord(record)) };
  });
const query = (name: string) => ({ query: { name }, most: 5 });

test('a circle in the thread says what the same circle says here, whoever came and went', async () => {
  const { ask } = open();
  const circle = new Circle();
  for (const { subject, visit } of world.pool) {
    const { birthYear } = visit;
    const year = birthYear ? { birthYear } : {};
    circle.add({ subject, sketch: skeleton(visit.name), ageBand: 'unknown', ...year });
  }
  let untold = changes();
  let found = 0;
  for (const [at, { visit }] of world.returning.entries()) {
    const similar = await ask(here, { changes: untold, ...query(visit.name) });
    expect(similar).toEqual(circle.similar({ name: visit.name }));
    found += similar.length;
    const gone = world.pool[at]?.subject ?? '';
    untold = [{ subject: gone }];
    circle.remove(gone);
  }
  expect(found).toBeGreaterThan(5);
  const elsewhere = { number: 2, name: 'elsewhere' };
  const [somebody] = world.pool;
  expect(await ask(elsewhere, { changes: [], ...query(somebody?.visit.name ?? '') })).toEqual([]);
});

test('what waits when the thread is lost is to be tried again, and the next question has a new thread', async () => {
  const { ask, drop } = open();
  const [{ subject, visit } = { subject: '', visit: { name: '' } }] = world.pool;
  expect(await ask(here, { changes: changes(), ...query(visit.name) })).not.toEqual([]);
  const waits = ask(here, { changes: [], ...query(visit.name) });
  // What no job looks like ends the thread.
  drop(undefined as never);
  const late = ask(here, { changes: [], ...query(visit.name) });
  expect(await waits).not.toEqual([]);
  await expect(late).rejects.toMatchObject({ code: 'busy_try_again' });
  expect(lost).toBe(1);
  expect(await ask(here, { changes: [], ...query(visit.name) })).toEqual([]);
  const again = await ask(
    { number: 3, name: 'here' },
    { changes: changes(), ...query(visit.name) },
  );
  expect(again.map((one) => one.subject)).toContain(subject);
});

test('what cannot be compared is an error of that question alone', async () => {
  const { ask } = open();
  const [{ visit } = { visit: { name: '' } }] = world.pool;
  await expect(
    ask(here, { changes: [], query: { name: undefined as never }, most: 5 }),
  ).rejects.toThrow('Names could not be compared');
  expect(await ask(here, { changes: changes(), ...query(visit.name) })).not.toEqual([]);
  expect(lost).toBe(0);
});
