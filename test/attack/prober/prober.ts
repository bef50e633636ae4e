/** One furnished database that every mutant is tried on, in a transaction that is rolled back. */
import type pg from 'pg';
import type { Database } from '../../../src/database/index.ts';
import { putTicketKey, ticketFor, type TicketKey } from '../../../src/firewall/context/testing.ts';
import type { ClauseMutant } from '../clause-mutants.ts';
import type { PolicyMutant } from '../policy-mutants.ts';
import { ask, type Asked, type Difference, furnish } from './ask.ts';
import { askFunctions } from './ask-functions.ts';
import { ORG, type Stage, stageAt } from './stage.ts';
import type { Table } from './table.ts';
import { guardedTables } from './tables.ts';

export type Prober = {
  client: pg.PoolClient;
  stage: Stage;
  tables: readonly Table[];
  owners: ReadonlyMap<string, string>;
  /** Every probe of one table on the sound database, with all differences. */
  sound(table: Table): Promise<Asked>;
  /** How a mutant was seen; null when nothing tells it. An error is seen as well as a wrong answer. */
  policy(mutant: Pick<PolicyMutant, 'table' | 'sql'>): Promise<string | null>;
  clause(mutant: Pick<ClauseMutant, 'sql'>): Promise<string | null>;
  close(): void;
};

export async function openProber(database: Database): Promise<Prober> {
  const retired: TicketKey = await putTicketKey(database);
  const client = await database.borrow('migrate');
  const uses = await client.query<{ collectedFor: string; usedFor: string }>(
    'select collected_for "collectedFor", used_for "usedFor" from fw.purpose_use',
  );
  const stage = stageAt(Date.now(), uses.rows);
  const tables = guardedTables(stage);
  await furnish(client, stage, tables);
  await client.query(`update fw.mac_key set retired_at = now() - interval '1 minute'`);
  const key = await putTicketKey(database);
  // A context of another organisation that has come and gone: its row must be nobody's.
  await client.query('begin; set local session authorization app_ident');
  const other = {
    audience: 'app_ident',
    kind: 'person',
    actor: '',
    org: ORG.far,
    subject: ORG.far,
    purpose: 'own.access',
  } as const;
  await client.query('select fw.begin($1)', [ticketFor(key, other)]);
  await client.query('commit');
  // Not past for as long as the mutants take.
  await client.query(`update audit.stage set exp = now() + interval '1 day'`);
  const found = await client.query<{ name: string; owner: string }>(
    `select c.oid::regclass::text name, c.relowner::regrole::text owner from pg_class c where c.relkind in ('r', 'p')`,
  );
  const owners = new Map(found.rows.map(({ name, owner }) => [name, owner]));
  const ownerOf = (name: string): string => {
    const owner = owners.get(name);
    if (!owner) throw new Error(`${name} is not there`);
    return owner;
  };
  const words = (one: Difference | { what: string; expected: string; found: string }): string =>
    `${'asker' in one ? `${one.asker.role} ${JSON.stringify(one.asker.context)} ` : ''}${one.what}: expected ${one.expected}, found ${one.found}`;
  const orError = (work: Promise<string | null>): Promise<string | null> =>
    work.catch((error: Error & { code?: string }) => {
      if (!error.code) throw error;
      return `${error.code} ${error.message}`;
    });
  return {
    client,
    stage,
    tables,
    owners,
    sound: (table) => ask({ client, key, stage, table, owner: ownerOf(table.name), all: true }),
    policy(mutant) {
      const table = tables.find(({ name }) => name === mutant.table);
      if (!table)
        throw new Error(
          `the prober does not know ${mutant.table}: describe it in prober/tables.ts`,
        );
      return orError(
        ask({ client, key, stage, table, owner: ownerOf(table.name), spoil: mutant.sql }).then(
          ({ differences: [first] }) => (first ? words(first) : null),
        ),
      );
    },
    clause: ({ sql }) =>
      orError(
        askFunctions({ client, key, retired, stage, tables, owners, spoil: sql }).then(
          (told) => told && words(told),
        ),
      ),
    close: () => client.release(true),
  };
}
