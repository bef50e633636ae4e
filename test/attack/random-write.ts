/** Random writes: rows of one's own and of others, in each form that could slip past a policy. */
import type pg from 'pg';
import { type Context, RIGHTS } from '../../src/firewall/context/model.ts';
import type { Chance } from './chance.ts';
import type { Stored, StoredRow } from './random-world.ts';
import { columnsOf, KEYS, restOf } from './store-worlds.ts';

export type Write = {
  verb: 'insert' | 'update' | 'delete';
  form: 'plain' | 'returning' | 'do nothing' | 'do update';
  row: StoredRow;
  /** The row that is there already, which `do update` would change. */
  over?: StoredRow;
  /** Whether keys and references hold, the rule apart. */
  stands: boolean;
};

/** A column of each table at which the rule does not look: what a role may change, or once could. */
const CHANGES: Readonly<Record<string, string>> = {
  'casework.person': "sex = 'other'",
  'casework.handle': "state = 'lost'",
  'ident.name': "sealed = '\\x02'",
  'ident.contact': "sealed = '\\x02'",
  'consent.erasing': 'step = 2',
  'consent.withdrawal_notice': 'deleted_at = clock_timestamp()',
};

export function randomWrite(
  chance: Chance,
  world: Stored,
  context: Context,
  purposes: Readonly<Record<string, readonly string[]>>,
): Write {
  const tables = Object.keys(RIGHTS[context.audience] ?? {});
  const sendable = world.grants.filter(
    ({ from, purpose }) => from === context.org && purpose === context.purpose,
  );
  const sends = context.audience === 'app_desk' && sendable.length > 0 && chance.is(0.8);
  const changeable = world.rows.filter(
    ({ table }) => tables.includes(table) && (table in CHANGES || table.startsWith('ident.')),
  );
  if (!sends && chance.is(0.45) && changeable.length > 0) {
    const row = chance.one(changeable);
    const verb = row.table in CHANGES && chance.is(0.85) ? 'update' : 'delete';
    return { verb, form: chance.is(0.5) ? 'plain' : 'returning', row, stands: true };
  }
  const table = sends
    ? 'referrals.packet'
    : chance.one(
        tables.filter(
          (name) =>
            name.startsWith('ident.') ||
            ((RIGHTS[context.audience]?.[name] ?? []).includes('insert') &&
              name !== 'consent.agreement'),
        ),
      );
  const mine = chance.is(0.8) && world.organisations.some(({ id }) => id === context.org);
  const org = mine ? context.org : chance.one(world.organisations).id;
  const known = purposes[table.split('.')[0] ?? ''] ?? purposes[''] ?? [];
  const fitting = known.includes(context.purpose) && chance.is(0.8);
  const purpose = fitting ? context.purpose : chance.one(known);
  const form = chance.one(['plain', 'plain', 'returning', 'do nothing'] as const);
  if (table === 'referrals.packet') {
    const grant = chance.one(sendable.length > 0 ? sendable : world.grants);
    const like = chance.is(0.9) ? { from: grant.from, to: grant.to } : { from: org, to: grant.to };
    const fits = world.agreements.filter(
      ({ parties }) => parties.includes(like.from) && parties.includes(like.to),
    );
    return {
      verb: 'insert',
      form,
      stands: true,
      row: {
        shape: 'crossing',
        table,
        id: chance.uuid(),
        ...like,
        grant: grant.id,
        agreement: (fits.length > 0 && chance.is(0.9)
          ? chance.one(fits)
          : chance.one(world.agreements)
        ).id,
        purpose: chance.is(0.9) ? grant.purpose : purpose,
        categories: chance.some(grant.categories),
      },
    };
  }
  if (table === 'consent.erasing') {
    const subject =
      chance.is(0.5) && context.subject ? context.subject : chance.one(world.subjects);
    const stands = !world.erasing.some((gone) => gone.org === org && gone.subject === subject);
    const row = { shape: 'erasing', table, id: chance.uuid(), org, subject } as const;
    return { verb: 'insert', form: 'plain', row, stands };
  }
  const subject = chance.one(world.subjects);
  const row: StoredRow = {
    shape: 'home',
    table,
    id: chance.uuid(),
    org,
    purpose,
    subject,
    ...(table === 'casework.event' ? { point: chance.one(world.points) } : {}),
  };
  if (table === 'casework.person') {
    if (chance.is(0.5)) {
      const over = chance.one(world.rows.filter((old) => old.table === table));
      return {
        verb: 'insert',
        form: 'do update',
        row: { ...row, id: over.id, subject: over.id },
        over,
        stands: true,
      };
    }
    return { verb: 'insert', form, row: { ...row, subject: row.id }, stands: true };
  }
  if (table === 'referrals.packet_origin') {
    const free = world.rows.filter(
      (packet) =>
        packet.table === 'referrals.packet' &&
        !world.rows.some((old) => old.table === table && old.id === packet.id),
    );
    const packet = free.length > 0 ? chance.one(free) : undefined;
    return {
      verb: 'insert',
      form: form === 'do nothing' ? 'plain' : form,
      row: { ...row, id: packet?.id ?? row.id },
      stands: packet?.shape === 'crossing' && packet.from === row.org,
    };
  }
  return { verb: 'insert', form, row, stands: true };
}

/** What the database makes of it. Constraints that are put off are asked at once. */
export async function tryWrite(
  client: pg.PoolClient,
  { verb, form, row }: Write,
): Promise<'done' | 'nothing' | 'refused'> {
  const key = KEYS[row.table] ?? 'file_id';
  const back = form === 'returning' ? ` returning ${key}` : '';
  try {
    const { rowCount } =
      verb === 'insert'
        ? await insert(client, row, form, back)
        : verb === 'update'
          ? await prepared(
              client,
              `update ${row.table} set ${CHANGES[row.table]} where ${key} = $1${back}`,
              [row.id],
            )
          : await prepared(client, `delete from ${row.table} where ${key} = $1${back}`, [row.id]);
    return rowCount ? 'done' : 'nothing';
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (/^(42501|WH0..|23503|23505)$/.test(code)) return 'refused';
    throw error;
  }
}

function insert(
  client: pg.PoolClient,
  row: StoredRow,
  form: Write['form'],
  back: string,
): Promise<pg.QueryResult> {
  const values = { ...columnsOf(row), ...restOf(row.table, row.id) };
  const names = Object.keys(values);
  const end =
    form === 'do nothing'
      ? ' on conflict do nothing'
      : form === 'do update'
        ? ` on conflict (${KEYS[row.table]}) do update set ${CHANGES[row.table]}`
        : back;
  return prepared(
    client,
    `insert into ${row.table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})${end}`,
    Object.values(values),
  );
}

const names = new Map<string, string>();
/** Planned once for each connection, and so kept across contexts: no plan may remember an organisation. */
function prepared(
  client: pg.PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<pg.QueryResult> {
  let name = names.get(text);
  if (!name) names.set(text, (name = `write ${names.size}`));
  return client.query({ name, text, values: [...values] });
}
