/** Real hours that nobody here wrote, from a folder beside the repository; skipped where it is absent. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseHours } from './index.ts';

const folder = new URL('../../../../shared/data/services-en-ar/', import.meta.url);

type Feature = { id: number; properties: Record<string, unknown> };
type Hours = { id: number; days: string; opens: string; closes: string };

/** The columns are numbered in both languages: 7 days, 8 opening, 9 closing. */
function readHours(lang: 'en' | 'ar'): Hours[] {
  const parsed: unknown = JSON.parse(
    readFileSync(new URL(`services.${lang}.json`, folder), 'utf8'),
  );
  const features = (
    Array.isArray(parsed) ? parsed : (parsed as { features: Feature[] }).features
  ) as Feature[];
  return features.map(({ id, properties }) => {
    const value = (number: string): string => {
      const found = Object.entries(properties).find(([key]) => key.startsWith(`${number}.`))?.[1];
      return found && typeof found === 'object' ? (Object.keys(found)[0] ?? '') : '';
    };
    return { id, days: value('7'), opens: value('8'), closes: value('9') };
  });
}

describe.skipIf(!existsSync(folder))('the hours of 292 services in two languages', () => {
  const complete = ({ days, opens, closes }: Hours): boolean =>
    days !== '' && closes !== '' && /\d/.test(opens);
  const text = ({ days, opens, closes }: Hours): string => `${days} ${opens} - ${closes}`;

  it.each(['en', 'ar'] as const)(
    'are all read in %s when days, opening and closing are given',
    (lang) => {
      const services = readHours(lang);
      expect(services).toHaveLength(292);
      const whole = services.filter(complete);
      expect(whole.length).toBeGreaterThan(150);
      for (const service of whole)
        expect(parseHours(text(service), lang), text(service)).toBeDefined();
    },
  );

  it('mean the same in both languages', () => {
    const arabic = new Map(readHours('ar').map((service) => [service.id, service]));
    for (const service of readHours('en').filter(complete)) {
      const other = arabic.get(service.id);
      expect(other).toBeDefined();
      if (!other) continue;
      expect(parseHours(text(other), 'ar')).toEqual(parseHours(text(service), 'en'));
    }
  });

  it('are never read when the closing time is missing', () => {
    const open = readHours('en').filter(({ days, opens, closes }) => days && opens && !closes);
    expect(open.length).toBeGreaterThan(30);
    for (const { days, opens } of open) {
      if (/\d/.test(opens)) expect(parseHours(`${days} ${opens}`, 'en')).toBeUndefined();
    }
  });
});
