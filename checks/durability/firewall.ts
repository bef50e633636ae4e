/**
 * `node checks/durability/firewall.ts [--cycles 200] [--control]`: kills the program, its database, or both with signal 9 while
 * consents, withdrawals, packets, events and erasures are written; a ledger of what was acknowledged is kept outside. Then every
 * acknowledged act must be there once with its audit entry, no entry without an act, and the log must verify.
 * `--control` turns durable commits off: then acknowledged acts must be missing, or the harness sees nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  folderSource,
  parseVkey,
  Sequencer,
  verifyLog,
  vkeyOf,
} from '../../src/firewall/audit/index.ts';
import { addAgreement, addGrant, asOwner } from '../../src/firewall/context/testing.ts';
import { openInstallation, twoOrganisations } from '../../test/attack/installation.ts';
import { type Deed, type Line, sequencerOf, type Standing } from './firewall-acts.ts';
import { killDatabase } from './program.ts';

export type KillFirewall = {
  cycles: number;
  killed: { program: number; database: number; both: number };
  acknowledged: number;
  repeated: number;
  lost: number;
  doubled: number;
  /** Acts without their audit entry, and entries without their act. */
  silent: number;
  hollow: number;
  entries: number;
  log: string;
};

const ledgerOf = () => {
  const tried = new Map<string, Deed>();
  const done = new Set<string>();
  const refused = new Set<string>();
  return {
    tried,
    done,
    refused,
    take(line: Line): void {
      if ('tried' in line) tried.set(`${line.tried.kind} ${line.tried.id}`, line.tried);
      else if ('done' in line) done.add(line.done);
      else if ('refused' in line) refused.add(line.refused);
    },
    pending: (): Deed[] =>
      [...tried].filter(([key]) => !done.has(key) && !refused.has(key)).map(([, deed]) => deed),
  };
};

/** @param options `durable: false` is the control */
export async function killFirewall(
  cycles: number,
  { durable = true, say = (_: string): void => {} } = {},
): Promise<KillFirewall> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-kill-firewall-'));
  const ledger = ledgerOf();
  const killed = { program: 0, database: 0, both: 0 };
  let repeated = 0;
  try {
    const at = await setUp(folder, durable);
    for (let cycle = 0; cycle < cycles; cycle++) {
      const pending = ledger.pending();
      repeated += pending.length;
      await writeFile(join(folder, 'pending.json'), JSON.stringify({ at, pending }));
      const how = (['program', 'both', 'database'] as const)[cycle % 3] ?? 'both';
      killed[how]++;
      await oneCycle(folder, how, ledger);
      if ((cycle + 1) % 20 === 0) say(`${cycle + 1} cycles, ${ledger.done.size} acts acknowledged`);
    }
    return { cycles, killed, repeated, ...(await count(folder, ledger)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function setUp(folder: string, durable: boolean): Promise<Standing> {
  const house = await openInstallation({ folder });
  const { home, far } = await twoOrganisations(house.database);
  const subject = randomUUID();
  const at = {
    home,
    far,
    subject,
    agreement: await addAgreement(house.database, [home, far]),
    grant: await addGrant(house.database, { subject, from: home, to: far }),
  };
  if (!durable)
    for (const database of [house.database, house.keys])
      await asOwner(database, (tx) =>
        tx.execute(`alter database ${database.connection.database} set synchronous_commit = off`),
      );
  await house.close();
  return at;
}

async function oneCycle(
  folder: string,
  how: keyof KillFirewall['killed'],
  ledger: ReturnType<typeof ledgerOf>,
): Promise<void> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('firewall-acts.ts', import.meta.url)), '--child', folder],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const closed = new Promise<void>((done) => child.once('close', () => done()));
  await new Promise<void>((ready, failed) => {
    createInterface(child.stdout).on('line', (text) => {
      const line = lineOf(text);
      if (line && 'ready' in line) ready();
      else if (line) ledger.take(line);
    });
    child.once('close', () => failed(new Error(`the program ended by itself:\n${errors}`)));
  });
  await pause(100 + Math.random() * 700);
  if (how !== 'program') await killDatabase(join(folder, 'data'));
  if (how === 'database') await goesOn(ledger);
  await end(child, closed);
}

