/**
 * Takes the addresses of places out of what is no longer said: a place may have become hidden since (T15, PT-09). What was
 * published loses them in the database with the act that ends it; here go the recordings that say them aloud.
 */
import type { Database } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { printCode, readPrintCode } from './card.ts';
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

/** Which of some codes of prints (`210-ar-3`) name what is out now; what is no code of a card is left as it is. */
export async function printsThatAreOut(
  database: Database,
  codes: readonly string[],
): Promise<readonly string[]> {
  const read = codes.map((code) => ({ code, print: readPrintCode(code) }));
  const cards = new Set(read.flatMap(({ print }) => (print ? [print.card] : [])));
  if (cards.size === 0) return codes;
  const out = await look(database, jobs, (tx) =>
    tx.query<{ card: number; lang: string; version: number }>(
      'select card, lang, version from guidance.publication where ended_at is null and card = any ($1)',
      [[...cards]],
    ),
  );
  const known = new Set(out.map(printCode));
  return read.filter(({ print }) => !print || known.has(printCode(print))).map(({ code }) => code);
}
