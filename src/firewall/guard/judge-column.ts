/** Columns and cells: a harmless header over a vocabulary of statuses is refused too (chapter 10, section 2.3). Pure. */
import { isExcepted, type Judgement, LONGEST_LABEL, wordsOf } from './judge.ts';
import { serviceHeads } from './services.ts';
import type { Lexicon } from './lexicon.ts';
import { findPhrase, matchesWord, presentWords } from './match.ts';
import { tokenise } from './normalise.ts';

/** Of the non-blank values of a column, this share in the status vocabulary refuses it (chapter 10, section 2.3). */
const SHARE = 0.2;

/** Judges a column by its header, as `judgeHeader` does, and by what stands in it. Blank values do not count. */
export function judgeColumnIn(
  lexicon: Lexicon,
  header: string,
  values: Iterable<string>,
  judgeHeader: (header: string) => Judgement | undefined,
): Judgement | undefined {
  const named = header === '' ? undefined : judgeHeader(header);
  if (named) return named;
  const headerTokens = header === '' ? [] : tokenise(header);
  const exempt =
    headerTokens.length > 0 &&
    lexicon.except.some(
      (phrase) => phrase.words.length === 1 && findPhrase(headerTokens, phrase, false),
    );
  if (exempt) return undefined;
  const known = new Map<string, Judgement | null>();
  const counts = new Map<string, { judgement: Judgement; n: number }>();
  let filled = 0;
  let hits = 0;
  for (const value of values) {
    const text = value.trim();
    if (/^(?:-*|n\/?a|\?+|null)$/i.test(text)) continue;
    filled += 1;
    let judged = known.get(text);
    if (judged === undefined) {
      judged = judgeValueIn(lexicon, text) ?? null;
      if (known.size < 20_000) known.set(text, judged);
    }
    if (!judged) continue;
    hits += 1;
    const count = counts.get(judged.concept);
    if (count) count.n += 1;
    else counts.set(judged.concept, { judgement: judged, n: 1 });
  }
  if (hits === 0 || hits / filled < SHARE) return undefined;
  return [...counts.values()].sort((a, b) => b.n - a.n)[0]?.judgement;
}

/** A cell of a table: a status word, alone or with "only" and its like. */
export function judgeValueIn(lexicon: Lexicon, text: string): Judgement | undefined {
  if (text.length > LONGEST_LABEL) return undefined;
  const { stop, cues, uses } = lexicon;
  const tokens = tokenise(text).filter(
    (token) =>
      !stop.has(token.readings[0] ?? '') && !cues.some((cue) => matchesWord(token, cue, false)),
  );
  if (tokens.length === 0 || tokens.length > 8 || serviceHeads(lexicon, tokens).length > 0)
    return undefined;
  const present = presentWords(lexicon.index, tokens, false);
  let gravest: Judgement | undefined;
  for (const word of present) {
    for (const use of uses.get(word) ?? []) {
      if (use.kind !== 'value' && use.kind !== 'form') continue;
      const { entry, phrase } = use;
      if (gravest && gravest.tier <= entry.tier) continue;
      const at = findPhrase(tokens, phrase, false, present);
      // The phrase must be most of what the cell says.
      if (at && at.length * 2 >= tokens.length && !isExcepted(lexicon, { entry, at }, tokens))
        gravest = { concept: entry.concept, tier: entry.tier, word: wordsOf(phrase) };
    }
  }
  return gravest;
}
