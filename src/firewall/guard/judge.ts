/**
 * The forbidden-attribute guard (FIRE-02; chapter 20, section 11): does a column, a key, a term or a text
 * say what status a person has? Tier 0 is refused without appeal; tier 1 needs two reviewers and a reason,
 * which an import never has. Pure; no value that is judged is kept.
 */
import {
  type Concept,
  type Entry,
  lexicon,
  type Pattern,
  type Phrase,
  type Tier,
} from './lexicon.ts';
import { findPhrase, matchesWord } from './match.ts';
import { type Token, tokenise } from './normalise.ts';

export type Judgement = {
  concept: Concept;
  tier: Tier;
  /** The words that were recognised, as the lexicon has them; never the text that was judged. */
  word: string;
};

export type Span = Judgement & { from: number; to: number };

/** How far a `near` word may stand from its stem. */
const NEAR = 4;
const LONGEST_LABEL = 400;
const LONGEST_TEXT = 70_000;

/** Judges a header, a key, a taxonomy term or an option. */
export function judgeName(text: string): Judgement | undefined {
  const all = tokenise(text.slice(0, LONGEST_LABEL));
  const { stop } = lexicon();
  const tokens = all.filter((token) => !stop.has(token.readings[0] ?? ''));
  return judgeTokens(tokens) ?? judgeJoined(all);
}

function judgeTokens(tokens: readonly Token[]): Judgement | undefined {
  if (tokens.length === 0 || isService(tokens)) return undefined;
  const hits = [
    ...lexicon().entries.flatMap((entry) => hitsOf(entry, tokens, true)),
    ...onlyStatus(tokens),
  ];
  const real = hits.filter((hit) => !isExcepted(hit, tokens));
  real.sort((a, b) => a.entry.tier - b.entry.tier);
  const [first] = real;
  return first && { concept: first.entry.concept, tier: first.entry.tier, word: first.word };
}

type Hit = { entry: Entry; word: string; at: number[] };

function hitsOf(entry: Entry, tokens: readonly Token[], slips: boolean): Hit[] {
  const hits: Hit[] = [];
  const push = (phrase: Phrase, at: number[]): void => {
    hits.push({ entry, at, word: phrase.words.map((word) => word.text).join(' ') });
  };
  for (const phrase of entry.forms) {
    const at = findPhrase(tokens, phrase, slips);
    if (at) push(phrase, at);
  }
  for (const phrase of [...entry.alone, ...entry.values]) {
    if (phrase.words.length !== tokens.length) continue;
    const at = findPhrase(tokens, phrase, slips);
    if (at) push(phrase, at);
  }
  for (const stem of entry.stems) {
    const hit = nearStem(entry, stem, tokens, slips);
    if (hit) hits.push(hit);
  }
  return hits;
}

/** The first place where a stem stands beside one of its words. */
function nearStem(
  entry: Entry,
  stem: Pattern,
  tokens: readonly Token[],
  slips: boolean,
): Hit | undefined {
  for (const [i, token] of tokens.entries()) {
    if (!matchesWord(token, stem, slips)) continue;
    for (let k = Math.max(0, i - NEAR); k <= Math.min(tokens.length - 1, i + NEAR); k++) {
      const other = tokens[k];
      const near =
        k === i || !other ? undefined : entry.near.find((word) => matchesWord(other, word, slips));
      if (near) return { entry, at: [i, k], word: `${stem.text} ${near.text}` };
    }
  }
  return undefined;
}

/** "Undocumented people", "Refugees/Entrants/Asylees": nothing but words for a status. */
function onlyStatus(tokens: readonly Token[]): Hit[] {
  const { entries, people } = lexicon();
  const found: Hit[] = [];
  const covered = new Set<number>();
  for (const entry of entries) {
    for (const phrase of [...entry.alone, ...entry.values]) {
      const at = findPhrase(tokens, phrase, true);
      if (!at) continue;
      found.push({ entry, at, word: phrase.words.map((word) => word.text).join(' ') });
      for (const i of at) covered.add(i);
    }
  }
  const all = tokens.every(
    (token, i) => covered.has(i) || people.some((word) => matchesWord(token, word, false)),
  );
  return all ? found : [];
}

