/** Labels for measuring the guard: half of each list is for tuning, the other half only for measuring. */
import { readFileSync } from 'node:fs';

export type Sample = {
  language: string;
  label: string;
  hostile: boolean;
  concept?: string;
  half: 'working' | 'held out';
};

export const CORPUS_LANGUAGES = [
  'en',
  'fr',
  'es',
  'ar',
  'fa',
  'ti',
  'de',
  'pt',
  'tr',
  'ru',
] as const;

export function readCorpus(): Sample[] {
  return CORPUS_LANGUAGES.flatMap((language) => {
    const file = JSON.parse(
      readFileSync(new URL(`./corpus/${language}.json`, import.meta.url), 'utf8'),
    ) as {
      hostile: { concept: string; label: string }[];
      harmless: string[];
    };
    return [
      ...file.hostile.map(
        ({ label, concept }, i): Sample => ({
          language,
          label,
          concept,
          hostile: true,
          half: i % 2 === 0 ? 'working' : 'held out',
        }),
      ),
      ...file.harmless.map(
        (label, i): Sample => ({
          language,
          label,
          hostile: false,
          half: i % 2 === 0 ? 'working' : 'held out',
        }),
      ),
    ];
  });
}
