/**
 * The forbidden-attribute guard (FIRE-02; chapter 20, section 11): does a column, a key, a term or a label say
 * what status a person has? Tier 0 is refused without appeal; tier 1 needs two reviewers and a reason.
 * Pure, the same on the server and in a browser; no value that is judged is kept.
 */
import type { Concept, Entry, Lexicon, Phrase, Tier, Use } from './lexicon.ts';
import type { Pattern } from './word-index.ts';
import { type Firmness, firmnessOf } from './firmness.ts';
import { findPhrase, matchesWord, presentWords, speaks } from './match.ts';
import { INVISIBLE, readings, type Token, tokenise } from './normalise.ts';
import { segment } from './segment.ts';
import { serviceHeads, speaksOfHelp } from './services.ts';
import { unspread } from './unspread.ts';

export type Judgement = {
  concept: Concept;
  tier: Tier;
  /** The words that were recognised, as the lexicon has them; never the text that was judged. */
  word: string;
};

/** What the rules say; `at`: where its words stand among those that count. */
export type Ruling = Judgement & {
  firmness: Firmness;
  at: readonly number[];
};

export type Span = Judgement & { from: number; to: number };

/** `at`: where the words of the phrase stand, each in its place. */
export type Hit = { entry: Entry; word: string; at: number[]; words: readonly Pattern[] };

/** How far a `near` word may stand from its stem. */
const NEAR = 5;
export const LONGEST_LABEL = 400;

/** Judges a header, a key, a taxonomy term or an option: names of services ("asylum legal aid") are let in. */
export function judgeNameIn(lexicon: Lexicon, text: string): Ruling | undefined {
  return judge(lexicon, text, true);
}

/** Judges a question of a form: a service in its words ("visa information") excuses nothing. */
export function judgeQuestionIn(lexicon: Lexicon, text: string): Ruling | undefined {
  return judge(lexicon, text, false);
}

/** Longer texts are judged in pieces that share some words: the work grows with the length. */
const STEP = 300;
const LONGEST_TEXT = 70_000;

function judge(lexicon: Lexicon, text: string, services: boolean): Ruling | undefined {
  const plain = text.slice(0, LONGEST_TEXT).replace(INVISIBLE, '');
  let gravest: Ruling | undefined;
  for (let from = 0; from === 0 || from + LONGEST_LABEL - STEP < plain.length; from += STEP) {
    const piece = wordsIn(lexicon, plain.slice(from, from + LONGEST_LABEL));
    const found = ruleOn(lexicon, piece, services);
    if (found?.tier === 0) return found;
    gravest ??= found;
  }
  return gravest;
}

/** A label cut into its words, once for the rules and the second reader. */
export type Words = {
  label: string;
  asks: boolean;
  all: readonly Token[];
  /** Those that count. */
  tokens: readonly Token[];
  /** It promises something, or tells what others did. */
  excused: boolean;
};

/** The words of a text of at most 400 signs without invisible ones. */
export function wordsIn(lexicon: Lexicon, text: string): Words {
  const label = unspread(text);
  const asks = ASKS.test(label);
  const all = tokenise(label);
  const tokens = weighty(lexicon, all);
  return { label, asks, all, tokens, excused: excuses(lexicon, tokens, asks) };
}

/** What the rules say of a label; `services`: names of services are let in. */
export function ruleOn(
  lexicon: Lexicon,
  { label, asks, all, tokens, excused }: Words,
  services: boolean,
): Ruling | undefined {
  if (excused) return undefined;
  // Who asks names no service.
  const names = services && !/[?？؟፧]\s*$/u.test(label);
  const hits = allHits(lexicon, tokens, asks);
  const parted = hits.length > 0 ? undefined : compounds(lexicon, tokens);
  return (
    gravest(lexicon, tokens, hits, names) ??
    (parted && firm(gravest(lexicon, parted, allHits(lexicon, parted, asks), names))) ??
    (hits.length > 0 ? undefined : judgeJoined(lexicon, all))
  );
}

