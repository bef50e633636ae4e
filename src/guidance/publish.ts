/** Gives a revision to the public, and follows what it refers to (INFO-05; chapter 10, sections 4.1 and 4.5). */
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

async function insertPublication(
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

/**
 * Asks again for every reference of what is out. Where the directory says something else now, the same words are
 * published anew with the next version; where it says nothing any more, the publication ends. Readers of the older
 * version are told by its code.
 * @returns how many were published anew and how many ended
 */
export async function followReferences(
  database: Database,
  resolve: Resolve,
): Promise<{ renewed: number; ended: number }> {
  const open = await look(database, jobs, (tx) =>
    tx.query<{
      card: number;
      lang: string;
      version: number;
      revision: number;
      resolved: Record<string, string>;
      override: string | null;
    }>(
      `select card, lang, version, revision, resolved, override_why override from guidance.publication
       where ended_at is null and resolved <> '{}'::jsonb order by card, lang`,
    ),
  );
  let renewed = 0;
  let ended = 0;
  for (const { card, lang, version, revision, resolved, override } of open) {
    const references = Object.keys(resolved);
    const now = await resolve(references, lang);
    if (references.every((reference) => now[reference] === resolved[reference])) continue;
    const whole = references.every((reference) => now[reference] !== undefined);
    await act(database, jobs, async (tx) => {
      // Whoever publishes holds the card: what an editor gives out meanwhile is not followed by what it replaced.
      await tx.query('select 1 from guidance.card where code = $1 for no key update', [card]);
      const [still] = await tx.query(
        `select 1 from guidance.publication p join guidance.card c on c.code = p.card
         where (p.card, p.lang, p.version) = ($1, $2, $3) and p.ended_at is null
           and (c.expires_on is null or c.expires_on > (clock_timestamp() at time zone 'UTC')::date)`,
        [card, lang, version],
      );
      if (!still) return;
      if (whole) {
        await insertPublication(tx, {
          card,
          lang,
          revision,
          values: now,
          ...(override ? { override } : {}),
        });
        renewed += 1;
      } else {
        await tx.query(
          `update guidance.publication set ended_at = clock_timestamp(), ended_why = 'reference_lost'
           where (card, lang, version) = ($1, $2, $3) and ended_at is null`,
          [card, lang, version],
        );
        ended += 1;
      }
    });
  }
  return { renewed, ended };
}

/** Forgets suggestions after ninety days. @returns how many */
export function forgetSuggestions(database: Database): Promise<number> {
  return act(database, jobs, (tx) =>
    tx.execute(
      `delete from guidance.suggestion where day < (clock_timestamp() at time zone 'UTC')::date - 90`,
    ),
  );
}
