/** What an import would do with each card of a file, before anything is saved. Pure. */
import type { CardWords } from '../card.ts';
import { checkWords, type WordFinding } from '../check-words.ts';
import {
  compareTranslation,
  type Tongue,
  type TranslationFinding,
} from '../compare-translation.ts';
import {
  type CardIn,
  type Exchanged,
  EXCHANGED,
  type FileIn,
  MOST_CHARACTERS,
  plain,
  type Texts,
  textsOf,
} from './exchange.ts';

export const REFUSED = [
  'no_such_card',
  'withdrawn',
  'other_source',
  'same_language',
  'unknown_revision',
  'source_differs',
  'half',
  'too_long',
  'saved_meanwhile',
  'goes_back',
  'twice',
] as const;
export type Refused = (typeof REFUSED)[number];

/** A card of the file as it stands in the house. */
export type CardNow = {
  card: number;
  withdrawn: boolean;
  sourceLang: string;
  /** Every saved state of its source, the newest first. */
  source: readonly (CardWords & { revision: number; meaning: number })[];
  /** The newest translation. */
  last?: CardWords & { revision: number; meaning: number };
};

type About = { card: number; line: number; question?: string };

export type Outcome = About &
  (
    | { does: 'refused'; why: Refused; field?: Exchanged; most?: number }
    /** `empty`: nobody has translated it yet. */
    | { does: 'unchanged' | 'empty' }
    | {
        does: 'new';
        words: CardWords;
        /** The newest translation that is there, 0 for none, and the meaning of the source that this one states. */
        after: number;
        meaning: number;
        /** The source means something else by now: it is saved as what it is, a translation of the older text. */
        older: boolean;
        compared: readonly TranslationFinding[];
        checked: readonly WordFinding[];
      }
  );

/** @param now the cards of the file that the editor's organisation has, by code */
export function planImport(
  file: FileIn,
  now: ReadonlyMap<number, CardNow>,
  tags: { from: string; to: string },
): Outcome[] {
  const seen = new Set<number>();
  return file.cards.map((row): Outcome => {
    const there = now.get(row.card);
    const question = there?.source[0]?.question;
    const about: About = { card: row.card, line: row.line, ...(question ? { question } : {}) };
    const refuse = (
      why: Refused,
      more: { field?: Exchanged; most?: number; line?: number } = {},
    ): Outcome => ({
      ...about,
      does: 'refused',
      why,
      ...more,
    });
    if (seen.has(row.card)) return refuse('twice');
    seen.add(row.card);
    if (file.from === file.to) return refuse('same_language');
    if (!there) return refuse('no_such_card');
    if (there.withdrawn) return refuse('withdrawn');
    if (there.sourceLang !== file.from) return refuse('other_source');
    const source = there.source.find(
      ({ revision, meaning }) => revision === row.revision && meaning === row.meaning,
    );
    if (!source) return refuse('unknown_revision');
    const other = row.fields.find(
      ({ field, source: text }) => plain(text) !== plain(source[field] ?? ''),
    );
    if (other) return refuse('source_differs', { field: other.field, line: other.line });
    const given = new Map(row.fields.map(({ field, target }) => [field, plain(target)]));
    if ([...given.values()].every((text) => text === '')) return { ...about, does: 'empty' };
    const long = row.fields.find(
      ({ field, target }) => [...plain(target)].length > MOST_CHARACTERS[field],
    );
    if (long)
      return refuse('too_long', {
        field: long.field,
        line: long.line,
        most: MOST_CHARACTERS[long.field],
      });
    const words = wordsFrom(given, source, there.last);
    if (!words.complete) return refuse('half', { field: words.missing });
    const { last } = there;
    const isSame = last !== undefined && sameTexts(words.words, last);
    if (isSame && !(isDone(row) && row.meaning > last.meaning))
      return { ...about, does: 'unchanged' };
    if (last && last.revision !== row.translation) return refuse('saved_meanwhile');
    if (last && row.meaning < last.meaning) return refuse('goes_back');
    return {
      ...about,
      does: 'new',
      words: words.words,
      after: last?.revision ?? 0,
      meaning: row.meaning,
      older: row.meaning < (there.source[0]?.meaning ?? row.meaning),
      compared: compareTranslation(
        source,
        words.words,
        tongue(file.from, tags.from),
        tongue(file.to, tags.to),
      ),
      checked: checkWords(words.words, file.to).filter(({ code }) => code !== 'reference_unknown'),
    };
  });
}

const tongue = (lang: string, tag: string): Tongue => ({ lang, tag });

/** The translator says that the words are good for the source of the file, even where nothing had to be changed. */
const isDone = ({ fields }: CardIn): boolean =>
  fields.every(({ state, target }) => state !== 'initial' || target === '');

type Made = { complete: true; words: CardWords } | { complete: false; missing: Exchanged };

/**
 * The words of a row. A field that is not in the file stays as it was; the step and what it needs come from the source that
 * was translated, unless the translation of the same text has its own.
 */
function wordsFrom(
  given: ReadonlyMap<Exchanged, string>,
  source: CardNow['source'][number],
  last: CardNow['last'],
): Made {
  const texts: Texts = {};
  for (const field of EXCHANGED) {
    const text = given.has(field) ? given.get(field) : last?.[field];
    if (text) texts[field] = text;
  }
  const { question, answer, nextStep, child, alt } = texts;
  if (!question || !answer || !nextStep)
    return { complete: false, missing: question ? (answer ? 'nextStep' : 'answer') : 'question' };
  const { action, target } = last && last.meaning === source.meaning ? last : source;
  const optional = { target, child, alt };
  return {
    complete: true,
    words: {
      question,
      answer,
      nextStep,
      action,
      ...Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== undefined)),
    },
  };
}

function sameTexts(words: CardWords, last: CardWords): boolean {
  const [is, was] = [textsOf(words), textsOf(last)];
  return EXCHANGED.every((field) => plain(is[field] ?? '') === plain(was[field] ?? ''));
}
