import { transactionOn } from '../../database/database.ts';
import type { Database, Transaction } from '../../database/index.ts';
import { LISTED } from './listed.ts';
import { RULES } from './rules.ts';

/** Something in the catalogue of the live database that breaks a rule of chapter 20, section 5. */
export type Finding = { rule: number; what: string; why: string };

/**
 * Reads every rule from the catalogue of the main database; nothing when all hold. For `wayhouse doctor` and the start
 * of the server, which must not serve on a finding. Runs as the migrating role, reads only, takes some tens of ms.
 */
export async function checkCatalogue(database: Database): Promise<Finding[]> {
  const client = await database.borrow('migrate');
  try {
    return await findingsIn(transactionOn(client));
  } finally {
    client.release();
  }
}

/** The same in an open transaction of the migrating role. */
export async function findingsIn(tx: Transaction): Promise<Finding[]> {
  const listed = JSON.stringify(LISTED);
  const findings: Finding[] = [];
  for (const { number, sql } of RULES) {
    // Rules that need no list take it all the same, so that all are asked alike.
    const text = `with listed as (select $1::jsonb) select what, why from (${sql}) found order by 1, 2`;
    for (const { what, why } of await tx.query<{ what: string; why: string }>(text, [listed]))
      findings.push({ rule: number, what, why });
  }
  return findings;
}
