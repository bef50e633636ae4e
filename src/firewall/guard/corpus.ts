/**
 * Labels for measuring the guard. The lists per language are for tuning; `held-out.json` was written after the
 * lexicons and is only measured: nobody adds a word because of it (then it would have to move, and be replaced).
 */
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

type File = { language: string; hostile: { concept: string; label: string }[]; harmless: string[] };

function readFile(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./corpus/${name}.json`, import.meta.url), 'utf8'));
}

function samplesOf({ language, hostile, harmless }: File, half: Sample['half']): Sample[] {
  return [
    ...hostile.map(({ label, concept }) => ({ language, label, concept, hostile: true, half })),
    ...harmless.map((label) => ({ language, label, hostile: false, half })),
  ];
}

export function readCorpus(): Sample[] {
  return [
    ...CORPUS_LANGUAGES.flatMap((language) => samplesOf(readFile(language) as File, 'working')),
    ...(readFile('held-out') as File[]).flatMap((file) => samplesOf(file, 'held out')),
  ];
}
