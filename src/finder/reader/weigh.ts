/**
 * Rules and reader together (chapter 10, section 6). What the rules understood stays understood only while the reader
 * agrees that it is asked for; else it is only mentioned, "my phone was stolen". What the reader alone claims is never
 * understood, but asked ("Did you mean …?"), and its services are found. Pure.
 */
import { needBranch, type NeedCode } from '../../directory/needs.ts';
import { UNSPACED } from './traits.ts';
import type { TextSpan, UnderstoodText } from '../understand-text.ts';
import { arrange, type Likely } from './arrange.ts';
import { type Reading, readQuestion, sharesOf } from './read.ts';
import type { Reader } from './weights-file.ts';

/**
 * How much more likely a need is that the rules understood, and by how much for a text that is nothing but words of
 * it; and one that they guessed: powers of e. All numbers here were chosen by cross-validation.
 */
const UNDERSTOOD = 1;
const COVERED = 3;
const GUESSED = 0.75;
/** What the reader alone claims must be so likely of all that the text may mean … */
const LEAST = 0.1;
/** … and by itself at least so likely where the rules understood something else in no word, or in all of them. */
const OVERRULES = { none: 0.1, all: 0.5 };
/** Needs that are so much less likely than the first are not asked about, or not looked for. */
const ASKED = 0.5;
const FOUND = 0.04;
const MOST_ASKED = 3;
const MOST_FOUND = 6;
/** From here on a text surely asks for nothing. */
const NOTHING = 0.6;
/** A word that has more than this share of what speaks for a need is one of its words. */
const HEAVY = 0.2;

type Weighed = Likely & { isUnderstood: boolean };

/** What the rules understood of `text`, weighed anew by what it reads like; the same where the reader is not sure. */
export function weigh(rules: UnderstoodText, reader: Reader, text: string): UnderstoodText {
  const reading = readQuestion(reader, text);
  if (reading === undefined) return rules;
  if (asksNothing(rules, reading)) return { ...rules, guesses: [], spans: [] };
  const found = weighed(rules, reader, reading);
  const [best] = found;
  if (best === undefined) return rules;
  const asked = found.filter(({ weight }) => weight >= best.weight * ASKED).slice(0, MOST_ASKED);
  // "Food" stays understood where the reader means a meal: its services come first, and nothing is asked.
  const near = rules.needs.filter((need) => isRelated(need, best.need));
  const also = asked.filter((one) => one.isUnderstood && near.length > 0);
  const needs = [...new Set([...near, ...also.map(({ need }) => need)])];
  const isNew = (need: NeedCode): boolean =>
    !needs.includes(need) && !near.includes(needBranch(need));
  const codes = [...new Set([...found.map(({ need }) => need), ...needs])];
  return {
    ...rules,
    needs,
    guesses: asked.map(({ need }) => need).filter(isNew),
    spans: [
      ...codes.map(
        (need, n): TextSpan => ({
          needs: [need],
          mask: namedIn(rules, need) || (n === 0 ? maskOf(rules, reader, reading, need) : 0),
          isGuess: !needs.includes(need),
          isContext: false,
        }),
      ),
      ...rules.spans
        .filter((span) => !span.needs.some((need) => codes.includes(need)))
        .map((span): TextSpan => ({ ...span, isContext: true })),
    ],
    // Of one need alone all services weigh the same.
    ...(found.length > 1 ? { arrange: (layers, hits) => arrange(found, layers, hits) } : {}),
  };
}

/** "Hello": the rules guess at most, and the reader has seen such words ask for nothing. */
function asksNothing({ needs, guesses, spans }: UnderstoodText, { chances }: Reading): boolean {
  return (
    needs.length === 0 &&
    guesses.length > 0 &&
    spans.every(({ isGuess }) => isGuess) &&
    (chances.at(-1) as number) >= NOTHING
  );
}

/** A branch and its leaf: "doctor" is health, and health may be a doctor. */
function isRelated(one: NeedCode, other: NeedCode): boolean {
  return one === other || one === needBranch(other) || other === needBranch(one);
}

/** The needs to look for, the most likely first; none where nothing is likely enough to speak of. */
function weighed(rules: UnderstoodText, { needs }: Reader, { chances }: Reading): Weighed[] {
  const guessed = new Set(rules.guesses);
  const understood = new Set(rules.needs);
  const all = needs.map((need, n): Weighed => {
    const isUnderstood = understood.has(need);
    const power = isUnderstood
      ? UNDERSTOOD + COVERED * coverOf(rules, need)
      : guessed.has(need)
        ? GUESSED
        : 0;
    return { need, weight: (chances[n] as number) * Math.exp(power), isUnderstood };
  });
  const none = chances.at(-1) as number;
  const whole = all.reduce((sum, { weight }) => sum + weight, none);
  const [best, ...others] = all.sort((a, b) => b.weight - a.weight);
  if (best === undefined) return [];
  const named = others.find(({ isUnderstood }) => isUnderstood);
  if (!best.isUnderstood && named && !isRelated(named.need, best.need)) {
    const chance = chances[needs.indexOf(best.need)] as number;
    const { none: least, all: most } = OVERRULES;
    // A word of another language is a sure one: the reader knows nothing of it.
    const cover = isForeignIn(rules, named.need) ? 1 : coverOf(rules, named.need);
    if (chance < least + (most - least) * cover) return [];
  }
  const isSure = best.weight >= whole * LEAST && best.weight > none;
  if (!isSure && !best.isUnderstood) return [];
  return [best, ...others.filter(({ weight }) => weight >= best.weight * FOUND)].slice(
    0,
    MOST_FOUND,
  );
}

/** The bits of the words that the rules have for a need. */
function namedIn({ spans }: UnderstoodText, need: NeedCode): number {
  return spans.reduce((mask, span) => (span.needs.includes(need) ? mask | span.mask : mask), 0);
}

function isForeignIn({ spans }: UnderstoodText, need: NeedCode): boolean {
  return spans.some((span) => span.isForeign && span.needs.includes(need));
}

/** How many of the words name a need, as a share of all. */
function coverOf(rules: UnderstoodText, need: NeedCode): number {
  let count = 0;
  for (let mask = namedIn(rules, need); mask !== 0; mask &= mask - 1) count++;
  return count / Math.max(1, rules.words.length);
}

/** The bits of the words that weighed most for a need. */
function maskOf(rules: UnderstoodText, reader: Reader, reading: Reading, need: NeedCode): number {
  const shares = sharesOf(reader, reading, need).map((share) => Math.max(0, share));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const heavy = reading.words.filter((_, n) => (shares[n] as number) > whole * HEAVY);
  let mask = 0;
  for (const [n, { forms }] of rules.words.entries())
    if (forms.some((form) => heavy.some((word) => word === form || isPiece(form, word))))
      mask |= 1 << n;
  return mask;
}

/** Burmese and Khmer words are indexed by pairs of their syllables. */
function isPiece(form: string, word: string): boolean {
  return UNSPACED.test(form) && word.includes(form);
}
