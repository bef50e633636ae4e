/**
 * Asks the functions that every policy rests on: which tickets `fw.begin` takes, what each function says in each context and
 * when its time is over, what may cross and what may be sent. Each question in a savepoint of a transaction that is rolled back.
 */
import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Context } from '../../../src/firewall/context/model.ts';
import type { TicketKey } from '../../../src/firewall/context/testing.ts';
import { ask, type Difference, ticketOf } from './ask.ts';
import { crosses } from './answers.ts';
import { ORG, POINT, type Stage, WHO } from './stage.ts';
import type { Table } from './table.ts';

export type FunctionProbing = {
  client: pg.PoolClient;
  key: TicketKey;
  /** A key that was good and is so no more. */
  retired: TicketKey;
  stage: Stage;
  tables: readonly Table[];
  owners: ReadonlyMap<string, string>;
  spoil?: string;
};

type Told = { what: string; expected: string; found: string };

/** The first difference, or nothing. */
export async function askFunctions(probing: FunctionProbing): Promise<Told | Difference | null> {
  const { client, spoil = '', stage, tables, owners, key } = probing;
  for (const part of [askTickets, askContexts, askCrossings]) {
    try {
      await client.query(`begin; ${spoil}`);
      for await (const told of part(probing)) if (told.expected !== told.found) return told;
    } finally {
      await client.query('rollback');
    }
  }
  // A snapshot kept for the whole transaction would not see a withdrawal.
  try {
    await client.query(`begin isolation level repeatable read; ${spoil}`);
    const found = await codeOf(client, opening(craft(key, {}), 'app_desk'));
    if (found !== 'WH001') return { what: 'repeatable read', expected: 'WH001', found };
  } finally {
    await client.query('rollback');
  }
  for (const name of ['casework.event', 'consent.erasing', 'referrals.packet']) {
    const table = tables.find((one) => one.name === name);
    if (!table) throw new Error(`${name} is not described`);
    const { differences } = await ask({
      client,
      key,
      stage,
      table,
      owner: owners.get(name) ?? '',
      spoil,
    });
    if (differences[0]) return differences[0];
  }
  return null;
}

const FIELDS = [
  'version',
  'keyNo',
  'audience',
  'kind',
  'actor',
  'org',
  'points',
  'purpose',
  'route',
  'subject',
  'exp',
  'nonce',
] as const;
type Fields = Partial<Record<(typeof FIELDS)[number], string>>;
let nonces = 0;

