import { expect, test } from 'vitest';
import { placeName } from './places.ts';

const town = (names: Record<string, string[]>) => ({ id: 1, names, lat: 0, lon: 0 });

test('a place without a name in her language is called in letters that she reads first', () => {
  const both = town({ ar: ['الميناء'], en: ['Harbour'] });
  expect(placeName(both, 'ar')).toBe('الميناء');
  expect(placeName(both, 'my')).toBe('Harbour');
  expect(placeName(both, 'pl')).toBe('Harbour');
  expect(placeName(both, 'fa-AF')).toBe('الميناء');
  expect(placeName(both, 'ur')).toBe('الميناء');
  expect(placeName(town({ en: ['Harbour'] }), 'ur')).toBe('Harbour');
  expect(placeName(town({ el: ['Λιμάνι'] }), 'my')).toBe('Λιμάνι');
  expect(placeName(town({}), 'my')).toBe('');
});
