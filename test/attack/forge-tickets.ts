/**
 * Forged tickets under a simulated injection: whoever holds a login role’s connection and can send any SQL, but has no key.
 * `node test/attack/forge-tickets.ts [--tickets 100000] [--seed 1]`: prints a table; ends with 1 when a row was seen.
 */
import { parseArgs } from 'node:util';
import type { Database, Role } from '../../src/database/index.ts';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import { RIGHTS } from '../../src/firewall/context/model.ts';
import { putTicketKey, ticketFor, type TicketWish } from '../../src/firewall/context/testing.ts';
import { type Chance, chanceOf } from './chance.ts';
import { randomWorld } from './random-world.ts';
import { storeWorlds } from './store-worlds.ts';

export const FORGERIES = [
  'bits turned',
  'another key',
  'a field changed',
  'cut short',
  'used before',
  'for another role',
  'expired',
  'second in one transaction',
  'SQL in a field',
  'random text',
] as const;
export type Forgery = (typeof FORGERIES)[number];

export type Forged = {
  tried: number;
  refused: Record<string, number>;
  opened: number;
  rows: number;
};

export async function forgeTickets(
  database: Database,
  { tickets, seed }: { tickets: number; seed: number },
): Promise<Map<Forgery, Forged>> {
  const chance = chanceOf(seed);
  const key = await putTicketKey(database);
  const owner = await database.borrow('migrate');
  const uses = (
    await owner.query<{ collected_for: string; used_for: string }>('select * from fw.purpose_use')
  ).rows.map((row) => ({
    collectedFor: row.collected_for,
    usedFor: row.used_for,
  }));
  const world = randomWorld(chance, Date.now(), uses);
  await storeWorlds(owner, [world]);
  await owner.query('update fw.organisation set cut_at = null; truncate consent.erasing');
  owner.release();
  const org = world.organisations[0]!.id;
  const roles = Object.keys(RIGHTS) as Role[];
  const results = new Map<Forgery, Forged>(
    FORGERIES.map((name) => [name, { tried: 0, refused: {}, opened: 0, rows: 0 }]),
  );
  await Promise.all(
    roles.map(async (role, i) => {
      const own = chanceOf(seed + i);
      const client = await database.borrow(role);
      const look = Object.keys(RIGHTS[role] ?? {})
        .map((table) => `(select count(*) from ${table})`)
        .join(' + ');
      const used = ticketFor(key, { audience: role, org, purpose: 'desk.visit' });
      await client.query('begin');
      await client.query('select fw.begin($1)', [used]);
      await client.query('commit');
      for (let n = i; n < tickets; n += roles.length) {
        const forgery = FORGERIES[n % FORGERIES.length]!;
        const wish: TicketWish = {
          audience: role,
          org,
          purpose: own.one(['desk.visit', 'job.retention', 'agreement.manage', 'health.care']),
        };
        const whole = ticketFor(key, wish);
        const forged = forge(own, forgery, { whole, used, wish, key });
        const result = results.get(forgery)!;
        result.tried++;
        await client.query('begin');
        let opened = true;
        if (forgery === 'second in one transaction') {
          // A good ticket of another organisation comes first; this one must not change it.
          await client.query('select fw.begin($1)', [
            ticketFor(key, { ...wish, org: world.organisations[1]!.id }),
          ]);
        }
        await client.query('savepoint tried');
        await client.query('select fw.begin($1)', [forged]).catch((error: { code: string }) => {
          opened = false;
          result.refused[error.code] = (result.refused[error.code] ?? 0) + 1;
        });
        if (opened) result.opened++;
        // The attacker goes on past the refusal and looks at everything that the role may name.
        if (
          !opened &&
          forgery !== 'second in one transaction' &&
          (n % 7 === 0 || tickets < 5_000)
        ) {
          await client.query('rollback to tried');
          await client.query(`select ${look} as n`).then(
            ({ rows }) => (result.rows += Number(rows[0].n)),
            () => {},
          );
        } else if (opened) {
          await client.query(`select ${look} as n`).then(
            ({ rows }) => (result.rows += Number(rows[0].n)),
            () => {},
          );
        }
        await client.query('rollback');
      }
      client.release(true);
    }),
  );
  return results;
}

function forge(
  chance: Chance,
  forgery: Forgery,
  {
    whole,
    used,
    wish,
    key,
  }: { whole: string; used: string; wish: TicketWish; key: Parameters<typeof ticketFor>[0] },
): string {
  const parts = whole.split('|');
  switch (forgery) {
    case 'bits turned': {
      const at = chance.below(whole.length);
      const turned = String.fromCharCode(whole.charCodeAt(at) ^ (1 << chance.below(6)));
      return whole.slice(0, at) + (turned === '\0' ? '0' : turned) + whole.slice(at + 1);
    }
    case 'another key':
      return ticketFor(
        { keyNo: key.keyNo + (chance.is(0.2) ? 1 : 0), key: Buffer.from(chance.hex(32), 'hex') },
        wish,
      );
    case 'a field changed': {
      const at = 1 + chance.below(11);
      const put = [
        `${Number(parts[1]) + 1}`,
        'app_desk',
        'job',
        chance.uuid(),
        chance.uuid(),
        chance.uuid(),
        'job.retention',
        '/other',
        chance.uuid(),
        `${Date.now() + 29_000}`,
        'AAAAAAAAAAAAAAAAAAAAAA',
      ][at - 1]!;
      parts[at] = parts[at] === put ? chance.uuid() : put;
      return parts.join('|');
    }
    case 'cut short':
      return chance.is(0.5)
        ? whole.slice(0, chance.below(whole.length))
        : parts.slice(0, chance.below(13)).join('|');
    case 'used before':
      return used;
    case 'for another role':
      return ticketFor(key, {
        ...wish,
        audience: wish.audience === 'app_desk' ? 'app_ident' : 'app_desk',
      });
    case 'expired':
      return ticketFor(key, {
        ...wish,
        expMs: Date.now() + (chance.is(0.5) ? -1 - chance.below(1e6) : 32_000 + chance.below(1e6)),
      });
    case 'second in one transaction':
      return whole;
    case 'SQL in a field': {
      const sql = chance.one([
        "' or true --",
        "'; select fw.ctx(); --",
        "x') on conflict do nothing; --",
        '${org}',
        '%',
        "\\'",
        '$$',
        "' union select ki from fw.mac_key --",
        '1e3',
        '-1',
        '٣',
      ]);
      parts[1 + chance.below(12)] = sql;
      return parts.join('|');
    }
    case 'random text':
      return Array.from({ length: 13 }, () => chance.hex(chance.below(20))).join(
        chance.is(0.7) ? '|' : ',',
      );
  }
}

if (process.argv[1]?.endsWith('forge-tickets.ts')) {
  const { values } = parseArgs({
    options: {
      tickets: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const cluster = await startTestCluster();
  const database = await freshDatabase();
  const started = performance.now();
  const results = await forgeTickets(database, {
    tickets: Number(values.tickets),
    seed: Number(values.seed),
  });
  process.stdout.write(
    '| Forgery | Tried | Refused with | Opened | Rows seen |\n|---|--:|---|--:|--:|\n',
  );
  let bad = 0;
  for (const [name, { tried, refused, opened, rows }] of results) {
    bad += opened + rows;
    process.stdout.write(
      `| ${name} | ${tried} | ${Object.entries(refused)
        .map(([code, n]) => `${code} ${n}`)
        .join(', ')} | ${opened} | ${rows} |\n`,
    );
  }
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  await database.close();
  await cluster.stop();
  process.exitCode = bad > 0 ? 1 : 0;
}