/** A hit inside a harmless phrase is none. */
function isExcepted(hit: Hit, tokens: readonly Token[]): boolean {
  const { except, exceptOf } = lexicon();
  return [...(exceptOf.get(hit.entry.concept) ?? []), ...except].some((phrase) => {
    const at = findPhrase(tokens, phrase, false);
    return at !== undefined && hit.at.some((i) => at.includes(i));
  });
}

/** "Asylum legal aid" names a service, not a person. */
function isService(tokens: readonly Token[]): boolean {
  const ends = {
    first: tokens.slice(0, 1),
    last: tokens.slice(-1),
    any: [tokens[0], tokens.at(-1)],
  };
  return lexicon().services.some(({ head, words }) =>
    ends[head].some((token) => token && words.some((word) => matchesWord(token, word, false))),
  );
}

/** Letters or parts of words that were pulled apart ("v.i.s.a", "immi gration sta tus"). */
function judgeJoined(tokens: readonly Token[]): Judgement | undefined {
  const { squashed } = lexicon();
  for (let i = 0; i < tokens.length; i++) {
    let plain = '';
    let disguised = '';
    let single = true;
    for (let k = i; k < Math.min(tokens.length, i + 40); k++) {
      const readings = tokens[k]?.readings ?? [];
      plain += readings[0] ?? '';
      disguised += readings.at(-1) ?? '';
      single &&= [...(readings[0] ?? '')].length === 1;
      if (k === i || (plain.length < 8 && !single)) continue;
      for (const joined of new Set([plain, disguised, plain.replaceAll('ال', '')])) {
        const entry = squashed.get(joined);
        const isForm = entry?.forms.find((one) => one.squashed === joined);
        const isAll =
          i === 0 && k === tokens.length - 1
            ? entry?.alone.find((one) => one.squashed === joined)
            : undefined;
        const phrase = isForm ?? isAll;
        // Whole words that stand for themselves were judged as words already.
        if (entry && phrase && phrase.words.length !== k - i + 1) {
          return {
            concept: entry.concept,
            tier: entry.tier,
            word: phrase.words.map((word) => word.text).join(' '),
          };
        }
      }
    }
  }
  return undefined;
}

/** Of the non-blank values of a column, this share in the status vocabulary refuses it (chapter 10, section 2.3). */
const SHARE = 0.2;

