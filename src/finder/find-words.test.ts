import { describe, expect, it } from 'vitest';
import { findServices } from './find.ts';
import { codes, find, kitchen } from './kitchen.ts';
import { buildPack, findPlaces } from './pack.ts';
import type { FinderQuery } from './query.ts';
import { TEST_LABELS, TEST_NOW } from './testing.ts';

const OPTIONS = { now: TEST_NOW, territory: 'test', labels: TEST_LABELS };

describe('texts', () => {
  const records = [
    kitchen({
      code: '13',
      texts: [{ lang: 'ar', name: 'مركز الصحة', about: '', body: '' }],
      needs: [],
    }),
    kitchen({
      code: '26',
      texts: [{ lang: 'en', name: 'Riverside surgery', about: '', body: '' }],
      needs: ['health.doctor'],
    }),
    kitchen({
      code: '39',
      texts: [
        {
          lang: 'en',
          name: 'Riverside kitchen',
          about: 'by the river',
          body: 'Meals near the surgery',
        },
      ],
    }),
    kitchen({ code: '41', texts: [{ lang: 'en', name: 'Zebra', about: '', body: 'A table' }] }),
  ];

  it('an Arabic title is found with and without its article', () => {
    expect(codes(find(records, { text: 'الصحة' }))).toEqual(['fits 13']);
    expect(codes(find(records, { text: 'صحة', lang: 'ar' }))).toEqual(['fits 13']);
  });

  it('what a need is called in one language finds records that exist only in another', () => {
    const answer = find(records, { text: 'médico', lang: 'es' });
    expect(answer.understoodNeeds).toEqual(['health.doctor']);
    expect(codes(answer)).toEqual(['fits 26']);
  });

  it('a misspelt need is asked back, never said to be understood, and its services are found', () => {
    const answer = find(records, { text: 'docter' });
    expect(answer.understoodNeeds).toEqual([]);
    expect(answer.guessedNeeds).toEqual(['health.doctor']);
    expect(codes(answer)).toEqual(['fits 26']);
    expect(find(records, { text: 'doctor' })).not.toHaveProperty('guessedNeeds');
  });

  it('a word that stands in a record is not taken for another', () => {
    const meat = kitchen({
      code: '54',
      texts: [{ lang: 'en', name: 'Mealy', about: '', body: '' }],
    });
    const answer = find([...records, meat], { text: 'mealy' });
    expect(answer.understoodNeeds).toEqual([]);
    expect(answer).not.toHaveProperty('guessedNeeds');
    expect(codes(answer)).toEqual(['fits 54']);
  });

  it('words that go with every question neither find nor hide anything', () => {
    expect(codes(find(records, { text: 'where is the surgery please' }))).toEqual([
      'fits 26',
      'fits 39',
    ]);
    expect(codes(find(records, { text: 'I need a doctor near me' }))).toEqual(['fits 26']);
    expect(codes(find(records, { text: 'the' }))).toEqual(['fits 39']);
  });

  it('all words in the name come first, then all words, then some', () => {
    expect(codes(find(records, { text: 'riverside surgery' }))).toEqual(['fits 26', 'fits 39']);
    expect(codes(find(records, { text: 'riverside kitchen' }))).toEqual(['fits 39', 'fits 26']);
  });

  it('a misspelt name is found', () => {
    expect(codes(find(records, { text: 'rivrside zzz' }))).toHaveLength(2);
  });

  it('nothing found offers needs with near names, and never all records', () => {
    const answer = find(records, { text: 'lowyar' });
    expect(answer.items).toEqual([]);
    expect(answer.closeNeeds).toContain('law.advice');
    expect(find(records, { text: '??!' })).toMatchObject({ items: [], counts: { fits: 0 } });
  });

  it('a blank text is no text', () => {
    expect(find(records, { text: '  ' }).items).toHaveLength(4);
  });

  it('a question after a text is not disturbed by it', () => {
    const pack = buildPack(records, OPTIONS);
    const plain: FinderQuery = { now: TEST_NOW, lang: 'en', needs: [], text: 'zebra' };
    const alone = findServices(pack, plain);
    findServices(pack, { ...plain, text: 'riverside surgery doctor' });
    expect(findServices(pack, plain)).toEqual(alone);
  });
});

describe('places', () => {
  const pack = buildPack([], {
    ...OPTIONS,
    places: [
      { id: 4, names: { en: 'Bridgeford', ar: 'جسر' }, lat: 50, lon: 8, population: 9_000 },
      {
        id: 5,
        names: { en: ['Bridgewater', 'Water Bridge'] },
        lat: 51,
        lon: 9,
        population: 80_000,
      },
      { id: 6, names: { en: 'Bridge' }, lat: 52, lon: 7 },
    ],
  });

  it('are found by their very name first, then by how they begin, the larger first', () => {
    expect(findPlaces(pack, 'bridge', 'en').map(({ id }) => id)).toEqual([6, 5, 4]);
  });

  it('are found in any language and spelling, and named in the asker’s', () => {
    expect(findPlaces(pack, 'water bridge', 'ar')).toEqual([
      { id: 5, name: 'Bridgewater', lat: 51, lon: 9 },
    ]);
    expect(findPlaces(pack, 'Bridgford', 'ar')).toEqual([{ id: 4, name: 'جسر', lat: 50, lon: 8 }]);
  });

  it('are not found by nothing', () => {
    expect(findPlaces(pack, ' ', 'en')).toEqual([]);
    expect(findPlaces(pack, 'qqqqqqqq', 'en')).toEqual([]);
  });
});
