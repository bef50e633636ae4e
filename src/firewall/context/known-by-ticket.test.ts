import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Role } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { addOrganisation, asOwner, inContext, putTicketKey, type TicketKey } from './testing.ts';

let database: Database;
let key: TicketKey;
let org: string;
const purpose = 'desk.visit';
beforeAll(async () => {
  database = await freshDatabase();
  key = await putTicketKey(database);
  org = await addOrganisation(database);
});
afterAll(() => database.close());

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'fine',
    (error: { code?: string }) => error.code ?? String(error),
  );
const inserted = (
  sql: string,
  values: unknown[],
  ticket: { org: string; purpose: string } = { org, purpose },
): Promise<unknown> =>
  codeOf(
    inContext(
      database,
      key,
      { audience: 'app_desk' satisfies Role, ...ticket },
      (tx) => tx.execute(sql, values),
      'rollback',
    ),
  );

/** Rows that no foreign key asks for their organisation and purpose (0087): the first two values are these. */
const ROWS: Readonly<Record<string, string>> = {
  person: `insert into casework.person (org_id, purpose_id, subject) values ($1, $2, gen_random_uuid())`,
  handle: `insert into casework.handle (org_id, purpose_id, handle_id, subject, kind, code_hash)
    values ($1, $2, gen_random_uuid(), gen_random_uuid(), 'card', sha256('a'))`,
  event: `insert into casework.event (org_id, purpose_id, event_id, op_id, kind, point_id, actor_id, at_device, body)
    values ($1, $2, gen_random_uuid(), gen_random_uuid(), 'person_named', gen_random_uuid(), gen_random_uuid(), now(), '{}')`,
  op: `insert into sync.op (org_id, purpose_id, op_id, point_id, worker_id, device_id, content_hash, result)
    values ($1, $2, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), sha256('a'), 'recorded')`,
};

describe('the organisation and the purpose of a new row', () => {
  it.each(Object.entries(ROWS))('are those of the ticket: %s', async (_, sql) => {
    expect(await inserted(sql, [org, purpose])).toBe('fine');
    expect(await inserted(sql, [randomUUID(), purpose])).toBe('not_allowed');
    expect(await inserted(sql, [org, 'no.such_purpose'])).toBe('not_allowed');
  });

  it('are known, since no other ticket opens anything', async () => {
    const [unknown, sql] = [randomUUID(), ROWS['person'] ?? ''];
    const nobodys = await inserted(sql, [unknown, purpose], { org: unknown, purpose });
    expect(nobodys).toBe('WH004');
    const none = 'no.such_purpose';
    expect(await inserted(sql, [org, none], { org, purpose: none })).toBe('WH002');
  });
});

describe('what rows stand on', () => {
  const owned = (sql: string): Promise<unknown> =>
    codeOf(asOwner(database, async (tx) => void (await tx.execute(sql, []))));

  it.each([
    'delete from fw.organisation',
    'delete from fw.purpose where false',
    'truncate fw.organisation cascade',
    'truncate fw.purpose cascade',
    'update fw.organisation set org_id = gen_random_uuid()',
    `update fw.purpose set purpose_id = purpose_id || '.other'`,
  ])('neither goes nor changes its name, not even for its owner: %s', async (sql) => {
    expect(await owned(sql)).toMatch(/23001|rows stand on it/);
  });

  it('may be cut off and named anew', async () => {
    expect(await owned(`update fw.organisation set name = name || ' II', cut_at = null`)).toBe(
      'fine',
    );
  });
});