/** Judges a column by its header and by what stands in it. Blank values do not count. */
export function judgeColumn(header: string, values: Iterable<string>): Judgement | undefined {
  const named = header === '' ? undefined : judgeName(header);
  if (named) return named;
  const headerTokens = header === '' ? [] : tokenise(header);
  const exempt =
    headerTokens.length > 0 &&
    lexicon().except.some(
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
      judged = judgeValue(text) ?? null;
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
export function judgeValue(text: string): Judgement | undefined {
  if (text.length > LONGEST_LABEL) return undefined;
  const { stop, cues, entries } = lexicon();
  const tokens = tokenise(text).filter(
    (token) =>
      !stop.has(token.readings[0] ?? '') && !cues.some((cue) => matchesWord(token, cue, false)),
  );
  if (tokens.length === 0 || tokens.length > 8 || isService(tokens)) return undefined;
  for (const entry of entries) {
    for (const phrase of [...entry.values, ...entry.forms]) {
      const at = findPhrase(tokens, phrase, false);
      // The phrase must be most of what the cell says.
      if (at && at.length * 2 >= tokens.length && !isExcepted({ entry, at, word: '' }, tokens)) {
        return {
          concept: entry.concept,
          tier: entry.tier,
          word: phrase.words.map((word) => word.text).join(' '),
        };
      }
    }
  }
  return undefined;
}

/** Every place in a free text that speaks of a person's status, in order. */
export function judgeText(text: string): Span[] {
  const { stop } = lexicon();
  const spans: Span[] = [];
  for (const sentence of sentencesOf(text.slice(0, LONGEST_TEXT))) {
    const tokens = tokenise(sentence.text).filter((token) => !stop.has(token.readings[0] ?? ''));
    for (const hit of hitsInText(tokens)) {
      const places = hit.at.flatMap((i) => tokens[i] ?? []);
      spans.push({
        concept: hit.entry.concept,
        tier: hit.entry.tier,
        word: hit.word,
        from: sentence.from + Math.min(...places.map((token) => token.from)),
        to: sentence.from + Math.max(...places.map((token) => token.to)),
      });
    }
  }
  return spans.sort((a, b) => a.from - b.from);
}

function hitsInText(tokens: readonly Token[]): Hit[] {
  const candidates = candidateEntries(tokens);
  const hits: Hit[] = [];
  for (const entry of candidates) {
    for (const phrase of entry.values) {
      const at = findPhrase(tokens, phrase, false);
      if (at) hits.push({ entry, at, word: phrase.words.map((word) => word.text).join(' ') });
    }
    hits.push(...hitsOf(entry, tokens, false));
  }
  return hits.filter((hit) => !isExcepted(hit, tokens));
}

/** The first letters of every pattern, so that a long text is compared only with what could be in it. */
let byStart: Map<string, Set<Entry>> | undefined;

function candidateEntries(tokens: readonly Token[]): Set<Entry> {
  if (!byStart) {
    byStart = new Map();
    for (const entry of lexicon().entries) {
      const words = [
        ...entry.stems,
        ...[...entry.forms, ...entry.alone, ...entry.values].flatMap((phrase) =>
          phrase.words.slice(0, 1),
        ),
      ];
      for (const word of words) {
        const start = word.text.slice(0, 3);
        let set = byStart.get(start);
        if (!set) byStart.set(start, (set = new Set()));
        set.add(entry);
      }
    }
  }
  const found = new Set<Entry>();
  for (const token of tokens) {
    for (const reading of token.readings)
      for (const entry of byStart.get(reading.slice(0, 3)) ?? []) found.add(entry);
  }
  return found;
}

/** Sentences that make a person's status a condition of help: they are held from publication. */
export function conditionSpans(text: string): { from: number; to: number }[] {
  const { stop, cues } = lexicon();
  const spans: { from: number; to: number }[] = [];
  for (const sentence of sentencesOf(text.slice(0, LONGEST_TEXT))) {
    const tokens = tokenise(sentence.text).filter((token) => !stop.has(token.readings[0] ?? ''));
    const hits = hitsInText(tokens);
    if (hits.length === 0) continue;
    const demanded = hits.some((hit) => {
      const low = Math.min(...hit.at) - 8;
      const high = Math.max(...hit.at) + 8;
      return tokens.some(
        (token, i) =>
          i >= low &&
          i <= high &&
          !hit.at.includes(i) &&
          cues.some((cue) => matchesWord(token, cue, false)),
      );
    });
    if (demanded) spans.push({ from: sentence.from, to: sentence.from + sentence.text.length });
  }
  return spans;
}

/** Longer sentences are looked at in pieces: the work for one grows with its square. */
const LONGEST_SENTENCE = 600;

function sentencesOf(text: string): { from: number; text: string }[] {
  const sentences: { from: number; text: string }[] = [];
  for (const match of text.matchAll(/[^.!?؟。\n;•]+(?:[.!?؟。;]+(?!\S)|[\n•.!?;]|$)?/gu)) {
    let from = match.index ?? 0;
    let rest = match[0];
    while (rest.length > LONGEST_SENTENCE) {
      const cut = rest.lastIndexOf(' ', LONGEST_SENTENCE);
      const piece = rest.slice(0, cut > 0 ? cut : LONGEST_SENTENCE);
      sentences.push({ from, text: piece });
      from += piece.length;
      rest = rest.slice(piece.length);
    }
    if (rest.trim() !== '') sentences.push({ from, text: rest });
  }
  return sentences;
}
