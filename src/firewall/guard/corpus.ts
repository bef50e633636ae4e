/**
 * Labels for measuring the guard. The lists per language, `once-held-out.json`, the first to sixth test half and the
 * seventh to fourteenth in `corpus/halves` are for tuning: each half was measured before anybody tuned on it (the eleventh
 * to the fourteenth were unseen before). `test-half.json` is only measured: questions as forms
 * ask them, and each of them once more disguised by a program (misspelt, a letter lost, look-alikes, digits, pulled
 * apart, signs that nobody sees). The fifteenth to seventeenth half are unseen: their totals are known, their misses
 * were never looked at. Nobody adds a word because of these; then they would have to move, and be replaced.
 */
import { readFileSync } from 'node:fs';

export type Sample = {
  language: string;
  label: string;
  hostile: boolean;
  concept?: string;
  half: 'working' | 'taught' | 'test' | 'unseen';
  /** Of a half in `corpus/halves`, or `taught`. */
  name?: string;
};

/** Concepts of tier 1; all others of hostile labels are of tier 0. */
export const TIER_1: ReadonlySet<string> = new Set([
  'nationality',
  'birth_country',
  'ethnicity',
  'religion',
  'arrival_year',
  'length_of_stay',
]);

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

/** Halves with sixteen languages, a label a line, in the order in which they were written. */
const HALVES = [
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
] as const;
const HALF_LANGUAGES = [...CORPUS_LANGUAGES, 'am', 'uk', 'so', 'ur', 'ps', 'my'] as const;
/** Unseen halves, by authors who knew neither rules nor labels. */
const UNSEEN = ['fifteenth', 'sixteenth', 'seventeenth'] as const;
/** Labels of fifty-four authors who knew neither rules nor labels (from `taught-q` on two to four languages each), and ours of what stands near a status and of columns. */
const TAUGHT = [
  'taught-a',
  'taught-b',
  'taught-c',
  'taught-e',
  'taught-f',
  'taught-g',
  'taught-h',
  'taught-i',
  'taught-j',
  'taught-k',
  'taught-l',
  'taught-m',
  'taught-n',
  'taught-o',
  'taught-p',
  'taught-q',
  'taught-r',
  'taught-s',
  'taught-t',
  'taught-u',
  'taught-v',
  'taught-w',
  'taught-x',
  'taught-near',
] as const;
/** Languages that the questions of the bank are not in. */
const LABELS_TAUGHT = ['fr', 'fa', 'ti', 'pt', 'tr', 'am', 'uk', 'so', 'ur', 'ps', 'my'] as const;

/** A file of a half: labels of tier 0, after `== 1` those of tier 1, after `== -` harmless ones. */
function readHalf(
  name: string,
  half: Sample['half'],
  languages: readonly string[] = HALF_LANGUAGES,
): Sample[] {
  return languages.flatMap((language) => {
    const file = new URL(`./corpus/halves/${name}/${language}.txt`, import.meta.url);
    const [first = [], second = [], harmless = []] = readFileSync(file, 'utf8')
      .split(/^== .$/m)
      .map((part) => part.split('\n').filter((line) => line !== ''));
    const hostile = [
      ...first.map((label) => ({ label, concept: 'tier_0' })),
      ...second.map((label) => ({ label, concept: 'nationality' })),
    ];
    return samplesOf({ language, hostile, harmless }, half).map((one) => ({ ...one, name }));
  });
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
    ...HALVES.flatMap((name) => readHalf(name, 'working')),
    ...(readFile('test-half') as File[]).flatMap((file) => samplesOf(file, 'test')),
    ...UNSEEN.flatMap((name) => readHalf(name, 'unseen')),
  ];
}

/** Sentences of our own pages in many languages, as they stood on 2026-11-22, that speak of no status: harmless. */
export function readPages(): string[] {
  return readFileSync(new URL('./corpus/pages.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

const TAUGHT_LANGUAGES = ['en', 'es', 'de', 'ar', 'ru'] as const;

/**
 * What was written to teach, so that nothing here is a measurement: questions in five languages (`corpus/bank`, a question a
 * line, its languages parted by bars), labels in eleven others (`corpus/halves/taught`), and labels of thirty-one authors and
 * ours in all sixteen (`corpus/halves/taught-a` and so on); from those of the first three lexicons learned as well.
 */
export function readTaught(): Sample[] {
  return [
    ...readBank(),
    ...readHalf('taught', 'taught', LABELS_TAUGHT),
    ...TAUGHT.flatMap((name) => readHalf(name, 'taught')),
  ];
}

function readBank(): Sample[] {
  const concepts = { 'tier-0': 'tier_0', 'tier-1': 'nationality', harmless: undefined };
  return Object.entries(concepts).flatMap(([name, concept]) =>
    readFileSync(new URL(`./corpus/bank/${name}.txt`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => line.split(' | '))
      .map((label, i) => ({
        language: TAUGHT_LANGUAGES[i % TAUGHT_LANGUAGES.length] ?? '',
        label,
        hostile: concept !== undefined,
        ...(concept !== undefined && { concept }),
        half: 'taught' as const,
        name: 'taught',
      })),
  );
}
