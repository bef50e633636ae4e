import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../http/problem.ts';
import {
  type Asked,
  askedFields,
  finderQuery,
  isPrivate,
  listPath,
  MUSTS,
  readAsked,
  WHENS,
} from './asked.ts';
import { NOW, ZONE } from './testing.ts';
import { withoutWish } from './wishes.ts';

const SURROUNDINGS = { now: NOW, lang: 'en', zone: ZONE, limit: 20 };

function errorsOf(fields: Record<string, unknown>): string[] {
  try {
    readAsked(fields);
    return [];
  } catch (error) {
    if (error instanceof Problem) return error.errors.map(({ field }) => field);
    throw error;
  }
}

describe('a question', () => {
  test('survives its way through hidden fields', () => {
    const some = fc.record<Asked>(
      {
        need: fc.constantFrom('health', 'food.meal'),
        text: fc
          .string({ minLength: 1, maxLength: 120 })
          .filter((text) => text.trim() === text && text !== ''),
        place: fc.integer({ min: 1, max: 1e8 }),
        position: fc.record({
          lat: fc.integer({ min: -90, max: 90 }),
          lon: fc.integer({ min: -180, max: 180 }),
        }),
        when: fc.constantFrom(...WHENS),
        speak: fc.uniqueArray(fc.constantFrom('ar', 'fa', 'ti', 'rhg'), { maxLength: 4 }),
        must: fc.uniqueArray(fc.constantFrom(...MUSTS)),
        after: fc.integer({ min: 10, max: 1e8 }).map(String),
      },
      { requiredKeys: ['speak', 'must'] },
    );
    fc.assert(
      fc.property(some, (asked) => {
        const fields: Record<string, string[]> = {};
        for (const [name, value] of askedFields(asked)) (fields[name] ??= []).push(value);
        expect(readAsked(fields)).toEqual(asked);
      }),
    );
  });

  test('names each field that is wrong', () => {
    expect(errorsOf({ need: 'gold' })).toEqual(['need']);
    expect(errorsOf({ q: 'x'.repeat(121) })).toEqual(['q']);
    expect(errorsOf({ place: 'here', when: 'later', must: 'money', speak: '<b>' })).toEqual([
      'place',
      'when',
      'speak',
      'must',
    ]);
    expect(errorsOf({ lat: '91', lon: '0' })).toEqual(['lat']);
    expect(errorsOf({ lat: 'north', lon: 'x' })).toEqual(['lat']);
    expect(errorsOf({ q: ['a', 'b'] })).toEqual(['q']);
    expect(errorsOf({ speak: Array.from({ length: 21 }, () => 'ar') })).toEqual(['must']);
    expect(errorsOf({ after: "1' or 1" })).toEqual(['after']);
    expect(errorsOf({ need: 'any', when: 'any', place: '', unknown: 'x' })).toEqual([]);
  });

  test('takes place numbers in any digits', () => {
    expect(readAsked({ place: '١٢' }).place).toBe(12);
  });

  test('keeps everything but need and place out of addresses', () => {
    const asked: Asked = {
      need: 'health',
      place: 3,
      text: 'secret',
      position: { lat: 1, lon: 2 },
      when: 'night',
      speak: ['ti'],
      must: ['papers'],
      after: '1010',
    };
    expect(listPath(asked)).toBe('/find/health/places?place=3');
    expect(isPrivate(asked)).toBe(true);
    expect(isPrivate({ need: 'health', place: 3, speak: [], must: [] })).toBe(false);
  });

  test('becomes the finder’s question, wish by wish', () => {
    const asked: Asked = {
      need: 'health',
      place: 3,
      speak: ['ti'],
      must: [...MUSTS],
      when: 'evening',
    };
    expect(finderQuery(asked, SURROUNDINGS)).toEqual({
      now: NOW,
      lang: 'en',
      limit: 20,
      needs: ['health'],
      place: { placeId: 3 },
      languages: ['ti'],
      papers: 'none',
      free: true,
      notReported: true,
      providerSex: 'woman',
      stepFree: true,
      childSpace: true,
      minorAlone: true,
      noTravelMoney: true,
      time: { kind: 'window', days: 127, from: 1020, to: 1440 },
    });
    // Thursday, 18:30 on the wall of the zone.
    expect(finderQuery({ speak: [], must: [], when: 'today' }, SURROUNDINGS).time).toEqual({
      kind: 'window',
      days: 8,
      from: 1110,
      to: 1440,
    });
    expect(
      finderQuery({ speak: [], must: [], position: { lat: 1, lon: 2 }, place: 3 }, SURROUNDINGS)
        .place,
    ).toEqual({ lat: 1, lon: 2 });
  });

  test('loses exactly one wish', () => {
    const asked: Asked = { need: 'health', speak: ['ti'], must: ['papers', 'free'], when: 'now' };
    expect(withoutWish(asked, 'papers')).toEqual({ ...asked, must: ['free'] });
    expect(withoutWish(asked, 'language')).toEqual({ ...asked, speak: [] });
    expect(withoutWish(asked, 'time')).toEqual({
      need: 'health',
      speak: ['ti'],
      must: ['papers', 'free'],
    });
  });
});
