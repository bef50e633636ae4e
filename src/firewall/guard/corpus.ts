/**
 * Labels for measuring the guard. The lists per language, `once-held-out.json` and the first to sixth test half
 * are for tuning: each half was measured once before anybody tuned on it. `test-half.json` is only measured:
 * questions as forms ask them, and each of them once more disguised by a program (misspelt, a letter lost,
 * look-alikes, digits, pulled apart, signs that nobody sees). Nobody adds a word because of it; then it would
 * have to move, and be replaced.
 */
import { readFileSync } from 'node:fs';

export type Sample = {
  language: string;
  label: string;
  hostile: boolean;
  concept?: string;
  half: 'working' | 'test';
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
    ...(readFile('once-held-out') as File[]).flatMap((file) => samplesOf(file, 'working')),
    ...(readFile('first-test-half') as File[]).flatMap((file) => samplesOf(file, 'working')),
    ...[
      'second-test-half',
      'third-test-half',
      'fourth-test-half',
      'fifth-test-half',
      'sixth-test-half',
    ]
      .flatMap((name) => readFile(name) as File[])
      .flatMap((file) => samplesOf(file, 'working')),
    ...(readFile('test-half') as File[]).flatMap((file) => samplesOf(file, 'test')),
  ];
}
