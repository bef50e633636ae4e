/**
 * In which languages words name a need: how a channel without a page learns what it was written in, as far as that
 * is beyond doubt (chapter 10, sections 3.5 and 6).
 */
import { called, type LabelIndex, WHOLE } from './need-labels.ts';
import type { Pack } from './pack.ts';
import { isStopWord } from './stop-words.ts';
import { phrasesOf, queryWords, type Word } from './words.ts';

const MOST_WORDS = 15;

/**
 * The languages (as in the labels) that call a need exactly by words of `text`. Of several such words a language
 * must have all; where none has, each counts. Empty when no label is written so: nothing is guessed.
 */
export function languagesNaming(pack: Pack, text: string): string[] {
  const words = queryWords(text, 'und').slice(0, MOST_WORDS);
  const runs: Set<string>[] = [];
  for (let from = 0; from < words.length; ) {
    const run = longestFrom(pack.labels, words, from);
    if (run === undefined) from++;
    else {
      runs.push(run.langs);
      from = run.to;
    }
  }
  const [first, ...others] = runs;
  if (first === undefined) return [];
  const common = [...first].filter((lang) => others.every((langs) => langs.has(lang)));
  return (common.length > 0 ? common : [...new Set(runs.flatMap((langs) => [...langs]))]).sort();
}

function longestFrom(
  labels: LabelIndex,
  words: readonly Word[],
  from: number,
): { to: number; langs: Set<string> } | undefined {
  const says = words.some(({ forms }) => !forms.some(isStopWord));
  for (let to = Math.min(words.length, from + labels.longest); to > from; to--) {
    const run = words.slice(from, to);
    if (says && run.every(({ forms }) => forms.some(isStopWord))) continue;
    const langs = phrasesOf(run).flatMap((phrase) =>
      called(labels, phrase, WHOLE).map(({ lang }) => lang),
    );
    if (langs.length > 0) return { to, langs: new Set(langs) };
  }
  return undefined;
}
