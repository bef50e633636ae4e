/**
 * Checks of the words of a card before publication (INFO-04, COM-02, FIRE-02; chapter 10, section 4.2). Each finding
 * says which field, what was found and what was expected. Pure.
 */
import { judgeQuestion, judgeTerms } from '../firewall/guard/index.ts';
import type { CardWords } from './card.ts';
import { countQuestionMarks, countWords, sentencesOf } from './count-words.ts';
import { readReference, referencesIn, withoutReferences } from './references.ts';

export const MOST_WORDS = { question: 12, answer: 40, nextStep: 12 } as const;
export const MOST_WORDS_IN_ALL = 80;
/** Words a sentence: the mean above which a text is called long, and the most of one sentence. */
export const MEAN_SENTENCE = 12;
export const LONGEST_SENTENCE = 20;
export const LONGEST_CHILD_SENTENCE = 8;
/** Languages that ask with a particle or nothing at all. */
const ASKS_WITHOUT_MARK = new Set(['th', 'my', 'lo', 'km']);

export type WordField = 'question' | 'answer' | 'nextStep' | 'target' | 'child';

export type WordFinding = {
  /** Absent: the card as a whole. */
  field?: WordField;
  code:
    | 'too_many_words'
    | 'long_sentence'
    | 'long_sentences'
    | 'one_question'
    | 'term'
    | 'asks_status'
    | 'reference_unknown'
    | 'abbreviation'
    | 'number_by_hand'
    | 'target_missing';
  /** `block` stops publication, `warn` is advice. */
  level: 'block' | 'warn';
  /** What was found: the sentence, the word, the reference. */
  found?: string;
  count?: number;
  most?: number;
  /** Words to say instead. */
  instead?: readonly string[];
  /** Why a term hurts, in English. */
  why?: string;
};

const FIELDS = ['question', 'answer', 'nextStep', 'child'] as const;

/**
 * @param known the references that the directory can answer now; without it none is asked about
 * @returns what stops publication first, then advice; in the order of the fields
 */
export function checkWords(
  words: CardWords,
  lang: string,
  known?: ReadonlySet<string>,
): WordFinding[] {
  const found = [
    ...FIELDS.flatMap((field) => {
      const text = words[field];
      return text === undefined ? [] : checkField(field, withoutReferences(text), lang);
    }),
    ...oneQuestion(words, lang),
    ...inAll(words, lang),
    ...targets(words),
    ...asksStatus(words),
    ...unknownReferences(words, known),
  ];
  return found.sort((a, b) => Number(a.level === 'warn') - Number(b.level === 'warn'));
}

function checkField(field: (typeof FIELDS)[number], text: string, lang: string): WordFinding[] {
  const found: WordFinding[] = [];
  const most = field === 'child' ? undefined : MOST_WORDS[field];
  const count = countWords(text, lang);
  if (most !== undefined && count > most)
    found.push({ field, code: 'too_many_words', level: 'block', count, most });
  const longest = field === 'child' ? LONGEST_CHILD_SENTENCE : LONGEST_SENTENCE;
  const sentences = sentencesOf(text).map((sentence) => ({
    sentence,
    count: countWords(sentence, lang),
  }));
  for (const { sentence, count: words } of sentences) {
    if (words > longest)
      found.push({
        field,
        code: 'long_sentence',
        level: 'block',
        found: sentence,
        count: words,
        most: longest,
      });
  }
  const mean = sentences.reduce((sum, one) => sum + one.count, 0) / (sentences.length || 1);
  if (field !== 'child' && mean > MEAN_SENTENCE)
    found.push({
      field,
      code: 'long_sentences',
      level: 'warn',
      count: Math.round(mean),
      most: MEAN_SENTENCE,
    });
  for (const term of judgeTerms(text)) {
    found.push({
      field,
      code: 'term',
      level: term.stops ? 'block' : 'warn',
      found: text.slice(term.from, term.to),
      instead: term.alternatives,
      why: term.why,
    });
  }
  for (const [short] of text.matchAll(/(?<![\p{L}\p{N}])\p{Lu}{2,6}(?![\p{L}\p{N}])/gu))
    found.push({ field, code: 'abbreviation', level: 'warn', found: short });
  for (const [number] of text.matchAll(/\+?\d(?:[\d\s()-]{5,}\d)/g))
    found.push({ field, code: 'number_by_hand', level: 'warn', found: number });
  return found;
}

function oneQuestion(words: CardWords, lang: string): WordFinding[] {
  const count = countQuestionMarks(words.question);
  const others = countQuestionMarks(words.answer) + countQuestionMarks(words.nextStep);
  const least = ASKS_WITHOUT_MARK.has(lang) ? 0 : 1;
  if (count >= least && count <= 1 && others === 0) return [];
  return [
    { field: 'question', code: 'one_question', level: 'block', count: count + others, most: 1 },
  ];
}

function inAll({ question, answer, nextStep }: CardWords, lang: string): WordFinding[] {
  const count = [question, answer, nextStep].reduce(
    (sum, text) => sum + countWords(withoutReferences(text), lang),
    0,
  );
  if (count <= MOST_WORDS_IN_ALL) return [];
  return [{ code: 'too_many_words', level: 'block', count, most: MOST_WORDS_IN_ALL }];
}

function targets({ action, target }: CardWords): WordFinding[] {
  if (action === 'call' && !target)
    return [{ field: 'target', code: 'target_missing', level: 'block' }];
  return [];
}

/** A card may speak of papers; it never asks the reader to send word of her own (FIRE-02). */
function asksStatus({ action, nextStep, target = '' }: CardWords): WordFinding[] {
  if (action !== 'send' || !judgeQuestion(`${nextStep} ${target}`)) return [];
  return [{ field: 'nextStep', code: 'asks_status', level: 'block', found: nextStep }];
}

function unknownReferences(words: CardWords, known?: ReadonlySet<string>): WordFinding[] {
  return referencesIn(words).flatMap((reference): WordFinding[] => {
    if (readReference(reference) && (!known || known.has(reference))) return [];
    return [{ code: 'reference_unknown', level: 'block', found: `{${reference}}` }];
  });
}
