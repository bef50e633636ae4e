import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { addOrganisation, asOwner, inContext, insert, putTicketKey } from '../context/testing.ts';

let database: Database;
let org: string;
let other: string;
beforeAll(async () => {
  database = await freshDatabase();
  org = await addOrganisation(database);
  other = await addOrganisation(database);
});
afterAll(() => database.close());

/** The clocks of `org`, as they run at a moment of the future or the past. */
const runAt = async (at: Date): Promise<Record<string, number>> => {
  const [row] = await asOwner(database, (tx) =>
    tx.query<{ done: Record<string, number> }>('select fw.end_clocks_at($1, $2) as done', [
      org,
      at,
    ]),
  );
  return row?.done ?? {};
};
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  (await asOwner(database, (tx) => tx.query(sql, values))).length;

const AT = new Date('2026-11-23T10:00:00Z');
const after = (start: Date, { months = 0, days = 0 }): Date => {
  const moved = new Date(start);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  return new Date(moved.getTime() + days * 86_400_000);
};

let leaf = 0;
async function detail(more: object): Promise<void> {
  leaf += 1;
  await insert(database, 'audit.leaf', { leaf_index: leaf, leaf: Buffer.from('leaf') });
  await insert(database, 'audit.detail', {
    leaf_index: leaf,
    at: AT,
    kind: 'staff',
    actor: randomUUID(),
    org_id: org,
    purpose: 'desk.visit',
    route: '/test',
    act: 'open',
    ...more,
  });
}

describe('details of accesses', () => {
  it('end 24 months after the access, at home, and leave the log’s leaves', async () => {
    const held = randomUUID();
    await hold(held);
    await detail({ subject: randomUUID() });
    await detail({ subjects: [randomUUID(), randomUUID()] });
    await detail({ org_id: other });
    await detail({ subject: held });
    await detail({ subjects: [randomUUID(), held] });
    await detail({ at: after(AT, { days: 1 }) });
    expect(await runAt(after(AT, { months: 24, days: -1 }))).toEqual({});
    expect(await runAt(AT)).toEqual({});
    expect(await runAt(after(AT, { months: 24, days: 0.5 }))).toEqual({ 'audit.detail': 2 });
    expect(await runAt(after(AT, { months: 24, days: 0.5 }))).toEqual({});
    // The day after, the next one; the clock set back brings nothing back.
    expect(await runAt(after(AT, { months: 24, days: 2 }))).toEqual({ 'audit.detail': 1 });
    expect(await runAt(after(AT, { months: -12 }))).toEqual({});
    expect(await runAt(after(AT, { months: 120 }))).toEqual({});
    const left = 'select from audit.detail where org_id = $1';
    expect([await count(left, [org]), await count(left, [other])]).toEqual([2, 1]);
    expect(await count('select from audit.leaf')).toBe(6);
    // When the hold is lifted they go with the next run.
    await asOwner(database, (tx) => tx.execute('update register.hold set lifted_at = now()'));
    expect(await runAt(after(AT, { months: 120 }))).toEqual({ 'audit.detail': 2 });
  });
});

describe('work of a tablet that waits for a decision', () => {
  const row = (more: object) => ({
    op_id: randomUUID(),
    org_id: org,
    purpose_id: 'desk.visit',
    point_id: randomUUID(),
    worker_id: randomUUID(),
    device_id: randomUUID(),
    reason: 'clock_doubt',
    sealed: Buffer.from('what it says'),
    held_at: AT,
    ...more,
  });

  it('counts as not taken after 180 days, says nothing any more, and goes 180 days later', async () => {
    await insert(database, 'sync.held', row({}));
    await insert(database, 'sync.held', row({ org_id: other }));
    await insert(
      database,
      'sync.held',
      row({
        decision: 'admitted',
        decided_by: randomUUID(),
        decided_at: after(AT, { days: 30 }),
      }),
    );
    const states = () =>
      asOwner(database, (tx) =>
        tx.query(
          `select decision, why, octet_length(sealed) > 1 as says from sync.held where org_id = $1 order by decision nulls first`,
          [org],
        ),
      );
    expect(await runAt(after(AT, { days: 179 }))).toEqual({});
    expect((await states())[0]).toEqual({ decision: null, why: null, says: true });
    expect(await runAt(after(AT, { days: 181 }))).toEqual({ 'sync.held undecided': 1 });
    expect(await states()).toContainEqual({ decision: 'dropped', why: 'other', says: false });
    expect(await runAt(after(AT, { days: 209 }))).toEqual({});
    expect(await runAt(after(AT, { days: 211 }))).toEqual({ 'sync.held decided': 1 });
    expect(await runAt(after(AT, { days: 360 }))).toEqual({});
    expect(await runAt(after(AT, { days: 362 }))).toEqual({ 'sync.held decided': 1 });
    expect(await count('select from sync.held')).toBe(1);
  });
});

