/** The short form of `run.ts`: every form in the languages whose turn it is today; all of them in eleven days. */
import { describe, expect, test } from 'vitest';
import { paperWords } from '../../src/channels/print/index.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { isItsTurn } from '../turns.ts';
import { checkJobs } from './jobs.ts';
import { judge } from './judge.ts';
import { TEXTS } from './texts.ts';

const TURNS = 11;
const wordsOf = paperWords(loadLanguages());
const today = Object.keys(TEXTS).filter((_, at) => isItsTurn(at, TURNS));

describe('prints read back as they were written', () => {
  test.each(today)('every form in %s', (lang) => {
    const words = wordsOf(lang);
    if (!words) throw new Error(`"${lang}" is not a known language.`);
    for (const [name, job] of Object.entries(checkJobs(lang, words)))
      expect({ name, wrong: judge(job).wrong }).toEqual({ name, wrong: [] });
  });

  test('the judge sees a letter that is missing from the text of a print', () => {
    const words = wordsOf('en');
    if (!words) throw new Error('English is missing.');
    const { leaflet } = checkJobs('en', words);
    if (leaflet?.form !== 'leaflet') throw new Error('The leaflet is missing.');
    const cut = { ...leaflet, paper: { ...leaflet.paper, question: '' } };
    expect(judge(cut).wrong).toContain('there is not exactly one main heading');
  });
});
