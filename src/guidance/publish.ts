/** Gives a revision to the public (INFO-05; chapter 10, sections 4.1 and 4.5). */
import type { Database, Transaction } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { CardWords } from './card.ts';
import { checkWords } from './check-words.ts';
import { LACKING, type Lacking } from './lacking.ts';
import { referencesIn } from './references.ts';
import { present } from './rows.ts';
import { acting, type Editor } from './store.ts';

/**
 * What the directory says now of each reference, in a language: what cannot be answered is left out.
 * Given by whoever knows the directory and the settings.
 */
export type Resolve = (
  references: readonly string[],
  lang: string,
) => Promise<Readonly<Record<string, string>>>;

export type ToPublish = {
  card: number;
  lang: string;
  revision: number;
  /** Why it goes out without what it should have (INFO-07); at least ten characters. */
  override?: string;
};

/** What stands against publication, in words of the database. */
export class NotYet extends Problem {
  readonly lacking: Lacking;
  constructor(lacking: Lacking) {
    super('conflict', { field: lacking, detail: `This cannot be published yet: ${lacking}.` });
    this.lacking = lacking;
  }
}

/**
 * Publishes one revision: from this moment every channel shows it, and prints of the version before say "replaced".
 * @returns the version
 * @throws NotYet · Problem `bad_input` with each finding that stops it · `not_found`
 */
export async function publishWords(
  database: Database,
  editor: Editor,
  { card, lang, revision, override }: ToPublish,
  resolve: Resolve,
): Promise<number> {
  const [found] = await look(database, acting(editor), (tx) =>
    tx.query<CardWords>(
      `select question, answer, next_step "nextStep", action, target, child, alt from guidance.revision
       where (card, lang, revision) = ($1, $2, $3)`,
      [card, lang, revision],
    ),
  );
  if (!found)
    throw new Problem('not_found', {
      detail: `There is no revision ${revision} of card ${card} in ${lang}.`,
    });
  const words = present(found);
  const references = referencesIn(words);
  const values = await resolve(references, lang);
  const stops = checkWords(words, lang, new Set(Object.keys(values))).filter(
    ({ level }) => level === 'block',
  );
  if (stops.length > 0) {
    throw new Problem('bad_input', {
      detail: 'Something in the words stops publication.',
      errors: stops.map(({ field = 'card', code, found: what, most }) => ({
        field,
        expected: `${code}${what === undefined ? '' : `: ${what}`}${most === undefined ? '' : ` (at most ${most})`}`,
      })),
    });
  }
  return saying(() =>
    act(database, acting(editor), (tx) =>
      insertPublication(tx, { card, lang, revision, values, ...(override ? { override } : {}) }),
    ),
  );
}

type Inserted = ToPublish & { values: Readonly<Record<string, string>> };

/** Inserts the next version of a text; what was out of it ends. @returns the version */
export async function insertPublication(
  tx: Transaction,
  { card, lang, revision, values, override }: Inserted,
): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `insert into guidance.publication (card, lang, version, revision, meaning, resolved, override_why)
     values ($1, $2, 1, $3, 1, $4, $5) returning version`,
    [card, lang, revision, JSON.stringify(values), override ?? null],
  );
  return (row as { version: number }).version;
}

/** Turns the database's refusal into {@link NotYet}. */
async function saying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail =
      error instanceof Error && 'code' in error && error.code === 'P0001' && 'detail' in error
        ? LACKING.find((one) => one === error.detail)
        : undefined;
    if (detail) throw new NotYet(detail);
    throw error;
  }
}

const jobs = { role: 'app_jobs', actor: 'jobs', purpose: 'guidance' } as const;

/** Forgets suggestions after ninety days. @returns how many */
export function forgetSuggestions(database: Database): Promise<number> {
  return act(database, jobs, (tx) =>
    tx.execute(
      `delete from guidance.suggestion where day < (clock_timestamp() at time zone 'UTC')::date - 90`,
    ),
  );
}
