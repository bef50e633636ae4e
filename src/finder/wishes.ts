/**
 * What a person asks for, as rules over record sets (chapter 10, section 3.1). A wish is met,
 * unknown or known not to be met; an unknown fact never meets it.
 *
 * A wish is a list of clauses that must all hold; a clause is a list of answers of which one is
 * enough. That is Kleene's strong logic of three values, 32 records at a time.
 */
import type { DocCode, FactCode } from '../directory/fact-codes.ts';
import { DOC_CODES, FACTS, PAPER_FACTS } from '../directory/fact-codes.ts';
import { primaryLanguage } from './language-tag.ts';
import type { FinderQuery, Wish } from './query.ts';
import { denseSet, type Segment } from './segment.ts';
import * as names from './set-names.ts';

/** `yes` and `no` are words of bits, turned over by `…Flip` (-1) or taken as they are (0). */
export type Answer = { yes: Uint32Array; yesFlip: number; no: Uint32Array; noFlip: number };
export type CompiledWish = { wish: Wish; clauses: readonly (readonly Answer[])[] };

/** The document that shows what each paper fact asks for. */
const PAPER_DOCUMENTS: Record<(typeof PAPER_FACTS)[number], DocCode> = {
  asks_identity: 'identity',
  asks_address: 'address',
  asks_income: 'income',
  asks_insurance: 'insurance',
  asks_residence_paper: 'residence',
};

/** A doctor or another service writes these; they are no papers that people carry or lack. */
const NOT_PAPERS: readonly DocCode[] = ['referral', 'prescription'];

/** Wishes that are rules over sets. Time and travel also look at hours and distance: see `scan.ts`. */
export function compileWishes(segment: Segment, query: FinderQuery): CompiledWish[] {
  const from = new AnswersOf(segment);
  const wishes: CompiledWish[] = [];
  const want = (wish: Wish, ...clauses: Answer[][]): void => {
    wishes.push({ wish, clauses });
  };
  if (query.languages !== undefined && query.languages.length > 0) {
    want('language', languageClause(from, query.languages));
  }
  if (query.papers !== undefined) want('papers', ...paperClauses(from, query.papers));
  if (query.free) want('free', [from.fact('free', 'yes'), from.fact('fee_waived', 'yes')]);
  if (query.providerSex === 'woman') want('woman', [from.fact('woman_provider', 'yes')]);
  if (query.providerSex === 'man') want('man', [from.fact('man_provider', 'yes')]);
  if (query.stepFree) want('step_free', [from.fact('step_free', 'yes')]);
  if (query.childSpace) want('child_space', [from.fact('child_space', 'yes')]);
  if (query.notReported) want('not_reported', [from.fact('shares_with_authorities', 'no')]);
  if (query.minorAlone) {
    want('minor_alone', [from.fact('minors_alone', 'yes')], [from.notIn(names.ADULTS_ONLY_SET)]);
  }
  if (query.ageBand !== undefined) {
    const band = query.ageBand;
    want('age', [from.sets(names.ageSet(band, 'covered'), names.ageSet(band, 'refused'))]);
  }
  for (const code of new Set(query.facts)) {
    want(`fact:${code}`, [from.fact(code, FACTS[code].favourable === 'no' ? 'no' : 'yes')]);
  }
  // A paused service helps nobody now, whatever its hours say.
  if (query.time === undefined && segment.sets.has(names.PAUSED_SET)) {
    want('time', [from.notIn(names.PAUSED_SET)]);
  }
  return wishes;
}

/** Reached without paying for a way: paid, by phone or online, at home. Distance on foot comes in `scan.ts`. */
export function travelClause(segment: Segment): Answer[] {
  const from = new AnswersOf(segment);
  return [
    from.fact('travel_paid', 'yes'),
    from.sets(names.REMOTE_SET, names.factSet('remote', 'no')),
    from.fact('home_visit', 'yes'),
  ];
}

/**
 * A listed language is met. One that is not listed is known to be missing only when the list is said
 * to be complete and no interpreter comes on request; for which language one would come is not known.
 */
function languageClause(from: AnswersOf, languages: readonly string[]): Answer[] {
  const listed = new Set(languages.map(primaryLanguage));
  return [...listed].map((language) => from.language(language));
}

/**
 * Each paper fact is a known no, or the paper is at hand. A document marked needed counts as asked
 * for; `other` stands for something that nobody named, so it leaves the answer open.
 */
