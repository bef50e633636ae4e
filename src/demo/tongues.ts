/** Which languages a service offers: English nearly always, the others as people in Selmora need them. */
import type { LanguagePlan } from './plan.ts';
import type { Chance } from './random.ts';

/** Weights of the languages that services add to English. */
export const LANGUAGE_WEIGHTS: readonly (readonly [string, number])[] = [
  ['ar', 50],
  ['fr', 44],
  ['es', 38],
  ['fa', 32],
  ['ti', 28],
  ['ur', 14],
  ['so', 14],
  ['bn', 13],
  ['pt', 11],
  ['uk', 11],
  ['am', 10],
  ['tr', 9],
  ['ps', 8],
  ['ckb', 7],
  ['sw', 5],
  ['wo', 4],
  ['pl', 4],
  ['my', 2],
  ['rhg', 1],
];

/** English and `low` to `high` others, most by staff, some through interpreters. */
export function languagesFor(chance: Chance, low: number, high: number): LanguagePlan[] {
  const wanted = chance.between(low, high);
  const left = [...LANGUAGE_WEIGHTS];
  const plans: LanguagePlan[] = [{ lang: 'en', mode: 'staff' }];
  while (plans.length <= wanted && left.length) {
    const lang = chance.weighted(left);
    left.splice(
      left.findIndex(([other]) => other === lang),
      1,
    );
    const mode = chance.weighted([
      ['staff', 68],
      ['interpreter_on_site', 14],
      ['interpreter_phone', 18],
    ] as const);
    plans.push({ lang, mode });
  }
  return plans;
}