/** A ticket with any fields at all, signed as the keeper signs. */
export function craft({ keyNo, key }: TicketKey, fields: Fields, more = ''): string {
  const good: Record<string, string> = {
    version: 'w1',
    keyNo: String(keyNo),
    audience: 'app_desk',
    kind: 'staff',
    actor: WHO.other,
    org: ORG.home,
    points: '',
    purpose: 'desk.visit',
    route: '/probe',
    subject: '',
    exp: String(Date.now() + 25_000),
    nonce: Buffer.from(`probe ${String(++nonces).padStart(10, '0')}`).toString('base64url'),
  };
  const text = FIELDS.map((name) => fields[name] ?? good[name]).join('|') + more;
  return `${text}|${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const opening = (ticket: string, role: string): string =>
  `set local session authorization ${role}; select fw.begin(${pg.escapeLiteral(ticket)})`;

async function codeOf(client: pg.PoolClient, sql: string): Promise<string> {
  try {
    await client.query(`savepoint p; ${sql}`);
    return '';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.query('rollback to savepoint p');
  }
}

async function* askTickets({ client, key, retired }: FunctionProbing): AsyncGenerator<Told> {
  const whole = craft(key, {});
  const turned = `${whole.slice(0, -5)}${whole.at(-5) === 'A' ? 'B' : 'A'}${whole.slice(-4)}`;
  const tickets: [what: string, ticket: string, expected: string][] = [
    ['a good ticket', craft(key, {}), ''],
    ['an organisation that will be cut', craft(key, { org: ORG.later }), ''],
    ['a mac of other bits', turned, 'WH002'],
    ['a mac of another key', craft({ keyNo: key.keyNo, key: retired.key }, {}), 'WH002'],
    ['a key that nobody has', craft({ ...key, keyNo: 99_999 }, {}), 'WH002'],
    ['a retired key', craft(retired, {}), 'WH002'],
    ['a number of a key that is none', craft(key, { keyNo: 'x' }), 'WH002'],
    ['another version', craft(key, { version: 'w2' }), 'WH002'],
    ['a part too few, and that the mac', whole.slice(0, whole.lastIndexOf('|')), 'WH002'],
    ['a part too many', craft(key, { route: '/a|b' }), 'WH002'],
    ['a time that is past', craft(key, { exp: String(Date.now() - 1000) }), 'WH003'],
    ['a time too far', craft(key, { exp: String(Date.now() + 60_000) }), 'WH003'],
    ['another role', craft(key, { audience: 'app_ident' }), 'WH005'],
    ['a kind that is none', craft(key, { kind: 'king' }), 'WH002'],
    ['staff without a name', craft(key, { actor: '' }), 'WH002'],
    ['glass without a name', craft(key, { kind: 'glass', actor: '', subject: WHO.her }), 'WH002'],
    ['glass without a record', craft(key, { kind: 'glass' }), 'WH002'],
    ['a person who is nobody', craft(key, { kind: 'person', actor: '' }), 'WH002'],
    ['an organisation that is none', craft(key, { org: WHO.her }), 'WH004'],
    ['an organisation that was cut', craft(key, { org: ORG.cut }), 'WH004'],
    ['a purpose that is none', craft(key, { purpose: 'no.such' }), 'WH002'],
  ];
  for (const [what, ticket, expected] of tickets)
    yield { what, expected, found: await codeOf(client, opening(ticket, 'app_desk')) };
  const once = craft(key, {});
  yield {
    what: 'the same ticket twice',
    expected: '23505',
    found: await codeOf(
      client,
      `${opening(once, 'app_desk')}; select fw.begin(${pg.escapeLiteral(once)})`,
    ),
  };
  yield {
    what: 'a second context',
    expected: '23505',
    found: await codeOf(
      client,
      `${opening(craft(key, {}), 'app_desk')}; select fw.begin(${pg.escapeLiteral(craft(key, { org: ORG.far }))})`,
    ),
  };
  yield {
    what: 'a cursor that is held',
    expected: 'WH001',
    found: await codeOf(
      client,
      `declare kept cursor with hold for select 1; ${opening(craft(key, {}), 'app_desk')}`,
    ),
  };
}

const SAID = {
  home: 'fw.home_org()::text',
  own: "(select string_agg(concat_ws(' ', subject, org_id), ', ') from fw.own_row())",
  mine: 'fw.own_subject()::text',
  reads: "(select string_agg(x, ' ' order by x) from unnest(fw.readable()) x)",
  purpose: 'fw.acting_purpose()',
  points: 'fw.points()::text',
  going: "(select string_agg(x::text, ' ' order by x) from unnest(fw.erasing()) x)",
  grants: "(select string_agg(x::text, ' ' order by x) from unnest(fw.erasing_grants()) x)",
  context: "(select concat_ws(' ', c.kind, c.org_id, c.purpose, c.subject) from fw.ctx() c)",
} as const;
type Saying = keyof typeof SAID;

async function* askContexts({ client, key, stage, tables }: FunctionProbing): AsyncGenerator<Told> {
  const records = tables.find(({ name }) => name === 'consent.record')?.rows ?? [];
  const of = (more: Partial<Context>): Context => ({
    audience: 'app_desk',
    kind: 'staff',
    org: ORG.home,
    points: [],
    purpose: 'desk.visit',
    subject: null,
    expires: 0,
    ...more,
  });
  const say = async (what: Saying): Promise<string> => {
    try {
      const { rows } = await client.query<{ said: string | null }>(`select ${SAID[what]} as said`);
      return rows[0]?.said ?? '';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };
  const later: [when: string, sql: string, code: string][] = [
    ['', '', ''],
    // What an act notes is no context of its own.
    ['after a note', "select fw.note('probe.note')", ''],
    [
      'its time over',
      "reset session authorization; update audit.stage set exp = now() - interval '1 s' where xid = pg_current_xact_id()",
      'WH003',
    ],
    [
      'its organisation cut',
      `reset session authorization; update fw.organisation set cut_at = now() - interval '1 s' where org_id = '${ORG.home}'`,
      'WH004',
    ],
  ];
  for (const context of [
    of({}),
    of({ subject: WHO.her, points: [POINT.mine] }),
    of({ kind: 'job', purpose: 'job.retention', subject: WHO.her }),
    of({ kind: 'person', purpose: 'own.access', subject: WHO.her }),
    of({ kind: 'glass', subject: WHO.gone }),
  ])
    for (const [when, sql, code] of later) {
      await client.query(
        `savepoint c; ${opening(ticketOf(key, { role: 'app_desk', context }), 'app_desk')}`,
      );
      if (sql) await client.query(`${sql}; set local session authorization app_desk`);
      const works = context.kind === 'staff' || context.kind === 'job';
      const sorted = (list: readonly string[]): string => [...list].sort().join(' ');
      const gone = stage.erasing
        .filter(({ org }) => org === ORG.home)
        .map(({ subject }) => subject);
      const expected: Record<Saying, string> = {
        home: code || (works ? ORG.home : ''),
        own: works || code ? '' : `${context.subject} ${ORG.home}`,
        mine: works || code ? '' : (context.subject ?? ''),
        reads: sorted(
          stage.uses
            .filter(({ usedFor }) => usedFor === context.purpose)
            .map(({ collectedFor }) => collectedFor),
        ),
        purpose: context.purpose,
        points: `{${context.points.join(',')}}`,
        going: sorted(gone),
        grants: sorted(
          records
            .filter(({ org, subject }) => org === ORG.home && gone.includes(subject ?? ''))
            .map((row) => row.key),
        ),
        context:
          code ||
          [context.kind, ORG.home, context.purpose, context.subject]
            .filter((part) => part !== null)
            .join(' '),
      };
      for (const name of Object.keys(SAID) as Saying[]) {
        await client.query('savepoint s');
        const found = await say(name);
        await client.query('rollback to savepoint s');
        yield {
          what: `${name} of ${JSON.stringify(context)} ${when}`,
          expected: expected[name],
          found,
        };
      }
      await client.query('rollback to savepoint c');
    }
  // No ticket in this transaction, while another one has left its row.
  await client.query('savepoint c; set local session authorization app_desk');
  for (const name of Object.keys(SAID) as Saying[]) {
    await client.query('savepoint s');
    const found = await say(name);
    await client.query('rollback to savepoint s');
    yield {
      what: `${name} without a ticket`,
      expected: name === 'home' || name === 'context' ? 'WH001' : '',
      found,
    };
  }
  await client.query('rollback to savepoint c');
}

/** What crosses, by the function that policies ask; and what is sent, past the trigger that holds consent and agreement. */
async function* askCrossings({ client, key, tables }: FunctionProbing): AsyncGenerator<Told> {
  const table = tables.find(({ name }) => name === 'referrals.packet');
  for (const row of [...(table?.rows ?? []), ...(table?.tries ?? [])]) {
    const { packet } = row;
    if (!packet) continue;
    const { rows } = await client.query<{ ok: boolean }>(
      'select fw.share_ok($1, $2, $3, $4, $5, $6) ok',
      [packet.grant, packet.agreement, packet.from, packet.to, packet.purpose, packet.categories],
    );
    yield {
      what: `crosses: ${row.what}`,
      expected: String(crosses(row)),
      found: String(rows[0]?.ok),
    };
  }
  for (const row of table?.tries ?? []) {
    // Organisations that were cut open no context at all.
    if (row.org === ORG.cut) continue;
    const columns = Object.keys(row.columns).join(', ');
    const found = await codeOf(
      client,
      `${opening(craft(key, { org: row.org ?? '', purpose: row.purpose ?? '' }), 'app_desk')};
        insert into referrals.packet (${columns}) select ${columns} from jsonb_populate_record(null::referrals.packet, ${pg.escapeLiteral(JSON.stringify(row.columns))})`,
    );
    const sent = crosses(row) && !(row.org === ORG.home && row.what === 'she is being erased');
    yield {
      what: `sent: ${row.what}`,
      expected: sent ? 'sent' : 'not',
      found: found === '' ? 'sent' : /^(WH01|42501)/.test(found) ? 'not' : found,
    };
  }
}
