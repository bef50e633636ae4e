import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeTerms } from './index.ts';

describe('words that hurt', () => {
  test.each([
    ['en', 'The centre also helps illegal immigrants with food.'],
    ['en', 'We do not serve i\u200bllegals here'],
    ['fr', 'Un repas pour les migrants clandestins'],
    ['es', 'Ayuda para inmigrantes ilegales'],
    ['ar', 'مساعدة المهاجرين غير الشرعيين'],
    ['fa', 'کمک به مهاجران غیرقانونی'],
    ['ti', 'ሓገዝ ንዘይሕጋዊ ስደተኛ'],
    ['de', 'Hilfe für illegale Einwanderer'],
    ['pt', 'Apoio a imigrantes ilegais'],
    ['tr', 'Kaçak göçmenlere yardım'],
    ['ru', 'Помощь нелегальным мигрантам'],
    ['uk', 'Допомога нелегальним мігрантам'],
    ['ur', 'غیر قانونی تارکین وطن کی مدد'],
  ])('%s: said of people it stops, and other words are offered: %s', (language, text) => {
    const stops = judgeTerms(text).filter((one) => one.stops);
    expect(stops.map((one) => one.language)).toContain(language);
    for (const one of stops) {
      expect(one.alternatives.length).toBeGreaterThan(0);
      expect(text.slice(one.from, one.to).trim()).not.toBe('');
    }
  });

  test.each([
    'Illegal dumping is forbidden in the yard.',
    'It is illegal to refuse emergency care.',
    'An illegal eviction: what you can do',
    'People in an irregular situation are welcome.',
    'He said: “illegal immigrants are not welcome”. That hurts, and we say why.',
    'Heat wave: migrants and neighbours meet at the pool',
    'El despido ilegal de trabajadores',
    'صحة المهاجرين',
  ])('says nothing about: %s', (text) => {
    expect(judgeTerms(text)).toEqual([]);
  });

  test('words that dehumanise are advice with other words', () => {
    const [found] = judgeTerms('A wave of migrants reached the town.');
    expect(found).toMatchObject({ stops: false, why: 'flood' });
  });

  test('our own public words are respectful', () => {
    const locales = join(import.meta.dirname, '../../../locales');
    for (const code of readdirSync(locales).filter((name) => name.length === 2)) {
      const texts = JSON.parse(readFileSync(join(locales, code, 'site.json'), 'utf8')) as Record<
        string,
        string
      >;
      for (const [id, text] of Object.entries(texts))
        expect(judgeTerms(text), `${code} ${id}`).toEqual([]);
    }
  });
});