/** A line cut in the middle by the kill says nothing. */
function lineOf(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** The program goes on by itself when its database is back. @throws Error when it does not within a minute. */
async function goesOn(ledger: ReturnType<typeof ledgerOf>): Promise<void> {
  const before = ledger.done.size;
  for (let waited = 0; ledger.done.size < before + 10; waited += 50) {
    if (waited > 60_000) throw new Error('the program did not go on after its database was killed');
    await pause(50);
  }
}

async function end(child: ChildProcess, closed: Promise<void>): Promise<void> {
  child.kill('SIGKILL');
  await closed;
}

/** Where each kind of act stands, and how its audit entry names it. */
const TRACES: Record<
  Exclude<Deed['kind'], 'erasure'>,
  { rows: string; act: string; key: string }
> = {
  consent: {
    rows: 'select grant_id::text as id from consent.record where grant_id <> $1',
    act: 'consent.given',
    key: 'grant',
  },
  withdrawal: {
    rows: 'select grant_id::text as id from consent.record where grant_id <> $1 and withdrawn_at is not null',
    act: 'consent.withdrawn',
    key: 'grant',
  },
  packet: {
    rows: 'select packet_id::text as id from referrals.packet where grant_id = $1',
    act: 'packet.sent',
    key: 'packet',
  },
  event: {
    // Those of people who are planted to be erased hold a note, and afterwards nobody.
    rows: `select event_id::text as id from casework.event where sealed is null and subject is not null and event_id <> $1`,
    act: 'event.added',
    key: 'event',
  },
};

async function count(
  folder: string,
  { tried, done, refused }: ReturnType<typeof ledgerOf>,
): Promise<Omit<KillFirewall, 'cycles' | 'killed' | 'repeated'>> {
  const house = await openInstallation({ folder });
  try {
    const parts = await sequencerOf(house);
    const sequencer = new Sequencer(parts);
    let stopped = '';
    try {
      while ((await sequencer.round())?.full !== false) await pause(20);
    } catch (error) {
      // A database that forgot what the log had published: the log will not be written anew.
      stopped = (error as Error).name;
    }
    const ask = <R extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
      asOwner(house.database, (tx) => tx.query<R>(text, values));
    const [standing] = await ask<{ grant: string }>(
      `select grant_id::text as grant from consent.record order by given_at limit 1`,
    );
    const found = { lost: refused.size, doubled: 0, silent: 0, hollow: 0 };
    const ids = (kind: Deed['kind']): string[] =>
      [...done].filter((key) => key.startsWith(`${kind} `)).map((key) => key.split(' ')[1] ?? '');
    for (const [kind, { rows, act, key }] of Object.entries(TRACES)) {
      const there = (await ask<{ id: string }>(rows, [standing?.grant])).map(({ id }) => id);
      const noted = (
        await ask<{ id: string }>(`select details ->> $1 as id from audit.detail where act = $2`, [
          key,
          act,
        ])
      ).map(({ id }) => id);
      const [rowSet, noteSet] = [new Set(there), new Set(noted)];
      found.lost += ids(kind as Deed['kind']).filter((id) => !rowSet.has(id)).length;
      found.doubled += there.length - rowSet.size + (noted.length - noteSet.size);
      found.silent += there.filter((id) => !noteSet.has(id)).length;
      found.hollow += noted.filter((id) => !rowSet.has(id)).length;
      // What stands there was tried: nothing came from nowhere.
      found.hollow += there.filter((id) => !tried.has(`${kind} ${id}`)).length;
    }
    const erased = ids('erasure');
    const left = await ask<{ n: number }>(
      `select (select count(*) from casework.person where subject = any ($1::uuid[]))::int
         + (select count(*) from ident.name where subject = any ($1::uuid[]))::int as n`,
      [erased],
    );
    found.lost += left[0]?.n ?? 0;
    found.lost += erased.length - (await house.keeper.erased(erased)).length;
    const steps = await ask<{ notes: number }>(
      `select (select count(*)::int from audit.detail d where d.act = 'erasure.rows_gone'
           and d.details ->> 'erasure' = e.erasure_no::text) as notes
       from consent.erasing e where e.subject = any ($1::uuid[])`,
      [erased],
    );
    found.lost += erased.length - steps.length;
    found.silent += steps.filter(({ notes }) => notes === 0).length;
    found.doubled += steps.filter(({ notes }) => notes > 1).length;
    const report = await verifyLog(folderSource(join(folder, 'data', 'log')), {
      key: parseVkey(vkeyOf(parts.signer)),
    });
    return {
      acknowledged: done.size,
      ...found,
      entries: report.entries,
      log: stopped || report.state,
    };
  } finally {
    await house.close();
  }
}

/** Nothing lost, doubled, unlogged or logged without having been. */
export const isWhole = (report: KillFirewall): boolean =>
  report.lost + report.doubled + report.silent + report.hollow === 0 &&
  report.log === 'sound' &&
  report.acknowledged > 0;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      cycles: { type: 'string', default: '200' },
      control: { type: 'boolean', default: false },
    },
  });
  const report = await killFirewall(Number(values.cycles), {
    durable: !values.control,
    say: (text) => void process.stdout.write(`${text}\n`),
  });
  const { killed, ...rest } = report;
  console.table({ ...rest, killed: JSON.stringify(killed) });
  const good = values.control ? report.lost > 0 : isWhole(report);
  process.stdout.write(
    values.control
      ? good
        ? 'the control loses, as it must: the harness sees losses\n'
        : 'the control lost nothing in this run: the harness was not put to the proof\n'
      : good
        ? 'nothing lost, nothing doubled, every act in the log\n'
        : 'FAILED\n',
  );
  process.exitCode = good ? 0 : 1;
}
