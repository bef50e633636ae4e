/**
 * For tests of guarded tables: a ticket key put in by the database's owner, tickets signed with it,
 * and organisations, agreements and grants made in one line each, past the policies.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Database, Role, Row, Transaction } from '../../database/index.ts';
import { transactionOn } from '../../database/database.ts';
import { paddedStates, signTicket, type TicketFields } from '../keeper/ticket.ts';

/** The ticket key of one test database. */
export type TicketKey = { keyNo: number; key: Buffer };

/** What a test says of a ticket; the rest is filled in: staff, a random actor, all points, 30 s, a new nonce. */
export type TicketWish = Partial<TicketFields> & Pick<TicketFields, 'audience' | 'org' | 'purpose'>;

/** Runs `work` as the owner of the database: no policy and no ticket stands between. */
export async function asOwner<T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await database.borrow('migrate');
  try {
    return await work(transactionOn(client));
  } finally {
    client.release();
  }
}

/** Puts a new random ticket key into the database, as the keeper would. */
export async function putTicketKey(database: Database): Promise<TicketKey> {
  const key = randomBytes(32);
  const { ki, ko } = paddedStates(key);
  return asOwner(database, async (tx) => {
    const [last] = await tx.query<{ n: number }>('select fw.last_mac_key() + 1 as n');
    const keyNo = last?.n ?? 1;
    await tx.query('select fw.put_mac_key($1, $2, $3)', [keyNo, ki, ko]);
    return { keyNo, key };
  });
}

/** A signed ticket. */
export function ticketFor({ keyNo, key }: TicketKey, wish: TicketWish): string {
  const kind = wish.kind ?? 'staff';
  return signTicket(key, {
    keyNo,
    kind,
    actor: kind === 'staff' ? randomUUID() : '',
    points: [],
    route: '/test',
    subject: '',
    expMs: Date.now() + 30_000,
    nonce: randomBytes(16).toString('base64url'),
    ...wish,
  });
}

/** What happens to a context at its end. */
export type Ending = 'commit' | 'rollback';

/** Runs `work` in one transaction of the login role `audience`, opened with a ticket. */
export async function inContext<T>(
  database: Database,
  key: TicketKey,
  wish: TicketWish & { audience: Role },
  work: (tx: Transaction) => Promise<T>,
  ending: Ending = 'commit',
): Promise<T> {
  const client = await database.borrow(wish.audience);
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query({
      name: 'fw.begin',
      text: 'select fw.begin($1)',
      values: [ticketFor(key, wish)],
    });
    const result = await work(transactionOn(client));
    await client.query(ending);
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Whether `work` comes to wait for a lock that another connection holds, or is over without. */
export async function waitsForLock(database: Database, work: Promise<unknown>): Promise<boolean> {
  let over = false;
  const end = (): void => void (over = true);
  work.then(end, end);
  return asOwner(database, async (tx) => {
    while (!over) {
      const waiting = await tx.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (waiting.length) return true;
      await new Promise((done) => setTimeout(done, 20));
    }
    return false;
  });
}

/** A new organisation; gives its id. */
export async function addOrganisation(
  database: Database,
  { id = randomUUID(), kind = 'humanitarian', name = `Test ${id.slice(0, 8)}` } = {},
): Promise<string> {
  await insert(database, 'fw.organisation', {
    org_id: id,
    name,
    country: 'XW',
    kind,
    no_enforcement_function: true,
    proposed_by: randomUUID(),
    approved_by: randomUUID(),
  });
  return id;
}

/** A live agreement of two organisations with every safeguard, from yesterday for a year; gives its id. */
export async function addAgreement(
  database: Database,
  parties: readonly [a: string, b: string],
  {
    purposes = ['referral.send'],
    categories = ['need', 'contact'],
    state = 'live',
    id = randomUUID(),
  } = {},
): Promise<string> {
  const day = 86_400_000;
  await insert(database, 'consent.agreement', {
    agreement_id: id,
    party_a: parties[0],
    party_b: parties[1],
    purposes,
    categories,
    starts_at: new Date(Date.now() - day),
    ends_at: new Date(Date.now() + 365 * day),
    document_sha256: randomBytes(32),
    state,
    no_onward_transfer: true,
    no_enforcement_use: true,
    notice_of_demand_hours: 24,
    audit_right: true,
    deletion_at_end: true,
    harm_exposed: 'people referred',
    harm_to_whom: 'staff of the recipient',
    harm_likelihood: 'low',
    harm_severity: 'medium',
    harm_mitigation: 'least data',
    harm_assessor: randomUUID(),
    signed_a_by: randomUUID(),
    signed_b_by: randomUUID(),
  });
  return id;
}

/** A live grant of a person for one recipient and purpose, for thirty days; gives its id. */
export async function addGrant(
  database: Database,
  grant: { subject: string; from: string; to: string; purpose?: string; categories?: string[] },
): Promise<string> {
  const id = randomUUID();
  await insert(database, 'consent.record', {
    grant_id: id,
    subject: grant.subject,
    from_org: grant.from,
    to_org: grant.to,
    purpose_id: grant.purpose ?? 'referral.send',
    categories: grant.categories ?? ['need', 'contact'],
    notice_id: 'referral',
    notice_version: 1,
    notice_lang: 'en',
    explained: 'read',
    shared_language: true,
    given: 'mark',
    given_at: new Date(Date.now() - 1_000),
    not_after: new Date(Date.now() + 30 * 86_400_000),
  });
  return id;
}

/** One row, written as the owner. Names of table and columns are the test's own, never input. */
export async function insert(database: Database, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row);
  await asOwner(database, (tx) =>
    tx.execute(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(row),
    ),
  );
}
