/**
 * The differential test (P2): for each act in a random world, what the policies of the real database show and let be
 * written, what `mayOpen` and `mayWrite` say, and what the naive oracle says. All three must be the same.
 */
import type pg from 'pg';
import type { Database, Role } from '../../src/database/index.ts';
import { mayAct, mayOpen, mayWrite, RIGHTS } from '../../src/firewall/context/model.ts';
import { putTicketKey, ticketFor, type TicketKey } from '../../src/firewall/context/testing.ts';
import { type Chance, chanceOf } from './chance.ts';
import { oracleChanges, oracleInserts, oracleOpens, oracleSees } from './naive-oracle.ts';
import { type Act, FILES, PURPOSES, randomAct, randomWorld, type Stored } from './random-world.ts';
import { clearWorlds, KEYS, storeWorlds } from './store-worlds.ts';
import { randomWrite, tryWrite } from './random-write.ts';

export type Difference = { world: number; what: string; sql: string; rule: string; oracle: string };

export type Tally = {
  worlds: number;
  acts: number;
  /** Acts whose ticket opened a context. */
  opened: number;
  rowsSeen: number;
  /** Packets seen by the organisation that receives them, and packets that an act sent. */
  received: number;
  sent: number;
  rowsHidden: number;
  writes: Record<'done' | 'nothing' | 'refused', number>;
  differences: Difference[];
};

export type Wish = {
  worlds: number;
  seed: number;
  acts?: number;
  batch?: number;
  /** Stops at the first differences instead of collecting all: for the mutation run. */
  stopAtFirst?: boolean;
  onBatch?: (tally: Tally) => void;
};

export async function compareWorlds(database: Database, wish: Wish): Promise<Tally> {
  const { worlds, seed, acts = 3, batch = 200 } = wish;
  const chance = chanceOf(seed);
  const key = await putTicketKey(database);
  const owner = await database.borrow('migrate');
  const clients = new Map<string, pg.PoolClient>();
  const uses = (
    await owner.query<{ collected_for: string; used_for: string }>(
      'select collected_for, used_for from fw.purpose_use',
    )
  ).rows.map((row) => ({ collectedFor: row.collected_for, usedFor: row.used_for }));
  const tally: Tally = {
    worlds: 0,
    acts: 0,
    opened: 0,
    rowsSeen: 0,
    received: 0,
    sent: 0,
    rowsHidden: 0,
    writes: { done: 0, nothing: 0, refused: 0 },
    differences: [],
  };
  try {
    for (const role of Object.keys(RIGHTS)) {
      const client = await database.borrow(role as Role);
      clients.set(role, client);
      await client.query(`prepare see(uuid[]) as ${seeing(role, 'any')}`);
      await client.query(`prepare see_all as ${seeing(role, 'all')}`);
    }
    while (tally.worlds < worlds && !(wish.stopAtFirst && tally.differences.length > 0)) {
      const now = Date.now();
      const some = Array.from({ length: Math.min(batch, worlds - tally.worlds) }, () =>
        randomWorld(chance, now, uses),
      );
      await storeWorlds(owner, some);
      // Connections of different roles work beside each other; each goes on with its own acts in turn.
      const queues = new Map<string, { world: Stored; act: Act; n: number }[]>();
      for (const [i, world] of some.entries())
        for (let a = 0; a < acts; a++) {
          const act = randomAct(chance, world);
          const queue = queues.get(act.context.audience) ?? [];
          queues.set(act.context.audience, queue);
          queue.push({ world, act, n: tally.worlds + i });
        }
      await Promise.all(
        [...queues].map(async ([role, queue]) => {
          const own = chanceOf(chance.below(2 ** 31));
          for (const { world, act, n } of queue)
            await compareAct(
              { client: clients.get(role)!, key, tally, chance: own },
              world,
              act,
              n,
            );
        }),
      );
      await Promise.all([...clients.values()].map((client) => client.query('rollback')));
      await clearWorlds(owner);
      tally.worlds += some.length;
      wish.onBatch?.(tally);
    }
  } finally {
    // Their prepared statements go with them.
    for (const client of clients.values()) client.release(true);
    owner.release();
  }
  return tally;
}

type Beside = { client: pg.PoolClient; key: TicketKey; tally: Tally; chance: Chance };

