/** The oracle's reading of texts: plain lists and sets of words (chapter 10, section 6). */
import { isNeedCode, type NeedCode, needsUnder } from '../directory/needs.ts';
import type { NeedLabels } from './need-labels.ts';
import type { FinderRecord } from './record.ts';
import { queryWords, wordsOf } from './words.ts';

type Meaning = {
  /** For each word of the text: the words of records that count as it. */
  matches: Set<string>[];
  spans: { needs: NeedCode[]; words: number[] }[];
  needs: NeedCode[];
};

export class OracleText {
  readonly #all = new Map<FinderRecord, Set<string>>();
  readonly #names = new Map<FinderRecord, Set<string>>();
  readonly #vocabulary = new Set<string>();
  readonly #phrases = new Map<string, Set<NeedCode>>();

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
    for (const [lang, byNeed] of Object.entries(labels)) {
      for (const [need, names] of Object.entries(byNeed)) {
        for (const name of names ?? []) {
          const words = wordsOf(name, lang);
          const most = Math.max(...words.map(({ forms }) => forms.length));
          for (let n = 0; n < most; n++) {
            const phrase = words.map(({ forms }) => forms[Math.min(n, forms.length - 1)]).join(' ');
            const needs = this.#phrases.get(phrase) ?? new Set();
            if (isNeedCode(need)) this.#phrases.set(phrase, needs.add(need));
          }
        }
      }
    }
  }

  understand(text: string, lang: string): Meaning {
    const words = queryWords(text, lang).slice(0, 16);
    const spans: Meaning['spans'] = [];
    const taken = new Set<number>();
    for (let from = 0; from < words.length; ) {
      let length = words.length - from;
      let needs: NeedCode[] = [];
      for (; length > 0; length--) {
        const span = words.slice(from, from + length);
        const most = Math.max(...span.map(({ forms }) => forms.length));
        const called = new Set<NeedCode>();
        for (let form = 0; form < most; form++) {
          const phrase = span.map(({ forms }) => forms[Math.min(form, forms.length - 1)]).join(' ');
          for (const need of this.#phrases.get(phrase) ?? []) called.add(need);
        }
        needs = [...called];
        if (needs.length > 0) break;
      }
      if (needs.length === 0) {
        from++;
        continue;
      }
      const positions = Array.from({ length }, (_, i) => from + i);
      spans.push({ needs, words: positions });
      for (const position of positions) taken.add(position);
      from += length;
    }
    for (const [i, { forms }] of words.entries()) {
      if (taken.has(i) || forms.some((form) => this.#vocabulary.has(form))) continue;
      const needs = [...new Set(forms.flatMap((form) => this.#guess(form)))];
      if (needs.length === 0) continue;
      spans.push({ needs, words: [i] });
      taken.add(i);
    }
    const matches = words.map(({ forms }, i) => this.#matches(forms, taken.has(i)));
    return { matches, spans, needs: [...new Set(spans.flatMap(({ needs }) => needs))] };
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
    const isFound =
      needs.length > 0 ? answered.length > 0 || inText.size === positions.length : inText.size > 0;
    if (!isFound || positions.length === 0) return undefined;
    if (positions.every((i) => isIn(names, i))) return 0;
    const meant = new Set(answered.flatMap(({ words }) => words));
    return positions.every((i) => inText.has(i) || meant.has(i)) ? 1 : 2;
  }

  #guess(form: string): NeedCode[] {
    if (form.length < 4 || /[0-9]/.test(form)) return [];
    const phrases = [...this.#phrases.keys()];
    let like = phrases.filter((phrase) => phrase.startsWith(form));
    if (like.length === 0) like = phrases.filter((phrase) => isMisspelt(phrase, form));
    return like.flatMap((phrase) => [...(this.#phrases.get(phrase) ?? [])]);
  }

  #matches(forms: readonly string[], isMeant: boolean): Set<string> {
    const words = [...this.#vocabulary];
    const plain = words.filter((word) =>
      forms.some((form) => word === form || (form.length >= 3 && word.startsWith(form))),
    );
    if (plain.length > 0 || isMeant) return new Set(plain);
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
  const most = form.length >= 8 ? 2 : form.length >= 4 ? 1 : 0;
  if (most === 0 || Math.abs(word.length - form.length) > most) return false;
  return edits(word, form) <= most;
}

/** Levenshtein's distance by the full table. */
export function edits(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const here = [i];
    for (let j = 1; j <= b.length; j++) {
      here.push(
        Math.min(
          (above[j] as number) + 1,
          (here[j - 1] as number) + 1,
          (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    }
    above = here;
  }
  return above[b.length] as number;
}
