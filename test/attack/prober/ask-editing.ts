/**
 * Asks who may write what everybody may read. In a database of its own, whose tables there have lost every constraint, so that a
 * row needs nothing but whose it is, and where every right is given, so that nothing but the policies answers.
 */
import pg from 'pg';
import { type Database } from '../../../src/database/index.ts';
import { isRefusal, type Sent, sender } from './ask.ts';
import {
  EDITING_ASKERS,
  EDITING_TABLES,
  type EditingTable,
  mayEdit,
  mayLock,
} from './editing-tables.ts';
import { ORG } from './stage.ts';

export type EditingProber = {
  /** What is answered otherwise than expected: the first, or with nothing spoilt all of them. */
  ask(table: string, spoil?: string): Promise<{ statements: number; differences: string[] }>;
  close(): void;
};

const HOUSES = [ORG.home, ORG.far];

export async function openEditingProber(database: Database): Promise<EditingProber> {
  const client = await database.borrow('migrate');
  try {
    await client.query('set session_replication_role = replica');
    for (const { name } of EDITING_TABLES) await strip(client, name);
    for (const table of EDITING_TABLES)
      for (const org of HOUSES) await client.query(insertion(table, org));
  } catch (error) {
    client.release(true);
    throw error;
  }
  return {
    async ask(name, spoil) {
      const table = EDITING_TABLES.find((one) => one.name === name);
      if (!table) throw new Error(`${name} is not described: see prober/editing-tables.ts`);
      const differences: string[] = [];
      const roles = [...new Set(EDITING_ASKERS.map(({ role }) => role))].filter(
        (role) => role !== table.owner,
      );
      let statements = 0;
      try {
        const [schema] = name.split('.');
        await client.query(`begin; ${spoil ?? ''}; grant all on ${name} to ${roles.join(', ')};
          grant usage on schema ${schema} to ${roles.join(', ')};
          grant select on all tables in schema ${schema} to ${roles.join(', ')};
          grant execute on all functions in schema ${schema} to ${roles.join(', ')}`);
        for (const asker of EDITING_ASKERS)
          for await (const { what, expected, found } of answers(client, table, asker)) {
            statements++;
            if (expected === found) continue;
            differences.push(
              `${asker.role} of ${asker.org || 'nobody'}, ${what}: expected ${expected}, found ${found}`,
            );
            if (spoil) return { statements, differences };
          }
      } finally {
        await client.query('rollback');
      }
      return { statements, differences };
    },
    close: () => client.release(true),
  };
}

type Told = { what: string; expected: string; found: string };

async function* answers(
  client: pg.PoolClient,
  table: EditingTable,
  asker: (typeof EDITING_ASKERS)[number],
): AsyncGenerator<Told> {
  const { name, key, of } = table;
  const send = sender(client);
  const alone = (sql: string): Promise<Sent> => send(`rollback to savepoint b; ${sql}`);
  const list = (orgs: readonly string[]): string => orgs.map(of).sort().join(', ');
  const found = ({ rows, code }: Sent): string => rows.join(', ') + code;
  const done = ({ rows, code }: Sent): string =>
    isRefusal(code) || (code === '' && rows.length === 0) ? 'not' : code || 'done';
  const may = (...[verb, facts]: [Parameters<typeof mayEdit>[2], Parameters<typeof mayEdit>[3]]) =>
    mayEdit(table, asker, verb, facts);
  const yes = (allowed: boolean): string => (allowed ? 'done' : 'not');

  await client.query('savepoint a');
  try {
    yield {
      what: 'select',
      expected: list(HOUSES.filter((before) => may('select', { before }))),
      found: found(
        await send(`select set_config('wayhouse.org', '${asker.org}', true); set local session authorization ${asker.role};
          savepoint b; select ${key}::text as key from ${name}`),
      ),
    };
    yield {
      what: 'lock',
      expected: list(HOUSES.filter((before) => mayLock(table, asker, before))),
      found: found(await alone(`select ${key}::text as key from ${name} for update`)),
    };
    for (const after of HOUSES)
      yield {
        what: `insert of ${after}`,
        expected: yes(may('insert', { after })),
        // Without RETURNING: what is added need not be seen.
        found: ((sent) => (sent.code === '' ? 'done' : done(sent)))(
          await alone(insertion(table, after)),
        ),
      };
    for (const before of HOUSES)
      for (const after of HOUSES)
        yield {
          what: `update of ${before} to ${after}`,
          expected: yes(may('update', { before, after })),
          found: done(
            await alone(
              `update ${name} set ${key} = ${pg.escapeLiteral(of(after))} where ${key}::text = ${pg.escapeLiteral(of(before))} returning ${key}::text as key`,
            ),
          ),
        };
    // Looking at no column, so that no policy of reading has a say.
    const to = asker.org || ORG.home;
    const blind = await alone(`update ${name} set ${key} = ${pg.escapeLiteral(of(to))}`);
    yield {
      what: 'update of everything',
      expected: String(HOUSES.filter((before) => may('update', { before, after: to })).length),
      found: isRefusal(blind.code) ? '0' : String(blind.count) + blind.code,
    };
    yield {
      what: 'delete',
      expected: list(HOUSES.filter((before) => may('delete', { before }))),
      found: found(await alone(`delete from ${name} returning ${key}::text as key`)),
    };
  } finally {
    await client.query('rollback to savepoint a');
  }
}

function insertion({ name, key, of, more }: EditingTable, org: string): string {
  const columns = { ...more(org), [key]: of(org) };
  return `insert into ${name} (${Object.keys(columns).join(', ')}) values (${Object.values(columns)
    .map((value) => pg.escapeLiteral(value))
    .join(', ')})`;
}

/** Takes every constraint and default of a table away: whose a row is, is all that it has to say. */
async function strip(client: pg.PoolClient, table: string): Promise<void> {
  const { rows } = await client.query<{ change: string }>(
    `select 'alter column ' || quote_ident(attname) || case when attidentity = '' then ' drop default' else ' drop identity' end as change
        from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
          and (atthasdef or attidentity <> '')
      union all
      select * from (select 'drop constraint if exists ' || quote_ident(conname) || ' cascade' from pg_constraint
        where conrelid = $1::regclass order by array_position(array['f', 'c', 'x', 'u', 'p', 'n']::"char"[], contype)) c`,
    [table],
  );
  for (const { change } of rows) await client.query(`alter table ${table} ${change}`);
}
