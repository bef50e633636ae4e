import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { migrate } from '../../database/migrate.ts';
import { asOwner } from '../context/testing.ts';
import { conform } from './index.ts';

let database: Database;
let whole: string;
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database);
  whole = (await conform(database, 1)).schema;
});
afterAll(() => database.close());

describe('conformance of the firewall', () => {
  it('finds no way to make an enforcement body a recipient, and leaves nothing behind', async () => {
    const { seen, attempts, schema } = await conform(database);
    expect(attempts.filter(({ refused }) => !refused)).toEqual([]);
    expect(seen.filter(({ holds }) => !holds)).toEqual([]);
    expect(attempts.length).toBeGreaterThan(300);
    expect(new Set(attempts.map(({ part }) => part)).size).toBeGreaterThanOrEqual(9);
    expect(schema).toMatch(/^[0-9a-f]{64}$/);
    expect(schema).toBe(whole);
    const [left] = await asOwner(database, (tx) =>
      tx.query('select count(*)::int as n from fw.organisation'),
    );
    expect(left).toEqual({ n: 0 });
  }, 120_000);

  // Each of these opens a door; the auditor must see it.
  for (const [what, statement] of [
    ['the list of kinds', 'alter table fw.organisation drop constraint organisation_kind_check'],
    ['the refusal of barred names', 'drop trigger refuse_barred on fw.organisation'],
    [
      'the binding of exports',
      `do $$ declare n text; begin select conname into n from pg_constraint where conrelid = 'register.export_job'::regclass and contype = 'f' and cardinality(conkey) = 2; execute format('alter table register.export_job drop constraint %I', n); end $$`,
    ],
    ['the lock before a packet crosses', 'drop trigger crossing on referrals.packet'],
    ['the guard of names', 'drop event trigger refuse_names'],
    ['the fields of events', 'drop trigger fields on casework.event'],
  ] as const)
    it(`sees that ${what} is gone`, async () => {
      const broken = await freshDatabase();
      await asOwner(broken, (tx) => tx.execute(statement));
      const { attempts, seen, schema } = await conform(broken, 1);
      expect(attempts.some(({ refused }) => !refused) || seen.some(({ holds }) => !holds)).toBe(
        true,
      );
      expect(schema).not.toBe(whole);
      await broken.close();
    }, 120_000);
});
