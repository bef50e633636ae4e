import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Role, Transaction } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { addOrganisation, inContext, insert, putTicketKey, type TicketKey } from './testing.ts';

let database: Database;
let key: TicketKey;
let org: string;
const subject = randomUUID();
const purpose = 'desk.visit';
const bytes = Buffer.from([1, 2]);
/** What she said of herself is there: an age band, a sex, and that she does not want to be linked. */
const SAID = { age_band: '18-59', sex: 'woman', no_link: true };

beforeAll(async () => {
  database = await freshDatabase();
  key = await putTicketKey(database);
  org = await addOrganisation(database);
  const row = { org_id: org, purpose_id: purpose, subject };
  await insert(database, 'casework.person', { ...row, ...SAID, last_contact: '2026-11-01' });
  await insert(database, 'casework.handle', {
    ...row,
    handle_id: randomUUID(),
    kind: 'slip',
    code_hash: Buffer.alloc(32, 1),
  });
  await insert(database, 'ident.name', { ...row, name_id: randomUUID(), sealed: bytes });
  await insert(database, 'ident.contact', { ...row, contact_id: randomUUID(), sealed: bytes });
  await insert(database, 'ident.blind', {
    ...row,
    blind_id: randomUUID(),
    field: 'phone',
    bucket: bytes,
  });
});
afterAll(() => database.close());

/** What a statement of a worker at the desk changes, or the problem that it ends with. Nothing of it stays. */
async function tried(role: Role, text: string, values: unknown[] = []): Promise<number | string> {
  const work = (tx: Transaction): Promise<number> => tx.execute(text, values);
  try {
    return await inContext(database, key, { audience: role, org, purpose }, work, 'rollback');
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('a role writes what its verbs write, and nothing else', () => {
  it('names, contacts and buckets are read by whoever compares them, and written by functions alone', async () => {
    for (const [table, column] of [
      ['name', 'sealed'],
      ['contact', 'sealed'],
      ['blind', 'bucket'],
    ] as const) {
      const of = `ident.${table}`;
      expect(await tried('app_ident', `select * from ${of}`), of).toBe(1);
      expect(await tried('app_ident', `delete from ${of}`), of).toBe('not_allowed');
      expect(await tried('app_ident', `update ${of} set ${column} = '\\x00'`), of).toBe(
        'not_allowed',
      );
      const added = `insert into ${of} (${table}_id, org_id, purpose_id, subject, ${column}${table === 'blind' ? ', field' : ''})
        values ($1, $2, $3, $4, $5${table === 'blind' ? ", 'phone'" : ''})`;
      const values = [randomUUID(), org, purpose, randomUUID(), bytes];
      expect(await tried('app_ident', added, values), of).toBe('not_allowed');
    }
    const put = `select fw.put_ident('name', $1, $2, $3)`;
    expect(await tried('app_desk', put, [randomUUID(), subject, bytes])).toBe(1);
    expect(await tried('app_ident', put, [randomUUID(), subject, bytes])).toBe('not_allowed');
  });

  it('a code is given out as it is given at the desk: alive, from now, and never changed there', async () => {
    const given = (more: string, value: string): Promise<number | string> =>
      tried(
        'app_desk',
        `insert into casework.handle (handle_id, org_id, purpose_id, subject, kind, code_hash${more && `, ${more}`})
         values ($1, $2, $3, $4, 'card', $5${value && `, ${value}`})`,
        [randomUUID(), org, purpose, subject, Buffer.alloc(32, 2)],
      );
    expect(await given('', '')).toBe(1);
    for (const [column, value] of [
      ['state', `'lost'`],
      ['expires_at', `now() + interval '50 years'`],
      ['created_at', `now() - interval '1 year'`],
    ] as const) {
      expect(await given(column, value), column).toBe('not_allowed');
      const changed = `update casework.handle set ${column} = ${value}`;
      expect(await tried('app_desk', changed), column).toBe('not_allowed');
    }
    expect(await tried('app_desk', 'delete from casework.handle')).toBe('not_allowed');
  });

  it('what a person said of herself is added to, never taken back by somebody else', async () => {
    const changed = (set: string): Promise<number | string> =>
      tried('app_desk', `update casework.person set ${set}`);
    for (const back of [
      'no_link = false',
      `age_band = 'unknown'`,
      `sex = 'not_asked'`,
      `last_contact = '2036-01-01'`,
      `last_contact = '2026-10-01'`,
      `created_at = now()`,
      `subject = gen_random_uuid()`,
    ])
      expect(await changed(back), back).toBe('not_allowed');
    for (const on of [
      `age_band = '60+'`,
      `sex = 'other'`,
      'no_link = true',
      'last_contact = current_date',
      `age_band = '60+', sex = 'man', no_link = true, last_contact = current_date`,
    ])
      expect(await changed(on), on).toBe(1);
    expect(await tried('app_desk', 'delete from casework.person')).toBe('not_allowed');
    const made = `insert into casework.person (subject, org_id, purpose_id, last_contact) values ($1, $2, $3, '2036-01-01')`;
    expect(await tried('app_desk', made, [randomUUID(), org, purpose])).toBe('not_allowed');
  });
});
