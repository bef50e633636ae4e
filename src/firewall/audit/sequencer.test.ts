import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import {
  addOrganisation,
  asOwner,
  inContext,
  putTicketKey,
  type TicketKey,
} from '../context/testing.ts';
import type { IssuedTicket } from '../keeper/index.ts';
import { vkeyOf } from './checkpoint.ts';
import { belongsTo, type Leaf, parseLeaf } from './leaf.ts';
import { logFolder } from './log-folder.ts';
import { folderSource } from './log-source.ts';
import { ClockWentBack, ForkRefused } from './publisher.ts';
import { type LogAlarm, runSequencer, Sequencer, type SequencerParts } from './sequencer.ts';
import { sequencerStore } from './sequencer-sql.ts';
import { parseVkey } from './signed-note.ts';
import { testSigner } from './testing-log.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
const key = parseVkey(vkeyOf(signer));

/** The keeper's ledger as the sequencer sees it, with times of issue that a test can set. */
class Ledger {
  readonly open = new Map<string, { ticket: IssuedTicket; issued: number }>();
  unsettled = async (olderThanMs: number, most = 1000): Promise<IssuedTicket[]> =>
    [...this.open.values()]
      .filter(({ issued }) => issued <= Date.now() - olderThanMs)
      .slice(0, most)
      .map(({ ticket }) => ticket);
  settle = async (nonces: readonly string[]): Promise<void> => {
    for (const nonce of nonces) this.open.delete(nonce);
  };
}

let database: Database;
let ticketKey: TicketKey;
let org: string;
let folder: string;
let ledger: Ledger;
let alarms: LogAlarm[];
let offset = 0;

