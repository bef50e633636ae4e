/**
 * The oracle's reading of texts: plain lists and sets of words (chapter 10, section 6). What the words
 * mean is read by `understand`, which has its own tests; which records they find is done again here.
 */
import { type NeedCode, needsUnder } from '../directory/needs.ts';
import { buildLabels, type LabelIndex, type NeedLabels } from './need-labels.ts';
import type { FinderRecord } from './record.ts';
import { isStopWord } from './stop-words.ts';
import { understand } from './understand-text.ts';
import { wordsOf } from './words.ts';

type Meaning = {
  /** For each word of the text: the words of records that count as it. */
  matches: Set<string>[];
  spans: { needs: NeedCode[]; words: number[]; isContext: boolean }[];
  needs: NeedCode[];
};

export class OracleText {
  readonly #all = new Map<FinderRecord, Set<string>>();
  readonly #names = new Map<FinderRecord, Set<string>>();
  readonly #vocabulary = new Set<string>();
  readonly #labels: LabelIndex;

  constructor(records: readonly FinderRecord[], labels: NeedLabels) {
    for (const record of records) {
      const names = new Set(record.texts.flatMap(({ name, lang }) => spellings(name, lang)));
      const all = new Set(
        record.texts.flatMap(({ name, about, body, lang }) =>
          [name, about, body].flatMap((text) => spellings(text, lang)),
        ),
      );
      for (const word of all) this.#vocabulary.add(word);
      this.#names.set(record, names);
      this.#all.set(record, all);
    }
    this.#labels = buildLabels(labels);
  }

  understand(text: string, lang: string): Meaning {
    const { words, spans, needs, meant } = understand(this.#labels, text, lang, ({ forms }) =>
      forms.some((form) => this.#vocabulary.has(form)),
    );
    return {
      matches: words.map(({ forms }, i) => this.#matches(forms, meant[i] === true)),
      spans: spans.map(({ needs: called, mask, isContext }) => ({
        needs: [...called],
        isContext,
        words: words.flatMap((_, i) => ((mask & (1 << i)) === 0 ? [] : [i])),
      })),
      needs: [...needs],
    };
  }

  /** 0 all words in the name, 1 all words, 2 some; undefined when the text does not find the record. */
  band(record: FinderRecord, { matches, spans, needs }: Meaning): number | undefined {
    const isIn = (words: Set<string>, position: number): boolean =>
      [...words].some((word) => (matches[position] as Set<string>).has(word));
    const all = this.#all.get(record) as Set<string>;
    const names = this.#names.get(record) as Set<string>;
    const positions = matches.map((_, i) => i);
    const inText = new Set(positions.filter((i) => isIn(all, i)));
    const answered = spans.filter((span) => span.needs.some((need) => hasNeed(record, need)));
    const isAnswered = answered.some((span) => !span.isContext);
    const isFound =
      spans.length > 0 ? isAnswered || inText.size === positions.length : inText.size > 0;
    if (!isFound || positions.length === 0) return undefined;
    if (needs.length > 0 && !isAnswered) return 2;
    if (positions.every((i) => isIn(names, i))) return 0;
    const meant = new Set(answered.flatMap(({ words }) => words));
    return positions.every((i) => inText.has(i) || meant.has(i)) ? 1 : 2;
  }

  #matches(forms: readonly string[], isMeant: boolean): Set<string> {
    const words = [...this.#vocabulary];
    const plain = words.filter((word) =>
      forms.some((form) => word === form || (form.length >= 3 && word.startsWith(form))),
    );
    if (plain.length > 0 || isMeant || forms.some(isStopWord)) return new Set(plain);
    return new Set(words.filter((word) => forms.some((form) => isMisspelt(word, form))));
  }
}

function spellings(text: string, lang: string): string[] {
  return wordsOf(text, lang).flatMap(({ forms }) => forms);
}

function hasNeed(record: FinderRecord, need: NeedCode): boolean {
  return record.needs.some((own) => needsUnder(need).includes(own));
}

function isMisspelt(word: string, form: string): boolean {
  const most = form.length >= 8 ? 2 : form.length >= 5 ? 1 : 0;
  if (most === 0 || Math.abs(word.length - form.length) > most) return false;
  return edits(word, form) <= most;
}

/** Damerau's distance by the full table; a letter changes places once. */
export function edits(a: string, b: string): number {
  const table: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  const at = (i: number, j: number): number => table[i]?.[j] as number;
  for (let i = 1; i <= a.length; i++) {
    table.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (table[i] as number[]).push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
