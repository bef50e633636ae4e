/**
 * The keeper's own ledger of tickets (section 3, step 4): a transaction that rolls back takes its audit row
 * with it, but not the line here. Lines are written in one batch every 100 ms.
 */
import type { Database } from '../../database/index.ts';
import type { IssuedTicket } from './messages.ts';
import type { TicketKind } from './ticket.ts';
import { ask } from './transact.ts';

export type Ledger = {
  write(ticket: IssuedTicket): void;
  /** Resolves when the line of this nonce is on the disk. */
  durable(nonce: string): Promise<void>;
  unsettled(before: Date, most: number): Promise<IssuedTicket[]>;
  settle(nonces: readonly string[], at: Date): Promise<void>;
  /** Removes lines that were settled before this moment. */
  prune(settledBefore: Date): Promise<void>;
  close(): Promise<void>;
};

const EVERY = 100;
const INSERT = `insert into keys.ticket (nonce, audience, kind, actor, org, points, purpose, route, subject, issued_at, exp)
  select decode(nonce, 'hex'), audience, kind, nullif(actor, '')::uuid, org::uuid,
    case when points = '' then '{}' else string_to_array(points, ',')::uuid[] end,
    purpose, route, nullif(subject, '')::uuid, to_timestamp((exp - $11::float8) / 1000), to_timestamp(exp / 1000)
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::float8[])
    as line(nonce, audience, kind, actor, org, points, purpose, route, subject, exp)
  on conflict do nothing`;

/** `life` is how long a ticket lives, ms: a line's time of issue is its end less that. */
export function openLedger(keys: Database, life: number): Ledger {
  let waiting = new Map<string, IssuedTicket>();
  let writing: { lines: Map<string, IssuedTicket>; done: Promise<void> } | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    if (writing) {
      // One batch at a time; who waited here goes with the next one.
      await writing.done.catch(() => {});
      if (waiting.size) await flush();
      return;
    }
    if (!waiting.size) return;
    const lines = waiting;
    waiting = new Map();
    clearTimeout(timer);
    timer = undefined;
    const done = insert(keys, [...lines.values()], life).then(
      () => {
        writing = undefined;
      },
      (error: unknown) => {
        // Nothing is forgotten: the lines wait for the next try.
        for (const [nonce, ticket] of lines) waiting.set(nonce, ticket);
        writing = undefined;
        plan();
        throw error;
      },
    );
    writing = { lines, done };
    await done;
  }
  function plan(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush().catch(() => {});
    }, EVERY);
  }
  return {
    write(ticket) {
      waiting.set(ticket.nonce, ticket);
      plan();
    },
    async durable(nonce) {
      while (writing?.lines.has(nonce) || waiting.has(nonce)) {
        if (writing?.lines.has(nonce)) await writing.done;
        else await flush();
      }
    },
    async unsettled(before, most) {
      await flush();
      const rows = await ask<LedgerRow>(
        keys,
        `select encode(nonce, 'hex') as nonce, audience, kind, coalesce(actor::text, '') as actor, org, points,
           purpose, route, coalesce(subject::text, '') as subject, exp
         from keys.ticket where settled_at is null and issued_at < $1 order by issued_at limit $2`,
        [before, most],
      );
      return rows.map(({ nonce, exp, ...rest }) => ({
        ...rest,
        nonce: Buffer.from(nonce, 'hex').toString('base64url'),
        expMs: exp.getTime(),
      }));
    },
    async settle(nonces, at) {
      // A line may still wait here for its batch.
      await flush();
      await ask(
        keys,
        `update keys.ticket set settled_at = $2
         where settled_at is null and nonce in (select decode(n, 'hex') from unnest($1::text[]) n)`,
        [nonces.map(hexOf), at],
      );
    },
    async prune(settledBefore) {
      await ask(keys, 'delete from keys.ticket where settled_at < $1', [settledBefore]);
    },
    async close() {
      clearTimeout(timer);
      await flush();
    },
  };
}

type LedgerRow = {
  nonce: string;
  audience: string;
  kind: TicketKind;
  actor: string;
  org: string;
  points: string[];
  purpose: string;
  route: string;
  subject: string;
  exp: Date;
};

const hexOf = (nonce: string): string => Buffer.from(nonce, 'base64url').toString('hex');

async function insert(keys: Database, lines: IssuedTicket[], life: number): Promise<void> {
  const column = <K extends keyof IssuedTicket>(name: K): IssuedTicket[K][] =>
    lines.map((line) => line[name]);
  await ask(keys, INSERT, [
    lines.map(({ nonce }) => hexOf(nonce)),
    column('audience'),
    column('kind'),
    column('actor'),
    column('org'),
    lines.map(({ points }) => points.join(',')),
    column('purpose'),
    column('route'),
    column('subject'),
    column('expMs'),
    life,
  ]);
}
