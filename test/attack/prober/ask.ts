/**
 * Asks the database about one table in one transaction that is rolled back: every asker in a savepoint of its own, as
 * the login role itself, with a ticket that `fw.begin` accepts. Triggers and references are off and every right is given
 * there, so that nothing but the policies answers.
 */
import pg from 'pg';
import { ticketFor, type TicketKey } from '../../../src/firewall/context/testing.ts';
import { type Asker, expected } from './answers.ts';
import { askersOf } from './askers.ts';
import { ORG, type Stage } from './stage.ts';
import type { ProbeRow, Table } from './table.ts';

export type Difference = { asker: Asker; what: string; expected: string; found: string };
export type Asked = { statements: number; differences: Difference[] };

export type Probing = {
  client: pg.PoolClient;
  key: TicketKey;
  stage: Stage;
  table: Table;
  owner: string;
  /** SQL that spoils something first. */
  spoil?: string;
  /** All differences, not only the first. */
  all?: boolean;
};

/** What the last statement answered in its column `key`, sorted, and how many rows it touched; or the SQLSTATE of what failed. */
export type Sent = { rows: string[]; count: number; code: string };

export const sender =
  (client: pg.PoolClient) =>
  async (sql: string): Promise<Sent> => {
    try {
      const answers = (await client.query(sql)) as unknown as pg.QueryResult<{ key: string }>[];
      const last = Array.isArray(answers)
        ? answers.at(-1)
        : (answers as pg.QueryResult<{ key: string }>);
      return {
        rows: (last?.rows ?? []).map(({ key }) => key).sort(),
        count: last?.rowCount ?? 0,
        code: '',
      };
    } catch (error) {
      const { code } = error as { code?: string };
      if (!code || code === 'XX000') throw error;
      return { rows: [], count: 0, code };
    }
  };

const STOP = Symbol('first difference');

export async function ask(probing: Probing): Promise<Asked> {
  const { client, stage, table, owner } = probing;
  const asked: Asked = { statements: 0, differences: [] };
  const askers = askersOf(stage, table, owner);
  const roles = [...new Set(askers.map(({ role }) => role))]
    .filter((role) => role !== owner)
    .join(', ');
  try {
    await client.query(`begin; ${probing.spoil ?? ''}; set local session_replication_role = replica;
      grant all on ${table.name} to ${roles}; grant usage on schema ${table.name.split('.')[0]}, fw to ${roles};
      -- What a check of a table asks that only functions write.
      grant execute on function fw.is_final_referral(text) to ${roles}`);
    for (const asker of askers) await askAs(probing, asker, asked);
  } catch (error) {
    if (error !== STOP) throw error;
  } finally {
    await client.query('rollback');
  }
  return asked;
}

async function askAs(probing: Probing, asker: Asker, asked: Asked): Promise<void> {
  const { client, stage, table } = probing;
  const { name, rows, tries } = table;
  const may = (
    verb: Parameters<typeof expected>[3],
    facts: Parameters<typeof expected>[4],
  ): boolean => expected(stage, table, asker, verb, facts);
  const tell = (what: string, want: string, found: string): void => {
    if (want === found) return;
    asked.differences.push({ asker, what, expected: want, found });
    if (!probing.all) throw STOP;
  };
  const send = sender(client);
  const run = (sql: string): Promise<Sent> => {
    asked.statements++;
    return send(sql);
  };
  /** Each by itself: what an earlier one did is not there for the next. */
  const alone = (sql: string): Promise<Sent> => run(`rollback to savepoint b; ${sql}`);

  await client.query('savepoint a');
  const open = asker.context
    ? `select fw.begin(${pg.escapeLiteral(ticketOf(probing.key, asker))}); `
    : '';
  const seen = await run(
    `set local session authorization ${asker.role}; ${open}savepoint b; select ${table.key}::text as key from ${name}`,
  );
  const visible = rows.filter((row) => may('select', { before: row }));
  const keys = (list: readonly ProbeRow[]): string =>
    list
      .map(({ key }) => key)
      .sort()
      .join(', ');
  // Without a ticket an error is as good as nothing; with one, it is not.
  tell('select', keys(visible), seen.rows.join(', ') + (asker.context ? seen.code : ''));
  if (seen.code === '') {
    const [standing, refused] = split(tries, (row) => may('insert', { after: row }));
    if (standing.length > 0) {
      const { code } = await alone(insertion(name, standing));
      tell(`insert ${standing.map(({ what }) => what).join(' and ')}`, 'done', code || 'done');
    }
    for (const row of refused) {
      const { code } = await alone(insertion(name, [row]));
      tell(`insert ${row.what}`, 'refused', isRefusal(code) ? 'refused' : code || 'done');
    }
    const gone = await alone(`delete from ${name} returning ${table.key}::text as key`);
    tell(
      'delete',
      keys(rows.filter((row) => may('delete', { before: row }))),
      gone.rows.join(', ') + (isRefusal(gone.code) ? '' : gone.code),
    );
    await askUpdates(probing, { may, tell, alone });
  }
  await client.query('rollback to savepoint a');
}

type Asking = {
  may(verb: 'update', facts: { before: ProbeRow; after?: ProbeRow }): boolean;
  tell(what: string, want: string, found: string): void;
  alone(sql: string): Promise<Sent>;
};

