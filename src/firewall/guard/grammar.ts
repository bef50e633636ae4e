/**
 * A small grammar of what must not be asked, the same for all languages: kinds of words, and which two kinds say a
 * status when they stand together (chapter 20, section 11). "How long may you remain" names no status, but staying and
 * being allowed do. Each language brings only its words (`grammar/<language>.json`); pairs become entries of its lexicon.
 * Pure.
 */
import type { LexiconEntry } from './lexicon.ts';

/** Words of a kind, parted by spaces; `*` stands for any ending. */
export type Words = Record<string, string>;

export type GrammarFile = {
  language: string;
  source: string;
  reviewed_by: string | null;
  reviewed_on: string | null;
  words: Words;
  /** Nouns of help: first or last in a label they make it the name of a service. */
  help: string;
  /** Harmless phrases. */
  calm: string[];
  /** Phrases that say it by themselves, by concept. */
  forms: Record<string, string[]>;
};

type Pair = {
  concept: string;
  tier: 0 | 1;
  kinds: readonly [string, string];
  /** Means a country only where no house is named. */
  stays?: true;
};

const PAIRS: readonly Pair[] = [
  { concept: 'immigration_status', tier: 0, kinds: ['stay', 'legal'], stays: true },
  { concept: 'immigration_status', tier: 0, kinds: ['land', 'legal'] },
  { concept: 'immigration_status', tier: 0, kinds: ['status', 'displaced'] },
  { concept: 'immigration_status', tier: 0, kinds: ['foreign', 'matter'] },
  { concept: 'residence_permit', tier: 0, kinds: ['stay', 'paper'], stays: true },
  { concept: 'residence_permit', tier: 0, kinds: ['reunite', 'apply'] },
  { concept: 'asylum_procedure', tier: 0, kinds: ['asylum', 'stage'], stays: true },
  { concept: 'asylum_procedure', tier: 0, kinds: ['shield', 'kind'] },
  { concept: 'entry_manner', tier: 0, kinds: ['enter', 'land'] },
  { concept: 'entry_manner', tier: 0, kinds: ['enter', 'way'], stays: true },
  { concept: 'entry_manner', tier: 0, kinds: ['move', 'land'] },
  { concept: 'entry_manner', tier: 0, kinds: ['passage', 'arranged'] },
  { concept: 'removal_order', tier: 0, kinds: ['leave', 'land'] },
  { concept: 'removal_order', tier: 0, kinds: ['back', 'fear'] },
  { concept: 'removal_order', tier: 0, kinds: ['back', 'land'] },
  { concept: 'length_of_stay', tier: 1, kinds: ['long', 'land'] },
  { concept: 'nationality', tier: 1, kinds: ['origin', 'land'] },
  { concept: 'birth_country', tier: 1, kinds: ['birth', 'land'] },
  { concept: 'ethnicity', tier: 1, kinds: ['group', 'which'] },
  { concept: 'registration_with_authority', tier: 0, kinds: ['known', 'land'] },
  { concept: 'immigration_detention', tier: 0, kinds: ['held', 'gate'], stays: true },
  { concept: 'entry_manner', tier: 0, kinds: ['refused', 'gate'], stays: true },
  { concept: 'entry_manner', tier: 0, kinds: ['landing', 'spot'] },
  { concept: 'immigration_status', tier: 0, kinds: ['citizen', 'other'] },
  { concept: 'immigration_status', tier: 0, kinds: ['without', 'bare'] },
  { concept: 'residence_permit', tier: 0, kinds: ['permit', 'lapsed'], stays: true },
  { concept: 'immigration_status', tier: 0, kinds: ['minor', 'foreign'] },
  { concept: 'visa', tier: 0, kinds: ['visa', 'need'] },
  { concept: 'arrival_year', tier: 1, kinds: ['year', 'arrive'], stays: true },
  { concept: 'nationality', tier: 1, kinds: ['own', 'land'] },
  { concept: 'residence_permit', tier: 0, kinds: ['permit', 'got'] },
  { concept: 'residence_permit', tier: 0, kinds: ['work', 'lawful'] },
  { concept: 'entry_manner', tier: 0, kinds: ['paper', 'border'] },
  { concept: 'religion', tier: 1, kinds: ['worship', 'attend'] },
  { concept: 'ethnicity', tier: 1, kinds: ['skin', 'colour'] },
];

const TIER_1: ReadonlySet<string> = new Set([
  'nationality',
  'birth_country',
  'ethnicity',
  'religion',
  'arrival_year',
  'length_of_stay',
]);

function listOf(words: Words, kind: string): string[] {
  return (words[kind] ?? '').split(' ').filter((word) => word !== '');
}

/** Words of public life and of help, in all languages: labels mix them. */
export function publicWords(files: readonly GrammarFile[]): string[] {
  return files.flatMap(({ words }) => listOf(words, 'public'));
}

/** The entries that a language's words make; asked of labels only. `publics`: as `publicWords` gives them. */
export function entriesOf(
  { language, words, forms }: GrammarFile,
  publics: readonly string[],
): LexiconEntry[] {
  const homely = listOf(words, 'homely');
  return [
    ...PAIRS.map(({ concept, tier, kinds: [stems, near], stays }) => ({
      id: `${language}~${stems}+${near}`,
      concept,
      tier,
      labels: true,
      ...(stays && { stays }),
      stems: listOf(words, stems),
      near: listOf(words, near),
      homely,
    })),
    {
      id: `${language}~strong`,
      concept: 'immigration_status',
      tier: 0,
      labels: true,
      forms: listOf(words, 'strong'),
      homely,
    },
    {
      id: `${language}~marks`,
      concept: 'immigration_status',
      tier: 0,
      labels: true,
      forms: listOf(words, 'marks'),
      homely: [...homely, ...publics],
    },
    ...Object.entries(forms).map(([concept, phrases]) => ({
      id: `${language}~${concept}`,
      concept,
      tier: TIER_1.has(concept) ? 1 : 0,
      labels: true,
      forms: phrases.filter((phrase) => phrase.includes(' ')),
      whole: phrases.filter((phrase) => !phrase.includes(' ')),
    })),
  ];
}