/** The words that count: without "the", "of" and their like. */
export function weighty({ stop, burmese }: Lexicon, tokens: readonly Token[]): Token[] {
  return segment(tokens, burmese).filter(
    (token) => !token.readings.some((reading) => stop.has(reading)),
  );
}

export const ASKS = /[?？؟፧;:]\s*$/u;

/** A promise ("we do not ask") that asks nothing, or what somebody did ("threatened with deportation"). */
export function excuses(
  { pledges, conduct, calm }: Lexicon,
  tokens: readonly Token[],
  asks: boolean,
): boolean {
  const present = calmWords(calm, tokens);
  return [...conduct, ...(asks ? [] : pledges)].some((phrase) =>
    findPhrase(tokens, phrase, false, present),
  );
}

const calmKnown = new WeakMap<readonly Token[], Set<Pattern>>();

/** Words of harmless phrases among the tokens; asked for each hit, found once. */
function calmWords(calm: Lexicon['calm'], tokens: readonly Token[]): Set<Pattern> {
  let words = calmKnown.get(tokens);
  if (!words) calmKnown.set(tokens, (words = presentWords(calm, tokens, false)));
  return words;
}

/** Every hit of a label, those in harmless phrases too. */
export function allHits(lexicon: Lexicon, tokens: readonly Token[], asks: boolean): Hit[] {
  if (tokens.length === 0) return [];
  const present = presentWords(lexicon.index, tokens, true);
  return [
    ...hitsIn(lexicon, tokens, present, {
      slips: true,
      anywhere: asks && !speaksOfHelp(lexicon, tokens) ? ['form', 'alone', 'value'] : ['form'],
    }),
    ...onlyStatus(lexicon, tokens, present),
  ];
}

/** In more words than this the words of a label say nothing together. */
const LONGEST_QUESTION = 14;

function gravest(
  lexicon: Lexicon,
  tokens: readonly Token[],
  hits: readonly Hit[],
  services: boolean,
): Ruling | undefined {
  if (hits.length === 0) return undefined;
  const heads = services ? serviceHeads(lexicon, tokens) : [];
  const said = hits
    .filter((hit) => !hit.entry.labels || tokens.length <= LONGEST_QUESTION)
    // What a service is about says nothing of a person; "removal centre" alone does.
    .filter((hit) => heads.length === 0 || isOwnHead(hit, heads, tokens))
    .filter((hit) => !staysIn(hit.entry) || !isIntoAPlace(lexicon, tokens))
    .filter((hit) => !isExcepted(lexicon, hit, tokens))
    .filter(({ entry: { unless } }) => !unless || presentWords(unless, tokens, true).size === 0)
    .sort((a, b) => a.entry.tier - b.entry.tier);
  const [first] = said;
  const at = said.flatMap((hit) => hit.at);
  const firmness = firmnessOf(lexicon, said, tokens);
  return (
    first && {
      concept: first.entry.concept,
      tier: first.entry.tier,
      word: first.word,
      firmness,
      at,
    }
  );
}

/** "Immigration removal centre": the house is part of what is asked. */
function isOwnHead(hit: Hit, heads: readonly number[], tokens: readonly Token[]): boolean {
  if (tokens.every((_, at) => hit.at.includes(at))) return true;
  return (
    hit.entry.concept === 'immigration_detention' && heads.every((head) => hit.at.includes(head))
  );
}

/** Concepts that also say how somebody came into a house or how long she stayed there. */
const STAYS: ReadonlySet<Concept> = new Set(['entry_manner', 'arrival_year', 'length_of_stay']);

function staysIn({ stays, concept }: Entry): boolean {
  return stays || STAYS.has(concept);
}

/** "Date of entry into the nursery": a house is named, and no country. */
function isIntoAPlace({ places, lands }: Lexicon, tokens: readonly Token[]): boolean {
  return (
    presentWords(places, tokens, false).size > 0 && presentWords(lands, tokens, true).size === 0
  );
}

