/** Rumours as they are heard (INFO-03; chapter 10, section 4.4): when an answer is due, and which are the same. Pure. */
import { fold } from '../languages/fold.ts';

export const RUMOUR_MEDIA = [
  'talk',
  'phone_group',
  'social_media',
  'leaflet',
  'radio',
  'loudspeaker',
  'other',
] as const;
export type RumourMedium = (typeof RUMOUR_MEDIA)[number];
/** 3: somebody can come to grief by it. */
export const HARMS = [1, 2, 3] as const;
export type Harm = (typeof HARMS)[number];
export const RUMOUR_STATES = ['new', 'checking', 'answered', 'closed'] as const;
export type RumourState = (typeof RUMOUR_STATES)[number];

const HOUR = 3_600_000;
export const ANSWER_HOURS = { grave: 12, other: 48 } as const;
/** Days for which an answer to a rumour is good. */
export const ANSWER_DAYS = 30;

/** @param at ms since 1970 when it was written down. @returns when it has to be answered */
export const dueAt = (at: number, harm: Harm): number =>
  at + (harm === 3 ? ANSWER_HOURS.grave : ANSWER_HOURS.other) * HOUR;

/** What follows what: a closed rumour stays closed, and only what is open can be taken up. */
export function mayBecome(from: RumourState, to: RumourState): boolean {
  if (from === 'new') return to !== 'new';
  if (from === 'checking') return to === 'answered' || to === 'closed';
  return from === 'answered' && to === 'closed';
}

/** From here on two rumours are offered as the same. */
export const ALIKE = 0.4;

/**
 * How alike two sayings are, 0 to 1: the share of groups of three letters that both have (Dice 1945), after folding.
 * Both have to be in the same language.
 */
export function likeness(a: string, b: string, lang: string): number {
  const [one, two] = [gramsOf(a, lang), gramsOf(b, lang)];
  if (one.size === 0 || two.size === 0) return 0;
  let both = 0;
  for (const gram of one) if (two.has(gram)) both++;
  return (2 * both) / (one.size + two.size);
}

function gramsOf(text: string, lang: string): ReadonlySet<string> {
  const letters = [...` ${fold(text, lang)} `];
  const grams = new Set<string>();
  if (letters.length > 2)
    for (let at = 0; at + 3 <= letters.length; at++) grams.add(letters.slice(at, at + 3).join(''));
  return grams;
}
