/** Two organisations with one person each, and clients that are the login roles themselves: what the traps are set for. */
import { randomUUID } from 'node:crypto';
import type { Database, Role } from '../../database/index.ts';
import { migrate } from '../../database/migrate.ts';
import { freshDatabase } from '../../database/testing.ts';
import {
  addOrganisation,
  insert,
  putTicketKey,
  ticketFor,
  type TicketKey,
  type TicketWish,
} from './testing.ts';

export type Client = Awaited<ReturnType<Database['borrow']>>;
/** Amal’s organisation and the one beside it, with the token of one person of each. */
export type Pair = { home: string; other: string; hers: string; his: string };

export type Houses = {
  database: Database;
  /** Two more organisations; tickets are for the first of them from now on. */
  anew(): Promise<Pair>;
  /** A connection of a login role, thrown away afterwards. */
  as<T>(role: Role, work: (client: Client) => Promise<T>): Promise<T>;
  /** A ticket of the desk, with what is wished otherwise. */
  ticket(wish?: Partial<TicketWish>): string;
  open(client: Client, wish?: Partial<TicketWish>): Promise<unknown>;
  /** Tickets are signed with another key from now on. */
  newKey(): Promise<void>;
  close(): Promise<void>;
};

export async function openHouses(): Promise<Houses> {
  const database = await freshDatabase();
  // Rights on a database are not copied with it; migrating sets them.
  await migrate(database);
  let key: TicketKey = await putTicketKey(database);
  let org = '';
  const ticket = (wish: Partial<TicketWish> = {}): string =>
    ticketFor(key, { audience: 'app_desk', org, purpose: 'desk.visit', ...wish });
  return {
    database,
    ticket,
    async anew() {
      const [home, other] = [await addOrganisation(database), await addOrganisation(database)];
      const [hers, his] = [randomUUID(), randomUUID()];
      for (const [subject, org_id] of [
        [hers, home],
        [his, other],
      ])
        await insert(database, 'casework.person', { subject, org_id, purpose_id: 'desk.visit' });
      org = home;
      return { home, other, hers, his };
    },
    async as(role, work) {
      const client = await database.borrow(role);
      try {
        return await work(client);
      } finally {
        await client.query('rollback').catch(() => {});
        client.release(true);
      }
    },
    open: (client, wish) => client.query('select fw.begin($1)', [ticket(wish)]),
    async newKey() {
      key = await putTicketKey(database);
    },
    close: () => database.close(),
  };
}

/** The SQLSTATE of what is refused, or `done`. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

/** The tokens that are to be seen. */
export const people = async (client: Client): Promise<unknown[]> =>
  (await client.query<{ subject: string }>('select subject from casework.person')).rows.map(
    ({ subject }) => subject,
  );