export function wordsOf(phrase: Phrase): string {
  return phrase.words.map((word) => word.text).join(' ');
}

/**
 * Everything the tokens may say. Phrases of the kinds `anywhere` may stand among other words, others must be
 * the whole label: a value in a text, and "visa" in a question, mean it wherever they stand.
 */
export function hitsIn(
  { uses }: Lexicon,
  tokens: readonly Token[],
  present: ReadonlySet<Pattern>,
  { slips, anywhere }: { slips: boolean; anywhere: readonly Use['kind'][] },
): Hit[] {
  const hits: Hit[] = [];
  for (const word of present) {
    for (const use of uses.get(word) ?? []) {
      const { entry } = use;
      if (use.kind === 'stem') {
        const hit = nearStem(entry, word, tokens, present, slips);
        if (hit) hits.push(hit);
        continue;
      }
      if (!anywhere.includes(use.kind) && use.phrase.words.length !== tokens.length) continue;
      const at = findPhrase(tokens, use.phrase, slips, present);
      if (at) hits.push({ entry, at, word: wordsOf(use.phrase), words: use.phrase.words });
    }
  }
  return hits;
}

/** The first place where a stem stands beside one of its words. */
function nearStem(
  entry: Entry,
  stem: Pattern,
  tokens: readonly Token[],
  present: ReadonlySet<Pattern>,
  slips: boolean,
): Hit | undefined {
  const nearby = entry.near.filter((word) => present.has(word));
  if (nearby.length === 0) return undefined;
  for (const [i, token] of tokens.entries()) {
    if (!matchesWord(token, stem, slips, true)) continue;
    // Of two words one may be misspelt.
    const also = slips && matchesWord(token, stem, false);
    for (let k = Math.max(0, i - NEAR); k <= Math.min(tokens.length - 1, i + NEAR); k++) {
      const other = tokens[k];
      const near =
        k === i || !other ? undefined : nearby.find((word) => matchesWord(other, word, also, true));
      if (near)
        return { entry, at: [i, k], word: `${stem.text} ${near.text}`, words: [stem, near] };
    }
  }
  return undefined;
}

/** "Undocumented people", "Refugees/Entrants/Asylees": nothing but words for a status. */
function onlyStatus(
  { uses, people }: Lexicon,
  tokens: readonly Token[],
  present: ReadonlySet<Pattern>,
): Hit[] {
  const found: Hit[] = [];
  const covered = new Set<number>();
  for (const word of present) {
    for (const use of uses.get(word) ?? []) {
      if (use.kind !== 'alone' && use.kind !== 'value' && use.kind !== 'whole') continue;
      const at = findPhrase(tokens, use.phrase, true, present);
      if (!at) continue;
      found.push({ entry: use.entry, at, word: wordsOf(use.phrase), words: use.phrase.words });
      for (const i of at) covered.add(i);
    }
  }
  const all = tokens.every((token, i) => covered.has(i) || speaks(people, token));
  return all ? found : [];
}

/** A hit inside a harmless phrase is none. */
export function isExcepted(
  lexicon: Lexicon,
  hit: Pick<Hit, 'entry' | 'at'>,
  tokens: readonly Token[],
): boolean {
  let found = harmlessKnown.get(tokens);
  if (!found) harmlessKnown.set(tokens, (found = harmlessIn(lexicon, tokens)));
  return found.some(
    ({ concept, at }) =>
      (concept === undefined || concept === hit.entry.concept) &&
      hit.at.some((i) => at.includes(i)),
  );
}

type Harmless = { concept: Concept | undefined; at: number[] };
const harmlessKnown = new WeakMap<readonly Token[], Harmless[]>();

