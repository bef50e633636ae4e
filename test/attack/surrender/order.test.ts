/** A court order, obeyed: what the rehearsal prints is what there is, and what it says is absent is absent. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asText } from '../../../src/commands/rehearse.ts';
import { asOwner, insert } from '../../../src/firewall/context/testing.ts';
import { rehearseOrder } from '../../../src/firewall/rehearsal/index.ts';
import { openStore, type Store } from './store.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const rehearse = (asked: { code?: string; subject?: string }) =>
  rehearseOrder(
    {
      database: store.kept.main,
      keys: store.kept.keys,
      keeper: store.kept.keeper,
      backupFolder: store.kept.folder,
      now: Date.now(),
    },
    asked,
  );

test('prints every row of every table that leads to the person, with what can be opened', async () => {
  const rehearsal = await rehearse({ code: store.person.code });
  expect(rehearsal.produced).toHaveLength(1);
  const [her] = rehearsal.produced;
  const tables = [...new Set(her?.rows.map(({ table }) => table))].sort();
  expect(tables).toEqual(
    expect.arrayContaining([
      'audit.stage',
      'casework.event',
      'casework.handle',
      'casework.person',
      'consent.record',
      'ident.contact',
      'ident.name',
      'referrals.packet',
      'referrals.packet_origin',
      'survivor.file',
    ]),
  );
  const text = asText(rehearsal);
  for (const value of [store.texts.name, store.texts.contact, store.texts.note])
    expect(text).toContain(value);
  expect(text).not.toContain(store.texts.file);
  expect(text).toMatch(/survivor\.file\.sealed, closed: \d+ bytes sealed on a device/);
  expect(text).not.toContain(store.texts.far);
  expect(text).not.toContain(store.other.subject);
  expect(text).not.toContain('FOUND:');
  // A dump knows no row of hers that the rehearsal does not print.
  const [counted] = await asOwner(store.kept.main, (tx) =>
    tx.query<{ n: number }>(
      `select ((select count(*) from casework.person where subject = $1) + (select count(*) from casework.handle where subject = $1)
        + (select count(*) from casework.event where subject = $1) + (select count(*) from ident.name where subject = $1)
        + (select count(*) from ident.contact where subject = $1) + (select count(*) from consent.record where subject = $1)
        + (select count(*) from referrals.packet_origin where subject = $1) + (select count(*) from survivor.file where subject = $1))::int as n`,
      [store.person.subject],
    ),
  );
  const own = her?.rows.filter(
    ({ through, table }) => through === 'subject' && !table.startsWith('audit.'),
  );
  expect(own).toHaveLength(counted?.n ?? -1);
});

test('finds a table that somebody adds tomorrow', async () => {
  await asOwner(store.kept.main, async (tx) => {
    await tx.execute('create table casework.tomorrow (id uuid primary key, whose uuid, said text)');
  });
  await insert(store.kept.main, 'casework.tomorrow', {
    id: randomUUID(),
    whose: store.person.subject,
    said: 'something new',
  });
  expect(asText(await rehearse({ subject: store.person.subject }))).toContain('something new');
  await asOwner(store.kept.main, (tx) => tx.execute('drop table casework.tomorrow'));
});

test('a code that leads nowhere gives nothing, and a question must be one of two', async () => {
  const nothing = await rehearse({ code: 'no such code' });
  expect(nothing.produced).toEqual([]);
  expect(asText(nothing)).toContain('leads to nobody here');
  await expect(rehearse({})).rejects.toThrow('--code');
  await expect(rehearse({ code: 'a', subject: 'b' })).rejects.toThrow('--code');
  await expect(rehearse({ subject: `x' or true` })).rejects.toThrow('UUID');
});

test('the rehearsal is itself in the keeper’s ledger, for the log', async () => {
  await rehearse({ code: store.person.code });
  const waiting = await store.kept.keeper.unsettled(-1_000);
  expect(
    waiting.filter(
      ({ route, subject }) => route === 'job:rehearsal' && subject === store.person.subject,
    ).length,
  ).toBeGreaterThan(0);
});