beforeAll(async () => {
  database = await freshDatabase();
  ticketKey = await putTicketKey(database);
  org = await addOrganisation(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-log-'));
  ledger = new Ledger();
  alarms = [];
  offset = 0;
  await asOwner(database, (tx) =>
    tx.execute('truncate audit.stage, audit.producer, audit.counted, audit.leaf, audit.detail'),
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const parts = (): SequencerParts => ({
  store: sequencerStore(database),
  ledger,
  signer,
  log: logFolder(folder),
  node: 'port',
  clock: () => Date.now() + offset,
  alarm: (alarm) => alarms.push(alarm),
});
const round = () => new Sequencer(parts()).round();
const verify = (since?: Buffer) =>
  verifyLog(folderSource(folder), { key, ...(since && { since }) });
const checkpoint = async (): Promise<Buffer> =>
  (await folderSource(folder).read('checkpoint')) as Buffer;

/** An act of the desk with its ticket in the ledger; a route of its own tells it from others. */
async function actAt(
  route: string,
  ending: 'commit' | 'rollback' = 'commit',
  issued = Date.now(),
  notes = 0,
): Promise<void> {
  const nonce = randomBytes(16).toString('base64url');
  const wish = { audience: 'app_desk' as const, org, purpose: 'desk.visit', route, nonce };
  const rest = { kind: 'staff' as const, actor: '', points: [], subject: '' };
  ledger.open.set(nonce, { ticket: { ...wish, ...rest, expMs: issued + 30_000 }, issued });
  await inContext(
    database,
    ticketKey,
    wish,
    async (tx) => {
      for (let n = 0; n < notes; n++)
        await tx.query('select fw.note($1, $2)', ['visit.noted', { rows: n }]);
    },
    ending,
  );
}

async function logged(): Promise<Map<string, number>> {
  const rows = await asOwner(database, (tx) =>
    tx.query<{ name: string; times: string }>(
      `select act || ' ' || route as name, count(*) as times from audit.detail group by 1`,
    ),
  );
  return new Map(rows.map(({ name, times }) => [name, Number(times)]));
}

describe('the sequencer', () => {
  it('logs every committed act once, in order, and what else it noted', async () => {
    await actAt('/a', 'commit', undefined, 2);
    await actAt('/b', 'rollback');
    await actAt('/c');
    expect(await round()).toMatchObject({ placed: 4, full: false });
    expect(await logged()).toEqual(
      new Map([
        ['open /a', 1],
        ['visit.noted /a', 2],
        ['open /c', 1],
      ]),
    );
    expect(await verify()).toMatchObject({ state: 'sound', entries: 4, faults: [] });
    expect((await round())?.placed).toBe(0);
    expect(alarms).toEqual([]);
  });

  it('keeps beside each leaf what it committed to', async () => {
    await actAt('/a', 'commit', undefined, 3);
    await round();
    const rows = await asOwner(database, (tx) =>
      tx.query(
        `select l.leaf, d.at, d.kind, d.actor, d.org_id as org, d.purpose, d.route, d.act, d.subject, d.subjects,
           d.details, d.actor_key as "actorKey", d.subject_key as "subjectKey"
         from audit.leaf l join audit.detail d using (leaf_index) order by leaf_index`,
      ),
    );
    expect(rows).toHaveLength(4);
    for (const { leaf, ...detail } of rows)
      expect(
        belongsTo(parseLeaf(leaf as Buffer) as Leaf, detail as Parameters<typeof belongsTo>[1]),
      ).toEqual({ actor: true, subject: true });
  });

  it('logs a ticket that was rolled back or never used, after a minute, once', async () => {
    await actAt('/gone', 'rollback', Date.now() - 61_000);
    await actAt('/young', 'rollback', Date.now() - 50_000);
    await round();
    await round();
    expect(await logged()).toEqual(new Map([['unfinished /gone', 1]]));
    expect(ledger.open.size).toBe(1);
    expect((await verify()).state).toBe('sound');
  });

  it('tells of a staged row that somebody took away, at once and in the log', async () => {
    await inOneBackend(['/1', '/2', '/3']);
    await asOwner(database, (tx) => tx.execute(`delete from audit.stage where route = '/2'`));
    await round();
    expect(alarms).toEqual([expect.objectContaining({ kind: 'gap', from: 2, to: 2 })]);
    expect((await logged()).get('log.gap sequencer')).toBe(1);
    const report = await verify();
    expect(report.state).toBe('broken');
    expect(report.faults[0]?.says).toContain('where 2 should come');
  });

  it('tells of the newest row taken away, although nothing came after it', async () => {
    await inOneBackend(['/1', '/2']);
    await asOwner(database, (tx) => tx.execute(`delete from audit.stage where route = '/2'`));
    const sequencer = new Sequencer(parts());
    await sequencer.round();
    await sequencer.round();
    expect(alarms).toEqual([expect.objectContaining({ kind: 'gap', from: 2, to: 2 })]);
    expect((await logged()).get('log.gap sequencer')).toBe(1);
  });

  it('stands still while the clock is before its last checkpoint, and goes on after', async () => {
    offset = 3_600_000;
    await actAt('/a');
    await round();
    const before = await checkpoint();
    offset = 0;
    await actAt('/b');
    await expect(round()).rejects.toThrow(ClockWentBack);
    expect(await checkpoint()).toEqual(before);
    offset = 3_700_000;
    await round();
    expect((await logged()).get('open /b')).toBe(1);
    expect((await verify(before)).state).toBe('sound');
  });

  it('makes lost files anew from the leaves', async () => {
    for (let act = 0; act < 5; act++) await actAt(`/${act}`);
    await round();
    const before = await checkpoint();
    await rm(join(folder, 'tile'), { recursive: true });
    await actAt('/after');
    await round();
    expect(await verify(before)).toMatchObject({ state: 'sound', entries: 6 });
    await rm(folder, { recursive: true });
    await round();
    expect(await verify(before)).toMatchObject({ state: 'sound', entries: 6 });
  });

  it('signs nothing more when the database holds another past than is published', async () => {
    for (let act = 0; act < 5; act++) await actAt(`/${act}`);
    await round();
    const before = await checkpoint();
    await asOwner(database, async (tx) => {
      await tx.execute('delete from audit.detail where leaf_index >= 3');
      await tx.execute('delete from audit.leaf where leaf_index >= 3');
    });
    await expect(round()).rejects.toThrow(ForkRefused);
    await actAt('/5');
    await actAt('/6');
    await actAt('/7');
    offset = 100_000;
    await asOwner(database, (tx) =>
      tx.execute(`update audit.leaf set leaf = convert_to('x', 'UTF8') where leaf_index = 0`),
    );
    await rm(join(folder, 'tile'), { recursive: true });
    await expect(round()).rejects.toThrow(ForkRefused);
    expect(await checkpoint()).toEqual(before);
  });

  it('does not go on from a checkpoint of another key', async () => {
    await actAt('/a');
    await round();
    const other = new Sequencer({ ...parts(), signer: testSigner(2) });
    await expect(other.round()).rejects.toThrow('not ours');
  });

  it('tells of a row that somebody put beside another with its number, waiting or placed', async () => {
    await inOneBackend(['/1', '/2']);
    const again = (route: string): Promise<unknown> =>
      asOwner(database, (tx) =>
        tx.execute(
          `insert into audit.stage (xid, act, login, producer, n, at, exp, kind, org_id, purpose, route, reads)
           select pg_current_xact_id(), 'read', login, producer, n, at, exp, kind, org_id, purpose, route, reads
           from audit.stage where route = $1 and act = 'open'`,
          [route],
        ),
      );
    await again('/2');
    await round();
    expect(alarms).toEqual([expect.objectContaining({ kind: 'gap', from: 2, to: 2 })]);
    await again('/1');
    await round();
    expect(alarms.at(-1)).toEqual(expect.objectContaining({ kind: 'gap', from: 1, to: 1 }));
    expect((await logged()).get('log.gap sequencer')).toBe(2);
    expect((await verify()).state).toBe('broken');
  });

  it('sweeps placed rows whose ticket ended, and goes on counting from the log', async () => {
    await inOneBackend(['/1', '/2', '/3']);
    await round();
    offset = 200_000;
    await round();
    const left = await asOwner(database, (tx) => tx.query('select route from audit.stage'));
    expect(left).toEqual([]);
    await inOneBackend(['/4']);
    offset = 400_000;
    await round();
    expect(alarms.filter(({ kind }) => kind === 'gap')).toEqual([]);
    expect((await verify()).state).toBe('sound');
  });

  it('has one leader at a time; others wait and nothing is doubled', async () => {
    const sequencers = Array.from({ length: 3 }, () => runSequencer(parts(), 5));
    const writers = Array.from({ length: 3 }, async (_, writer) => {
      for (let act = 0; act < 25; act++) await actAt(`/${writer}/${act}`);
    });
    await Promise.all(writers);
    while ((await waitingRows()) > 0) await new Promise((done) => setTimeout(done, 20));
    await Promise.all(sequencers.map((one) => one.stop()));
    await round();
    const acts = await logged();
    expect(acts.size).toBe(75);
    expect([...acts.values()].every((times) => times === 1)).toBe(true);
    expect(await verify()).toMatchObject({ state: 'sound', entries: 75 });
    expect(alarms).toEqual([]);
  });

  it('loses nothing and doubles nothing, whatever the step at which it dies', async () => {
    const expected = new Map<string, number>();
    let since: Buffer | undefined;
    let steps = 0;
    for (let survived = false, at = 1; !survived; at++) {
      await actAt(`/${at}`, 'commit', undefined, 1);
      await actAt(`/${at}/back`, 'rollback', Date.now() - 120_000);
      expected.set(`open /${at}`, 1).set(`visit.noted /${at}`, 1);
      expected.set(`unfinished /${at}/back`, 1);
      // Beyond the last heartbeat, so that every round has something to sign.
      offset += 61_000;
      const dying = dyingAt(parts(), at);
      survived = await new Sequencer(dying.parts).round().then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe(`died at step ${at}`);
          return false;
        },
      );
      steps = dying.steps();
      await round();
      expect(await logged(), `died at step ${at}`).toEqual(expected);
      const report = await verify(since);
      expect(report.faults, `died at step ${at}`).toEqual([]);
      expect(report.entries).toBe(3 * at);
      since = await checkpoint();
    }
    expect(steps).toBeGreaterThan(25);
    // The clock was put forward all the time, and that alone was told.
    expect(new Set(alarms.map(({ kind }) => kind))).toEqual(new Set(['lag']));
  }, 120_000);
});

async function waitingRows(): Promise<number> {
  const [row] = await asOwner(database, (tx) =>
    tx.query<{ n: string }>('select count(*) as n from audit.stage where leaf_index is null'),
  );
  return Number(row?.n);
}

/** Acts of one backend, so that they are of one producer. */
async function inOneBackend(routes: string[]): Promise<void> {
  for (const route of routes) await actAt(route);
  const rows = await asOwner(database, (tx) => tx.query('select pid from audit.producer'));
  expect(rows).toHaveLength(1);
}

/**
 * The same parts, dead at step `at`: each call of the database, the ledger, the signer or the folder is two
 * steps, before and after it took effect.
 */
function dyingAt(
  whole: SequencerParts,
  at: number,
): { parts: SequencerParts; steps: () => number } {
  let step = 0;
  const mark = (): void => {
    if (++step === at) throw new Error(`died at step ${at}`);
  };
  const watch = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const member = Reflect.get(object, name) as unknown;
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          mark();
          const result = (member as (...all: unknown[]) => unknown).apply(object, given);
          if (!(result instanceof Promise)) return result;
          return result.then((value: unknown) => {
            mark();
            return value;
          });
        };
      },
    });
  const store = watch<SequencerParts['store']>({
    lead: (work) => whole.store.lead((inRound) => work(watch(inRound))),
  });
  return {
    parts: {
      ...whole,
      store,
      ledger: watch({
        unsettled: whole.ledger.unsettled,
        settle: whole.ledger.settle,
      }),
      signer: watch(whole.signer),
      log: watch(whole.log),
    },
    steps: () => step,
  };
}
