import { expect, test } from 'vitest';
import { loadLanguages } from './catalogues.ts';
import { distanceText } from './dates.ts';

const arabicOf = (country?: string) => {
  const spoken = loadLanguages(country).find('ar');
  if (!spoken) throw new Error('there is no Arabic catalogue');
  return spoken.words;
};

test('the country of the deployment decides the digits of Arabic', () => {
  expect(distanceText(arabicOf(), 1300)).toContain('١٫٣');
  expect(distanceText(arabicOf('EG'), 1300)).toContain('١٫٣');
  expect(distanceText(arabicOf('MA'), 1300)).toContain('1,3');
  expect(distanceText(arabicOf('AE'), 1300)).toContain('1.3');
  expect(arabicOf('MA').number(2026)).toBe('2026');
});

test('numbers that stand in the texts follow it too', () => {
  const maghreb = arabicOf('DZ');
  const levant = arabicOf('LB');
  const withNumber = 'offline.old';
  expect(levant.text(withNumber)).toMatch(/[٠-٩]/);
  const { offered } = loadLanguages('DZ');
  const catalogue = offered.find(({ language }) => language.code === 'ar')?.catalogue;
  expect(JSON.stringify(catalogue)).not.toMatch(/[٠-٩]/);
  expect(maghreb.text(withNumber)).toMatch(/[0-9]/);
});

test('no other language changes with the country', () => {
  for (const { language } of loadLanguages('MA').offered) {
    const elsewhere = loadLanguages().find(language.code)?.language;
    if (language.code !== 'ar') expect(language).toEqual(elsewhere);
  }
});
