/** Numbers of cards or points that somebody names in a kit, a point or a route: each once, and each of something that stands. */
import type { Transaction } from '../database/index.ts';
import { Problem } from '../http/problem.ts';

const TABLES = { cards: 'card', points: 'info_point' } as const;

export type Named = {
  /** The field in which they are named, which says what they are numbers of. */
  field: keyof typeof TABLES;
  asked: readonly number[];
  /** Those that were named before: they may stay, whatever became of them since. */
  had?: readonly number[];
};

/** @throws Problem `bad_input` that names the field and gives the numbers that do not stand in this territory */
export async function checkStanding(
  tx: Transaction,
  territory: string,
  { field, asked, had = [] }: Named,
): Promise<void> {
  const refuse = (expected: string, given?: readonly string[]): Problem =>
    new Problem('bad_input', { field, errors: [{ field, expected, ...(given ? { given } : {}) }] });
  if (new Set(asked).size < asked.length) throw refuse('each number once');
  const added = asked.filter((code) => !had.includes(code));
  const known = await tx.query<{ code: number }>(
    `select code from guidance.${TABLES[field]} where code = any ($1) and territory = $2 and withdrawn_at is null`,
    [added, territory],
  );
  const missing = added.filter((code) => !known.some((one) => one.code === code)).map(String);
  if (missing.length)
    throw refuse(`numbers of ${field} that stand; these do not: ${missing.join(', ')}`, missing);
}
