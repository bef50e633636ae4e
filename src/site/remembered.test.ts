import { expect, test } from 'vitest';
import type { Listing } from '../directory/listing.ts';
import { withRememberedListings } from './remembered.ts';
import { LISTINGS, smallHouse } from './testing.ts';

const CODES = LISTINGS.slice(0, 4).map(({ code }) => code);

function counted() {
  const house = smallHouse();
  const state = { asked: [] as string[], generation: {} as unknown, now: house.now() };
  const remembered = withRememberedListings({
    ...house,
    now: () => state.now,
    generation: () => state.generation,
    listings: async (codes, lang) => {
      state.asked.push(...codes);
      return house.listings(codes, lang);
    },
  });
  const codesOf = (listings: readonly Listing[]): string[] => listings.map(({ code }) => code);
  return {
    state,
    ask: async (codes: readonly string[], lang = 'en') =>
      codesOf(await remembered.listings(codes, lang)),
  };
}

test('each listing is read once while nothing changes, in the order asked, without those that are not there', async () => {
  const { state, ask } = counted();
  expect(await ask(CODES)).toEqual(CODES);
  expect(await ask([...CODES].reverse())).toEqual([...CODES].reverse());
  expect(state.asked).toEqual(CODES);
  expect(await ask([CODES[1] ?? '', '999'])).toEqual([CODES[1]]);
  expect(await ask(CODES, 'ar')).toEqual(CODES);
  expect(state.asked).toEqual([...CODES, '999', ...CODES]);
});

test('a change or a new minute brings fresh ones', async () => {
  const { state, ask } = counted();
  await ask(CODES);
  state.generation = {};
  await ask(CODES);
  expect(state.asked.length).toBe(8);
  state.now += 60_000;
  await ask(CODES);
  expect(state.asked.length).toBe(12);
});

test('what was asked for while the data changed is answered and not kept', async () => {
  const { state, ask } = counted();
  const first = ask(CODES);
  state.generation = {};
  const second = ask(CODES);
  expect(await first).toEqual(CODES);
  expect(await second).toEqual(CODES);
  await ask(CODES);
  expect(state.asked.length).toBe(8);
});

test('what was remembered before a change is not lost to a page that is being made', async () => {
  const { state, ask } = counted();
  await ask(CODES.slice(0, 2));
  const first = ask(CODES);
  state.generation = {};
  const second = ask(CODES.slice(2));
  expect(await first).toEqual(CODES);
  expect(await second).toEqual(CODES.slice(2));
});

test('counts are read once for all languages, and anew after an answer or ten minutes', async () => {
  const house = smallHouse();
  const state = { reads: 0, generation: 1, now: house.now() };
  const remembered = withRememberedListings({
    ...house,
    now: () => state.now,
    generation: () => state.generation,
    feedbackCounts: async () => ({ got_it: ++state.reads }),
  });
  const count = async () => (await remembered.feedbackCounts(CODES[0] ?? '')).got_it;
  expect([await count(), await count()]).toEqual([1, 1]);
  await remembered.recordFeedback({ id: 'one', code: CODES[0] ?? '', outcome: 'got_it' });
  expect(await count()).toBe(2);
  // A change of the data is none of the answers.
  state.generation++;
  expect(await count()).toBe(2);
  state.now += 10 * 60_000;
  expect([await count(), await count()]).toEqual([3, 3]);
});

test('counts that could not be read are asked for again', async () => {
  const house = smallHouse();
  let away = true;
  const remembered = withRememberedListings({
    ...house,
    generation: () => 1,
    feedbackCounts: () =>
      away ? Promise.reject(new Error('away')) : Promise.resolve({ got_it: 12 }),
  });
  await expect(remembered.feedbackCounts('1')).rejects.toThrow('away');
  away = false;
  expect(await remembered.feedbackCounts('1')).toEqual({ got_it: 12 });
});

test('a house that cannot say when its data change is left alone', () => {
  const house = smallHouse();
  expect(withRememberedListings(house)).toBe(house);
});