/** Harmless phrases among the tokens; asked for each hit, found once. */
function harmlessIn({ calm, exceptBy }: Lexicon, tokens: readonly Token[]): Harmless[] {
  // A harmless label may be misspelt like any other.
  const present = presentWords(calm, tokens, true);
  return [...present].flatMap((word) =>
    (exceptBy.get(word) ?? []).flatMap(({ concept, phrase }) => {
      const at = findPhrase(tokens, phrase, phrase.words.length > 1 && 'few', present);
      return at && isTogether(at) ? [{ concept, at }] : [];
    }),
  );
}

/** A harmless phrase is written as one: "fecha de ingreso al albergue" is not in "fecha … ingreso … albergue". */
function isTogether(at: readonly number[]): boolean {
  return Math.max(...at) - Math.min(...at) < at.length + (at.length > 2 ? 1 : 0);
}

const LONGEST_COMPOUND = 40;

/** The tokens with German compounds in their parts ("Aufenthaltsstatus" = "aufenthalt status"), if there are any. */
function compounds({ parts }: Lexicon, tokens: readonly Token[]): Token[] | undefined {
  let changed = false;
  const all = tokens.flatMap((token) => {
    const word = token.readings[0] ?? '';
    const found =
      word.length >= 9 && word.length <= LONGEST_COMPOUND && /^[a-z]+$/.test(word)
        ? partsOf(parts, word)
        : undefined;
    if (!found) return [token];
    changed = true;
    return found.map((part) => ({ ...token, readings: readings(part) }));
  });
  return changed ? all : undefined;
}

function partsOf(parts: ReadonlySet<string>, word: string): string[] | undefined {
  for (let cut = word.length - 3; cut >= 3; cut--) {
    const left = [
      word.slice(0, cut),
      ...['s', 'n', 'en', 'es'].map((link) =>
        word.slice(0, cut).endsWith(link) ? word.slice(0, cut - link.length) : '',
      ),
    ].find((part) => parts.has(part));
    if (left === undefined) continue;
    const right = word.slice(cut);
    if (parts.has(right)) return [left, right];
    const rest = right.length >= 7 ? partsOf(parts, right) : undefined;
    if (rest) return [left, ...rest];
  }
  return undefined;
}

/** No word of a lexicon is longer when its letters are pulled apart. */
const LONGEST_JOIN = 40;

/** Letters or parts of words that were pulled apart ("v.i.s.a", "immi gration sta tus"). */
function judgeJoined(
  { squashed, verbatim }: Lexicon,
  tokens: readonly Token[],
): Ruling | undefined {
  for (let i = 0; i < tokens.length; i++) {
    let plain = '';
    let disguised = '';
    let single = true;
    for (let k = i; k < Math.min(tokens.length, i + LONGEST_JOIN); k++) {
      const ways = tokens[k]?.readings ?? [];
      plain += ways[0] ?? '';
      disguised += ways.at(-1) ?? '';
      single &&= [...(ways[0] ?? '')].length === 1;
      if (plain.length < 8 && (k === i || !single)) continue;
      for (const joined of new Set([plain, disguised, plain.replaceAll('ال', '')])) {
        const said = verbatim.get(joined);
        if (said) return ruling(said.entry, said.text);
        const entry = squashed.get(joined);
        const isForm = entry?.forms.find((one) => one.squashed === joined);
        const isAll =
          i === 0 && k === tokens.length - 1
            ? [...(entry?.alone ?? []), ...(entry?.whole ?? [])].find(
                (one) => one.squashed === joined,
              )
            : undefined;
        const phrase = isForm ?? isAll;
        // Whole words that stand for themselves were judged as words already.
        if (entry && phrase && phrase.words.length !== k - i + 1)
          return ruling(entry, wordsOf(phrase));
      }
    }
  }
  return undefined;
}

/** Nobody pulls letters apart by chance. */
function ruling({ concept, tier }: Entry, word: string): Ruling {
  return { concept, tier, word, firmness: 'firm', at: [] };
}

/** Parts of a compound have no place among the words that the reader sees. */
function firm(found: Ruling | undefined): Ruling | undefined {
  return found && { ...found, firmness: 'firm' };
}
