import { describe, expect, test } from 'vitest';
import { queryOf } from './find.ts';

const index = {
  places: (text: string) =>
    text === 'Old Harbour' ? [{ id: 1, name: 'Old Harbour', lat: 39, lon: -21 }] : [],
};
const plain = { papers: true, travelMoney: true, lang: 'en', limit: 10 };
const query = (options: object, words: string[] = []) =>
  queryOf(index, words, { ...plain, ...options }, 1_000);

describe('the finder’s question from the command line', () => {
  test('words, place, and what stands in the way', () => {
    expect(
      query(
        {
          near: 'Old Harbour',
          papers: false,
          travelMoney: false,
          free: true,
          provider: 'woman',
          speaks: ['ti'],
        },
        ['a', 'doctor'],
      ),
    ).toEqual({
      now: 1_000,
      lang: 'en',
      needs: [],
      limit: 10,
      text: 'a doctor',
      place: { lat: 39, lon: -21 },
      papers: 'none',
      noTravelMoney: true,
      free: true,
      providerSex: 'woman',
      languages: ['ti'],
    });
  });
  test('hours past midnight run into the next day', () => {
    expect(query({ open: '22:00-06:00' }).time).toEqual({
      kind: 'window',
      days: 127,
      from: 1_320,
      to: 1_800,
    });
    expect(query({ open: 'tonight' }).time).toEqual({ kind: 'tonight' });
  });
  test('a position may be given as numbers', () => {
    expect(query({ near: '39.5, -21.25' }).place).toEqual({ lat: 39.5, lon: -21.25 });
  });
  test.each([
    [{ near: 'Nowhere' }, 'near'],
    [{ need: ['cake'] }, 'need'],
    [{ open: 'later' }, 'open'],
  ])('%j is refused by name', (options, field) => {
    expect(() => query(options)).toThrowError(expect.objectContaining({ field }));
  });
});
