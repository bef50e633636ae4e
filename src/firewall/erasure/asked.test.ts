import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Transaction } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import {
  addOrganisation,
  asOwner,
  inContext,
  insert,
  putTicketKey,
  type TicketKey,
  type TicketWish,
} from '../context/testing.ts';

let database: Database;
let key: TicketKey;
let org: string;
let purposes: string[];
const going = randomUUID();

beforeAll(async () => {
  database = await freshDatabase();
  key = await putTicketKey(database);
  org = await addOrganisation(database);
  await insert(database, 'consent.erasing', { org_id: org, subject: going, erasure_no: going });
  const rows = await asOwner(database, (tx) =>
    tx.query<{ used_for: string }>('select distinct used_for from fw.purpose_use order by 1'),
  );
  purposes = rows.map(({ used_for }) => used_for);
});
afterAll(() => database.close());

/** The problem that a statement ends with, or what it came to. Nothing of it stays. */
const tried = async <T>(
  wish: Omit<Partial<TicketWish>, 'audience'> & { purpose: string },
  work: (tx: Transaction) => Promise<T>,
): Promise<T | string> => {
  const act = { audience: 'app_consent', org, ...wish } as const;
  try {
    return await inContext(database, key, act, work, 'rollback');
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};
const asks = (subject: string) => (tx: Transaction) =>
  tx.execute('insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, $3)', [
    org,
    subject,
    randomUUID(),
  ]);
const ends = (tx: Transaction) =>
  tx.execute('update consent.erasing set step = 9, finished_at = now() where subject = $1', [
    going,
  ]);
const sees = (tx: Transaction) => tx.query('select subject from consent.erasing');

describe('the list of who is being erased', () => {
  it('is written, ended and read by no worker, whatever she acts for', async () => {
    expect(purposes.length).toBeGreaterThan(20);
    for (const purpose of purposes)
      for (const kind of ['staff', 'glass'] as const) {
        const wish = { purpose, kind, subject: going, actor: randomUUID() };
        expect(await tried(wish, asks(randomUUID())), purpose).toBe('not_allowed');
        expect(await tried(wish, ends), purpose).toBe(0);
        expect(await tried(wish, sees), purpose).toEqual([]);
      }
  });

  it('is gone on with by the job of retention alone, which can ask for nobody', async () => {
    for (const purpose of purposes) {
      const wish = { purpose, kind: 'job' } as const;
      const may = purpose === 'job.retention';
      expect(await tried(wish, asks(randomUUID())), purpose).toBe('not_allowed');
      expect(await tried(wish, ends), purpose).toBe(may ? 1 : 0);
      expect(await tried(wish, sees), purpose).toHaveLength(may ? 1 : 0);
    }
    const elsewhere = await addOrganisation(database);
    expect(await tried({ purpose: 'job.retention', kind: 'job', org: elsewhere }, ends)).toBe(0);
  });

  it('is asked for by the person herself, with her own slip and for nothing else', async () => {
    const subject = randomUUID();
    for (const purpose of purposes)
      expect(await tried({ purpose, kind: 'person', subject }, asks(subject)), purpose).toBe(
        purpose === 'own.access' ? 1 : 'not_allowed',
      );
    const own = { purpose: 'own.access', kind: 'person', subject } as const;
    expect(await tried(own, asks(randomUUID()))).toBe('not_allowed');
  });

  it('is what a worker cannot take rows away by', async () => {
    const taken = (tx: Transaction) => tx.query('select fw.erase_rows($1)', [going]);
    for (const wish of [
      { purpose: 'job.retention', kind: 'staff' },
      { purpose: 'own.access', kind: 'person', subject: going },
    ] as const)
      expect(await tried(wish, taken)).toBe('purpose_mismatch');
    expect(await tried({ purpose: 'job.retention', kind: 'job' }, taken)).toHaveLength(1);
  });
});