function paperClauses(from: AnswersOf, papers: 'none' | readonly DocCode[]): Answer[][] {
  const have = papers === 'none' ? [] : papers;
  const clauses: Answer[][] = [];
  for (const fact of PAPER_FACTS) {
    if (!have.includes(PAPER_DOCUMENTS[fact])) clauses.push([from.fact(fact, 'no')]);
  }
  for (const doc of DOC_CODES) {
    if (have.includes(doc) || NOT_PAPERS.includes(doc)) continue;
    const needed = names.documentSet(doc);
    if (from.isEmpty(needed)) continue;
    clauses.push([doc === 'other' ? from.openIn(needed) : from.notIn(needed)]);
  }
  return clauses;
}

class AnswersOf {
  readonly #segment: Segment;

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  isEmpty(name: string): boolean {
    return !this.#segment.sets.has(name);
  }

  sets(yes: string, no: string): Answer {
    return {
      yes: denseSet(this.#segment, yes),
      yesFlip: 0,
      no: denseSet(this.#segment, no),
      noFlip: 0,
    };
  }

  fact(code: FactCode, wanted: 'yes' | 'no'): Answer {
    return this.sets(
      names.factSet(code, wanted),
      names.factSet(code, wanted === 'yes' ? 'no' : 'yes'),
    );
  }

  /** Known either way: met outside the set. */
  notIn(name: string): Answer {
    const words = denseSet(this.#segment, name);
    return { yes: words, yesFlip: -1, no: words, noFlip: 0 };
  }

  /** Met outside the set, unknown inside. */
  openIn(name: string): Answer {
    return {
      yes: denseSet(this.#segment, name),
      yesFlip: -1,
      no: this.#segment.cache.zeros,
      noFlip: 0,
    };
  }

  /** Listed in whatever mode; known to be missing where the list is complete and no interpreter comes. */
  language(language: string): Answer {
    return {
      yes: languageWords(this.#segment, language),
      yesFlip: 0,
      no: completeLanguages(this.#segment),
      noFlip: 0,
    };
  }
}

/** Names of sets that are made from others once and kept; they are in no pack. */
const IN_ANY_MODE = 'any mode/';
const COMPLETE = 'languages known';

/** Records that list the language in any mode. */
function languageWords(segment: Segment, language: string): Uint32Array {
  return madeOnce(segment, IN_ANY_MODE + language, (words) => {
    for (const mode of names.LANGUAGE_MODES) {
      const listed = denseSet(segment, names.languageSet(language, mode));
      for (let w = 0; w < words.length; w++)
        words[w] = (words[w] as number) | (listed[w] as number);
    }
  });
}

/** Records whose list of languages is complete, and where no interpreter comes on request. */
function completeLanguages(segment: Segment): Uint32Array {
  const complete = denseSet(segment, names.factSet('languages_complete', 'yes'));
  const onRequest = denseSet(segment, names.factSet('interpreter_on_request', 'yes'));
  return madeOnce(segment, COMPLETE, (words) => {
    for (let w = 0; w < words.length; w++)
      words[w] = (complete[w] as number) & ~(onRequest[w] as number);
  });
}

function madeOnce(
  { cache }: Segment,
  name: string,
  fill: (words: Uint32Array) => void,
): Uint32Array {
  let words = cache.dense.get(name);
  if (words === undefined) {
    words = new Uint32Array(cache.zeros.length);
    fill(words);
    cache.dense.set(name, words);
  }
  return words;
}

/** Of the 32 records of word `w`: those that meet all clauses. */
export function metBits(clauses: readonly (readonly Answer[])[], w: number): number {
  let met = -1;
  for (let c = 0; c < clauses.length; c++) {
    const clause = clauses[c] as readonly Answer[];
    let any = 0;
    for (let i = 0; i < clause.length; i++) {
      const answer = clause[i] as Answer;
      any |= (answer.yes[w] as number) ^ answer.yesFlip;
    }
    met &= any;
  }
  return met;
}

/** Of the 32 records of word `w`: those known to fail a clause. */
export function againstBits(clauses: readonly (readonly Answer[])[], w: number): number {
  let against = 0;
  for (let c = 0; c < clauses.length; c++) {
    const clause = clauses[c] as readonly Answer[];
    let none = -1;
    for (let i = 0; i < clause.length; i++) {
      const answer = clause[i] as Answer;
      none &=
        ((answer.no[w] as number) ^ answer.noFlip) & ~((answer.yes[w] as number) ^ answer.yesFlip);
    }
    against |= none;
  }
  return against;
}