async function askUpdates({ table }: Probing, { may, tell, alone }: Asking): Promise<void> {
  const { name, key, rows } = table;
  const still = Object.keys(table.moves)[0];
  const change = async (list: readonly ProbeRow[], set: string): Promise<Sent> =>
    alone(
      `update ${name} set ${set} where ${key}::text in (${list.map((row) => pg.escapeLiteral(row.key)).join(', ')}) returning ${key}::text as key`,
    );
  if (still !== undefined) {
    const [staying, others] = split(rows, (row) => may('update', { before: row, after: row }));
    if (staying.length > 0) {
      const done = await change(staying, `${still} = ${still}`);
      tell(
        'update',
        staying
          .map((row) => row.key)
          .sort()
          .join(', '),
        done.rows.join(', ') + done.code,
      );
    }
    for (const row of others.slice(0, 14)) {
      const done = await change([row], `${still} = ${still}`);
      tell(
        `update ${row.what}`,
        'not',
        done.code === ''
          ? done.rows.length > 0
            ? 'done'
            : 'not'
          : isRefusal(done.code)
            ? 'not'
            : done.code,
      );
    }
  }
  if (table.shape === 'erasing' && still === 'org_id')
    await askBlindly(table, { may, tell, alone });
  const [first] = rows;
  for (const [column, value] of Object.entries(table.moves)) {
    if (!first) break;
    const after = moved(first, table, column, value);
    const done = await change([first], `${column} = ${pg.escapeLiteral(String(value))}`);
    const found =
      done.code === ''
        ? done.rows.length > 0
          ? 'done'
          : 'not'
        : isRefusal(done.code)
          ? 'not'
          : `done, then ${done.code}`;
    tell(
      `move ${column} of ${first.what}`,
      may('update', { before: first, after }) ? 'done' : 'not',
      found,
    );
  }
}

/** A change that reads no column is not held by what may be read: its own policy has to. */
async function askBlindly(table: Table, { may, tell, alone }: Asking): Promise<void> {
  const { name, rows } = table;
  const touched = rows.filter((row) => may('update', { before: row }));
  const stays = touched.every((row) =>
    may('update', { before: row, after: moved(row, table, 'org_id', ORG.home) }),
  );
  const done = await alone(`update ${name} set org_id = ${pg.escapeLiteral(ORG.home)}`);
  tell(
    'update without reading',
    stays ? `${touched.length} rows` : 'refused',
    done.code === '' ? `${done.count} rows` : isRefusal(done.code) ? 'refused' : done.code,
  );
}

function moved(row: ProbeRow, table: Table, column: string, value: unknown): ProbeRow {
  const text = String(value);
  const after = { ...row, columns: { ...row.columns, [column]: value } };
  if (column === table.org) return { ...after, org: text };
  if (column === 'party_a') return { ...after, parties: [text, row.parties?.[1] ?? ''] };
  if (column === 'purpose_id') return { ...after, purpose: text };
  if (column === 'subject') return { ...after, subject: text };
  if (column in table.names) return { ...after, others: text.replaceAll(/[{}]/g, '').split(',') };
  if (column === 'compartment') return { ...after, compartment: text };
  return column === 'point_id' ? { ...after, point: text } : after;
}

/** Refused by a policy or for want of a context. What a constraint says afterwards is another matter. */
export const isRefusal = (code: string): boolean => code === '42501' || code.startsWith('WH');

function insertion(name: string, rows: readonly ProbeRow[]): string {
  const columns = Object.keys(rows[0]?.columns ?? {}).join(', ');
  return `insert into ${name} (${columns}) select ${columns} from jsonb_populate_recordset(null::${name}, ${pg.escapeLiteral(JSON.stringify(rows.map((row) => row.columns)))})`;
}

function split<T>(list: readonly T[], is: (one: T) => boolean): [yes: T[], no: T[]] {
  return [list.filter(is), list.filter((one) => !is(one))];
}

export function ticketOf(key: TicketKey, { role, context }: Asker): string {
  if (!context) throw new Error(`${role} has no context`);
  const { kind, org, points, purpose, subject } = context;
  return ticketFor(key, {
    audience: role,
    kind,
    org,
    points,
    purpose,
    subject: subject ?? '',
    ...(kind === 'glass' ? { actor: '000000ee-0000-4000-8000-0000000000aa' } : {}),
  });
}

/** Puts the world and every row of every table into the database, past triggers and policies. `owner` is a superuser. */
export async function furnish(
  owner: pg.PoolClient,
  stage: Stage,
  tables: readonly Table[],
): Promise<void> {
  await owner.query('begin');
  await owner.query('set local session_replication_role = replica');
  for (const { id, cutAt } of stage.organisations)
    await owner.query(
      `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by, cut_at)
       values ($1, 'An organisation', 'XW', 'humanitarian', true, $1, '000000ee-0000-4000-8000-000000000001', $2)`,
      [id, cutAt === null ? null : new Date(cutAt)],
    );
  for (const { name, shape, rows } of tables)
    if (name !== 'casework.event_rest' || shape !== 'nobody')
      for (const row of rows) await owner.query(insertion(name, [row]));
  await owner.query('commit');
}
