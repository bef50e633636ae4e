/** The demonstration country, asked in nine languages as people type. Prints what docs/benchmarks.md records. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase } from '../../src/database/testing.ts';
import type { Pack } from '../../src/finder/index.ts';
import { loadNeedReader } from '../../src/languages/need-reader.ts';
import { demonstrationPack, NOW } from './demonstration.ts';
import { asked, type Exam, type Lang, LANGUAGES, scoreLanguage } from './score.ts';

/**
 * What is reached, rounded down. The goal on the held-out half is 0.95 (chapter 10, section 8, number 7) in ar, fa, ti, am,
 * my and km: all meet it. A change that finds less fails, one that finds more raises these. Questions whose answers were
 * looked at move to the tuning half. The held-out half was written on 22 November 2026, most of it (`<lang>-2.txt`) by an
 * author who had seen neither words nor taught questions; no word and no question was added from it.
 */
const REACHED: Readonly<Record<Exam, Readonly<Record<Lang, { recall: number; wrong: number }>>>> = {
  tuning: {
    en: { recall: 0.98, wrong: 0.02 },
    fr: { recall: 0.98, wrong: 0.02 },
    es: { recall: 0.98, wrong: 0.02 },
    ar: { recall: 0.98, wrong: 0.03 },
    fa: { recall: 0.98, wrong: 0.02 },
    ti: { recall: 0.98, wrong: 0.02 },
    am: { recall: 0.98, wrong: 0.02 },
    my: { recall: 0.98, wrong: 0.02 },
    km: { recall: 0.98, wrong: 0.02 },
  },
  'held-out': {
    en: { recall: 0.8, wrong: 0.09 },
    fr: { recall: 0.92, wrong: 0.03 },
    es: { recall: 0.92, wrong: 0.07 },
    ar: { recall: 0.95, wrong: 0.02 },
    fa: { recall: 0.95, wrong: 0.05 },
    ti: { recall: 0.95, wrong: 0.03 },
    am: { recall: 0.95, wrong: 0.02 },
    my: { recall: 0.95, wrong: 0.02 },
    km: { recall: 0.97, wrong: 0.03 },
  },
};

describe('words as people type them', () => {
  let database: Database;
  let pack: Pack;
  beforeAll(async () => {
    database = await freshDatabase();
    pack = { ...(await demonstrationPack(database)), secondReader: loadNeedReader() };
  }, 300_000);
  afterAll(() => database.close());

  it.each<Exam>(['tuning', 'held-out'])('find what they mean: %s', (half) => {
    const scores = LANGUAGES.map((lang) => [lang, scoreLanguage(pack, half, lang, NOW)] as const);
    const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
    const lines = scores.map(
      ([lang, { questions, recall, wrong, wrongGuesses }]) =>
        `| ${half} | ${lang} | ${questions} | ${percent(recall)} | ${percent(wrong)} | ${percent(wrongGuesses)} |`,
    );
    console.info(lines.join('\n'));
    if (process.env['SHOW_MISSED'] !== undefined) {
      for (const [lang, { missed }] of scores) {
        for (const { text, needs, recall, wrong, wrongGuesses } of missed)
          console.info(
            lang,
            recall.toFixed(1),
            needs.join(' '),
            '|',
            text,
            '|',
            wrong.join(' '),
            '?',
            wrongGuesses.join(' '),
          );
      }
    }
    for (const [lang, { recall, wrong }] of scores) {
      const reached = REACHED[half][lang];
      expect(recall, `${lang}: recall@10`).toBeGreaterThanOrEqual(reached.recall);
      expect(wrong, `${lang}: wrong needs`).toBeLessThanOrEqual(reached.wrong);
    }
  });

  it.each(LANGUAGES)('are at least thirty in each half and say no question twice: %s', (lang) => {
    const halves = (['tuning', 'held-out'] as const).map((half) => asked(half, lang));
    for (const half of halves) expect(half.length).toBeGreaterThanOrEqual(30);
    const texts = halves.flat().map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