async function compareAct(beside: Beside, world: Stored, act: Act, n: number): Promise<void> {
  const { client, tally, chance } = beside;
  const { context } = act;
  // The worlds of a batch are made at once and used for some seconds; their times are hours apart.
  const moved = { ...context, expires: context.expires + Date.now() - world.now };
  const ticket = spoil(
    act,
    ticketFor(keyOf(act, beside.key), {
      audience: act.spoilt === 'audience' ? 'app_staff' : context.audience,
      kind: context.kind,
      ...(context.kind === 'glass' ? { actor: chance.uuid() } : {}),
      org: context.org,
      points: context.points,
      purpose: context.purpose,
      subject: context.subject ?? '',
      expMs: moved.expires,
      nonce: Buffer.from(chance.hex(16), 'hex').toString('base64url'),
    }),
  );
  const orgs = world.organisations.map(({ id }) => `"${id}"`).join();
  const how = chance.below(20);
  const look =
    how === 0
      ? 'execute see_all'
      : how === 1
        ? `declare looking no scroll cursor for ${seeing(context.audience, 'any').replaceAll('$1', `'{${orgs}}'::uuid[]`)}; fetch all from looking`
        : `execute see('{${orgs}}')`;
  let seen = new Set<string>();
  let code = '';
  try {
    // Signed parts hold no quote; bound parameters would need a message for each statement.
    const answers = (await client.query(
      `rollback; begin; select fw.begin('${ticket}'); ${look}`,
    )) as unknown as pg.QueryResult<{ row: string }>[];
    seen = new Set(answers.at(-1)!.rows.map(({ row }) => row));
  } catch (error) {
    code = (error as { code?: string }).code ?? String(error);
  }
  const whole = act.spoilt === null;
  const verdict = mayAct(world, context);
  const byRule = new Set(
    world.rows
      .filter((row) => whole && mayOpen(world, context, row).allowed)
      .map((row) => `${row.table} ${row.id}`),
  );
  const byOracle = whole ? oracleSees(world, context) : new Set<string>();
  tally.acts++;
  if (code === '') tally.opened++;
  tally.rowsSeen += seen.size;
  for (const row of world.rows)
    if (row.shape === 'crossing' && row.to === context.org && seen.has(`${row.table} ${row.id}`))
      tally.received++;
  tally.rowsHidden += world.rows.length - seen.size;
  const tell = (what: string, sql: string, rule: string, oracle: string): void => {
    if (sql !== rule || sql !== oracle)
      tally.differences.push({
        world: n,
        what: `${what} ${JSON.stringify(act)}`,
        sql,
        rule,
        oracle,
      });
  };
  tell('rows', listed(seen), listed(byRule), listed(byOracle));
  tell(
    'opened',
    code,
    codeFor(act, verdict.allowed ? '' : verdict.why),
    (code === '') === (whole && oracleOpens(world, context)) ? code : 'the other',
  );
  if (code === '') await compareWrite(beside, world, act, n);
}

async function compareWrite(beside: Beside, world: Stored, act: Act, n: number): Promise<void> {
  const { client, tally, chance } = beside;
  const write = randomWrite(chance, world, act.context, { ...FILES, '': PURPOSES });
  const sql = await tryWrite(client, write);
  const { context } = act;
  let rule: string;
  let oracle: string;
  if (write.verb === 'insert') {
    const verdict = mayWrite(world, context, 'insert', { after: write.row });
    rule = verdict.allowed && write.stands ? 'done' : 'refused';
    oracle = oracleInserts(world, context, write.row) && write.stands ? 'done' : 'refused';
    if (write.over) {
      const over = { before: write.over, after: write.over };
      if (!mayWrite(world, context, 'update', over).allowed) rule = 'refused';
      if (oracleChanges(world, context, write.over, 'update') !== 'done') oracle = 'refused';
    }
  } else {
    const found = mayWrite(world, context, write.verb, { before: write.row });
    const after =
      write.verb === 'update' ? { before: write.row, after: write.row } : { before: write.row };
    rule = !found.allowed
      ? found.why === 'not-a-right'
        ? 'refused'
        : 'nothing'
      : mayWrite(world, context, write.verb, after).allowed
        ? 'done'
        : 'refused';
    oracle = oracleChanges(world, context, write.row, write.verb);
  }
  tally.writes[sql]++;
  if (sql === 'done' && write.row.shape === 'crossing') tally.sent++;
  if (sql !== rule || sql !== oracle)
    tally.differences.push({
      world: n,
      what: `${write.verb} ${write.form} ${JSON.stringify(write.row)} by ${JSON.stringify(act.context)}`,
      sql,
      rule,
      oracle,
    });
}

/** One statement that lists every row that a role sees, by table; in the organisations of one world, or at all. */
function seeing(role: string, which: 'any' | 'all'): string {
  return Object.keys(RIGHTS[role] ?? {})
    .map((table) => {
      const org =
        {
          'referrals.packet': 'from_org',
          'consent.record': 'from_org',
          'consent.agreement': 'party_a',
          'consent.withdrawal_notice': 'to_org',
        }[table] ?? 'org_id';
      return `select '${table} ' || ${KEYS[table] ?? 'file_id'} as row from ${table}${which === 'any' ? ` where ${org} = any ($1)` : ''}`;
    })
    .join(' union all ');
}

const listed = (rows: Set<string>): string => [...rows].sort().join(', ');

function codeFor({ spoilt }: Act, why: string): string {
  if (spoilt === 'mac' || spoilt === 'key') return 'WH002';
  if (why === 'context-expired') return 'WH003';
  if (spoilt === 'audience') return 'WH005';
  return { '': '', 'organisation-closed': 'WH004', 'purpose-unknown': 'WH002' }[why] ?? why;
}

const keyOf = ({ spoilt }: Act, key: TicketKey): TicketKey =>
  spoilt === 'key' ? { ...key, key: Buffer.alloc(32, 7) } : key;

function spoil({ spoilt }: Act, ticket: string): string {
  if (spoilt !== 'mac') return ticket;
  const at = ticket.length - 20;
  return `${ticket.slice(0, at)}${ticket[at] === 'A' ? 'B' : 'A'}${ticket.slice(at + 1)}`;
}
