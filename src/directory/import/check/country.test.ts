import { expect, test } from 'vitest';
import { countryCode, countryOfState } from './country.ts';

test.each([
  ['JO', 'JO'],
  ['jo', 'JO'],
  ['UK', 'GB'],
  ['Jordan', 'JO'],
  ['الأردن', 'JO'],
  ['Allemagne', 'DE'],
  ['usa', 'US'],
])('%s is %s', (text, code) => {
  expect(countryCode(text)).toBe(code);
});

test('codes that ISO 3166-1 leaves to users are taken: the demonstration country is one', () => {
  expect(countryCode('XW')).toBe('XW');
  expect(countryCode('qm')).toBe('QM');
});

test.each(['EU', 'J0', 'Nowhere', '', 'QL'])('%j is no country', (text) => {
  expect(countryCode(text)).toBeUndefined();
});

test('a state and its ZIP code say the country', () => {
  expect(countryOfState('FL', '33157')).toBe('US');
  expect(countryOfState('FL', 'abc')).toBeUndefined();
});
