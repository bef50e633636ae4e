/**
 * How well the words that people type find what they mean: recall among the first ten places, and how
 * often the finder says that it understood a need that nobody meant (design chapter 10, section 8, number 7).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNeedCode, needBranch, type NeedCode, needsUnder } from '../../src/directory/needs.ts';
import { findServices, type Pack } from '../../src/finder/index.ts';
import { fold } from '../../src/languages/fold.ts';

const FIRST = 10;
export const LANGUAGES = ['en', 'fr', 'es', 'ar', 'fa', 'ti', 'am', 'my', 'km'] as const;
export type Lang = (typeof LANGUAGES)[number];
/** Taught: questions from which the second reader learns, and which no rule was made for. */
export type Half = 'taught' | Exam;
/** What is measured: questions that rules were tuned by, and questions that nothing was taken from. */
export type Exam = 'tuning' | 'held-out';

/** A question as typed, and the needs of which any is meant; none for words that ask for nothing. */
export type TypedWords = { text: string; needs: readonly NeedCode[] };

export type WordScore = TypedWords & {
  /**
   * Of the first ten places, how many offer the need, of ten or of all that offer it where there are fewer;
   * for the one of the needs meant for which this is best.
   */
  recall: number;
  /** Needs that the page would say it understood, and nobody meant. */
  wrong: readonly NeedCode[];
  /** Needs that the page would ask about, and nobody meant. */
  wrongGuesses: readonly NeedCode[];
};

export type LanguageScore = {
  questions: number;
  recall: number;
  wrong: number;
  wrongGuesses: number;
  /** Questions that did not find all. */
  missed: readonly WordScore[];
};

/**
 * Reads `<half>/<lang>.txt`, and what was added to it in `<lang>-2.txt` and so on: one question a line,
 * `need need | words`, or `- | words`. @throws Error naming the line
 */
export function readWords(half: Half, lang: string): TypedWords[] {
  const folder = join(import.meta.dirname, half);
  const files = readdirSync(folder).filter((name) => /^[a-z]+(?:-\d+)?\.txt$/.test(name));
  return files
    .filter((name) => name.split(/[-.]/, 1)[0] === lang)
    .sort()
    .flatMap((name) => readFile(join(folder, name), `${half}/${name}`));
}

function readFile(path: string, name: string): TypedWords[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line, n) => {
    const [needs = '', text = ''] = line.split(' | ');
    const codes = needs === '-' ? [] : needs.split(' ');
    if (text === '' || !codes.every(isNeedCode))
      throw new Error(`${name}, line ${n + 1}: expected "need need | words" or "- | words"`);
    return { text, needs: codes };
  });
}

/** @param now ms since 1970 UTC */
export function scoreWords(pack: Pack, typed: TypedWords, lang: string, now: number): WordScore {
  const answer = findServices(pack, { now, lang, needs: [], text: typed.text, limit: FIRST });
  const recalls = typed.needs.map((need) => {
    const right = codesOffering(pack, need, now);
    if (right.size === 0) throw new Error(`nothing offers ${need}`);
    return answer.items.filter(({ code }) => right.has(code)).length / Math.min(FIRST, right.size);
  });
  const isMeant = (need: NeedCode): boolean =>
    typed.needs.some((one) => isSameOrRelated(one, need));
  return {
    ...typed,
    recall: Math.max(...recalls),
    wrong: answer.understoodNeeds.filter((need) => !isMeant(need)),
    wrongGuesses: (answer.guessedNeeds ?? []).filter((need) => !isMeant(need)),
  };
}

/** The questions of a half, each once; of the held-out one those that, letters folded, nobody taught in the very same words. */
export function asked(half: Exam, lang: string): TypedWords[] {
  const all = readWords(half, lang);
  if (half === 'tuning') return all;
  const known = new Set(
    [...readWords('taught', lang), ...readWords('tuning', lang)].map(({ text }) =>
      fold(text, lang),
    ),
  );
  return all.filter(({ text }) => {
    const folded = fold(text, lang);
    const isNew = !known.has(folded);
    known.add(folded);
    return isNew;
  });
}

export function scoreLanguage(pack: Pack, half: Exam, lang: string, now: number): LanguageScore {
  const scores = asked(half, lang).map((typed) => scoreWords(pack, typed, lang, now));
  const share = (of: (score: WordScore) => number): number =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  return {
    questions: scores.length,
    recall: share(({ recall }) => recall),
    wrong: share(({ wrong }) => (wrong.length > 0 ? 1 : 0)),
    wrongGuesses: share(({ wrongGuesses }) => (wrongGuesses.length > 0 ? 1 : 0)),
    missed: scores.filter(({ recall, wrong }) => recall < 1 || wrong.length > 0),
  };
}

const known = new Map<NeedCode, ReadonlySet<string>>();

function codesOffering(pack: Pack, need: NeedCode, now: number): ReadonlySet<string> {
  let codes = known.get(need);
  if (codes === undefined) {
    const all: string[] = [];
    for (let after: string | undefined; ; ) {
      const next = after === undefined ? {} : { after };
      const page = findServices(pack, { now, lang: 'en', needs: [need], limit: 50, ...next });
      all.push(...page.items.map(({ code }) => code));
      after = page.more;
      if (after === undefined) break;
    }
    codes = new Set(all);
    known.set(need, codes);
  }
  return codes;
}

/** A branch and its leaves are no different needs: "doctor" understood as "health" is wide, not wrong. */
function isSameOrRelated(meant: NeedCode, understood: NeedCode): boolean {
  return needsUnder(meant).includes(understood) || needBranch(meant) === understood;
}
