import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { type GazetteerEntry, loadGazetteer } from './load.ts';
import { readPlaceBook } from './place-book.ts';

let database: Database;
const at = { country: 'XW', lat: 39, lon: -21 };
const places: GazetteerEntry[] = [
  { ...at, code: 'XW', kind: 'country', names: { en: ['Selmora'] } },
  { ...at, code: 'XW01', kind: 'region', parent: 'XW', names: { en: ['North'], ar: ['الشمال'] } },
  {
    ...at,
    code: 'A',
    kind: 'town',
    parent: 'XW01',
    names: { en: ['Red Hill', 'Redhill'], ar: ['التل الأحمر'] },
    population: 900,
  },
  {
    ...at,
    code: 'B',
    kind: 'town',
    parent: 'XW',
    names: { en: ['Old Harbour'] },
    population: 20_000,
  },
  { ...at, code: 'C', kind: 'stop', parent: 'B', names: { en: ['Ferry'] }, population: 99_000 },
];
beforeAll(async () => {
  database = await freshDatabase();
  await loadGazetteer(database, places);
});
afterAll(() => database.close());

test('the largest towns come first, named in the reader’s language where there is one', async () => {
  const book = await readPlaceBook(database);
  expect(
    book.larger('ar', 5).map(({ name, within }) => [name.text, name.lang, within?.text]),
  ).toEqual([
    ['Old Harbour', 'en', undefined],
    ['التل الأحمر', 'ar', 'الشمال'],
  ]);
  expect(book.larger('en', 1)).toHaveLength(1);
});

test('a place is found by its number, and an unknown number is nobody', async () => {
  const book = await readPlaceBook(database);
  const [first] = book.larger('en', 1);
  expect(book.place(first?.id ?? 0, 'en')?.name.text).toBe('Old Harbour');
  expect(book.place(999_999, 'en')).toBeUndefined();
});
