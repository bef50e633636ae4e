/** Compares an answer of the engine with the oracle's; only tests and the bench do. */
import type { OracleAnswer } from './oracle.ts';
import type { FinderAnswer } from './query.ts';

/** `'same'`, or what differs between an answer of the engine and the oracle's. */
export function sameAnswer(answer: FinderAnswer, plain: OracleAnswer): string {
  const { items, counts, without, radiusM, understoodNeeds } = answer;
  const mine = {
    items: items.map(({ code, group, against, unknown }) => [
      code,
      group,
      against,
      sorted(unknown),
    ]),
    counts,
    without,
    radiusM,
    understoodNeeds: sorted(understoodNeeds),
  };
  const theirs = {
    items: plain.items.map(({ code, group, against, unknown }) => [
      code,
      group,
      against,
      sorted(unknown),
    ]),
    counts: plain.counts,
    without: plain.without,
    radiusM: plain.radiusM,
    understoodNeeds: sorted(plain.understoodNeeds),
  };
  const [a, b] = [JSON.stringify(mine), JSON.stringify(theirs)];
  return a === b ? 'same' : `engine ${a}\noracle ${b}`;
}

function sorted(values: readonly string[]): string[] {
  return values.slice().sort();
}