it('refused sign-ins are forgotten after 90 days: of this organisation’s accounts, and of nobody', async () => {
  const [hers, theirs] = [randomUUID(), randomUUID()];
  for (const [account_id, org_id] of [
    [hers, org],
    [theirs, other],
  ])
    await insert(database, 'staff.account', {
      account_id,
      org_id,
      login: `of-${account_id}`,
      display_name: 'Somebody',
    });
  const of = (account_id: string | null, days: number) =>
    insert(database, 'staff.refused_try', {
      quarter: after(AT, { days }),
      way: 'password',
      why: 'wrong',
      account_id,
      n: 3,
    });
  await of(hers, 0);
  await of(hers, 2);
  await of(null, 0);
  await of(theirs, 0);
  expect(await runAt(after(AT, { days: 89 }))).toEqual({});
  expect(await runAt(after(AT, { days: 91 }))).toEqual({ 'staff.refused_try': 2 });
  expect(await runAt(after(AT, { days: 91 }))).toEqual({});
  expect(await count('select from staff.refused_try')).toBe(2);
  expect(await runAt(after(AT, { days: 93 }))).toEqual({ 'staff.refused_try': 1 });
});

it('nobody but the job runs these clocks, and nobody moves them', async () => {
  const key = await putTicketKey(database);
  const tried = (kind: 'staff' | 'job', purpose: string, sql: string): Promise<unknown> =>
    inContext(database, key, { audience: 'app_jobs', org, kind, purpose }, (tx) => tx.query(sql));
  for (const sql of ['select fw.accounts_left()', 'select fw.forget_account(gen_random_uuid())']) {
    await expect(tried('staff', 'job.retention', sql)).rejects.toMatchObject({
      code: 'purpose_mismatch',
    });
    await expect(tried('job', 'desk.visit', sql)).rejects.toMatchObject({
      code: 'purpose_mismatch',
    });
  }
  for (const sql of [
    `select fw.end_clocks_at('${org}', now() + interval '10 years')`,
    `select fw.accounts_left_at('${org}', now() + interval '10 years')`,
    'delete from audit.detail',
  ])
    await expect(tried('job', 'job.retention', sql)).rejects.toMatchObject({ code: 'not_allowed' });
});

/** A hold as two officers place it, written past them. */
async function hold(subject: string): Promise<void> {
  const request_id = randomUUID();
  await asOwner(database, (tx) =>
    tx.execute('alter table register.request disable trigger note_request'),
  );
  await insert(database, 'register.request', {
    request_id,
    org_id: org,
    received_on: '2026-11-20',
    channel: 'court',
    authority_name: 'Court of Selmora',
    instrument: 'court_order',
    offence_class: 'trafficking',
    claimed_basis: 'Article 12',
    data_sought_sealed: Buffer.from([1]),
    recorded_by: randomUUID(),
  });
  await insert(database, 'register.hold', {
    hold_id: randomUUID(),
    org_id: org,
    request_id,
    subject,
    placed_by: randomUUID(),
    second_by: randomUUID(),
    until: new Date(Date.now() + 30 * 86_400_000),
  });
}
