/** The pages of referrals speak every language of the public pages, with the digits of the deployment. */
import { describe, expect, test } from 'vitest';
import { loadLanguages } from '../languages/catalogues.ts';
import { referralWords } from './words.ts';

describe('words of the pages of referrals', () => {
  const languages = loadLanguages();
  const words = referralWords(languages);

  test('are said in every language on offer, in none by English words', () => {
    const english = words.get('en')?.text('referral.own_none');
    expect(english).toBeDefined();
    for (const { language } of languages.offered) {
      const own = words.get(language.code)?.text('referral.own_none');
      if (language.code !== 'en') expect(own, language.code).not.toBe(english);
    }
  });

  test('have the digits of the country: Arabic 280 in the west, ٢٨٠ elsewhere', () => {
    const said = (country?: string): string =>
      referralWords(loadLanguages(country)).get('ar')?.text('referral.fault_words') ?? '';
    expect(said()).toContain('٢٨٠');
    expect(said('MA')).toContain('280');
    expect(said('MA')).not.toContain('٢٨٠');
  });
});
