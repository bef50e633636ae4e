/**
 * Takes the addresses of places out of what is no longer said: a place may have become hidden since (T15, PT-09). What was
 * published loses them in the database with the act that ends it; here go the recordings that say them aloud.
 */
import type { Database } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import type { Resolve } from './publish.ts';

const jobs = { role: 'app_jobs', actor: 'jobs', purpose: 'guidance' } as const;

/**
 * Empties every recording, also those that were taken away, that says an address which the directory does not give any more.
 * @returns how many
 */
export async function forgetAddresses(database: Database, resolve: Resolve): Promise<number> {
  const said = await look(database, jobs, (tx) =>
    tx.query<{ card: number; lang: string; reference: string; value: string }>(
      `select distinct d.card, d.lang, v.key reference, v.value from guidance.medium d, jsonb_each_text(d.spoken) v
       where d.spoken <> '{}' and d.emptied_at is null and v.key ~ '^svc:[0-9]+\\.address$' order by 2, 1`,
    ),
  );
  let emptied = 0;
  for (const [lang, ofLang] of Map.groupBy(said, (one) => one.lang)) {
    const now = await resolve([...new Set(ofLang.map(({ reference }) => reference))], lang);
    const gone = ofLang.filter(({ reference, value }) => now[reference] !== value);
    if (gone.length === 0) continue;
    await act(database, jobs, async (tx) => {
      for (const { card, reference } of gone) {
        const [row] = await tx.query<{ n: number }>(
          'select guidance.empty_recordings($1, $2, $3) n',
          [card, lang, reference],
        );
        emptied += row?.n ?? 0;
      }
    });
  }
  return emptied;
}

/** Which of some prints show what is out now. @param prints by card, language and version */
export async function printsThatAreOut<P extends { card: number; lang: string; version: number }>(
  database: Database,
  prints: readonly P[],
): Promise<readonly P[]> {
  if (prints.length === 0) return [];
  const out = await look(database, jobs, (tx) =>
    tx.query<{ card: number; lang: string; version: number }>(
      `select card, lang, version from guidance.publication where ended_at is null and card = any ($1)`,
      [[...new Set(prints.map(({ card }) => card))]],
    ),
  );
  const known = new Set(out.map(({ card, lang, version }) => `${card}-${lang}-${version}`));
  return prints.filter(({ card, lang, version }) => known.has(`${card}-${lang}-${version}`));
}
