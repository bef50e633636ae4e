import { createHmac } from 'node:crypto';
import { checkName, referenceOf } from './data-keys.ts';
import type { Keeper } from './messages.ts';
import type { Room } from './room.ts';
import { COPY_LOCK } from './rotation-copy.ts';
import { ask, transact } from './transact.ts';

/** How long a tombstone stays, days: longer than any backup of data is kept. */
const TOMBSTONE_DAYS = 60;

const tombstoneOf = (secret: Buffer, subject: string): Buffer =>
  createHmac('sha256', secret).update(`tombstone|${subject}`).digest();

/** Destroys every key of a subject of the ticket's organisation and sets its tombstone. */
export async function shred(
  room: Room,
  { nonce, subject }: Parameters<Keeper['shred']>[0],
): Promise<{ keys: number }> {
  const { org } = room.issued(nonce);
  checkName({ store: 'any', subject });
  const [refs, tombstones] = await Promise.all([
    room.ring.nodeSecret('ref'),
    room.ring.nodeSecret('tombstone'),
  ]);
  const ref = referenceOf(refs, subject);
  const mac = tombstoneOf(tombstones, subject);
  for (const used of [refs, tombstones]) used.fill(0);
  await room.ledger.durable(nonce);
  const keys = await transact(room.keys, async (tx) => {
    // Waits for a rotation's batch to be committed; what it copied is then seen and deleted too.
    await tx.query('select pg_advisory_xact_lock_shared($1)', [COPY_LOCK]);
    const rows = await tx.query<{ name: string }>(
      `delete from keys.dek where ref = $1 and org = $2 returning store || version as name`,
      [ref, org],
    );
    await tx.execute(
      'insert into keys.tombstone (mac, at) values ($1, $2) on conflict (mac) do nothing',
      [mac, new Date(room.now())],
    );
    return new Set(rows.map(({ name }) => name)).size;
  });
  room.shreds.shredded(org, ref);
  return { keys };
}

/** Which of these subjects have a tombstone. */
export async function erased(room: Room, subjects: readonly string[]): Promise<string[]> {
  const secret = await room.ring.nodeSecret('tombstone');
  const macs = subjects.map((subject) => tombstoneOf(secret, subject));
  secret.fill(0);
  const rows = await ask<{ n: string }>(
    room.keys,
    'select m.n from unnest($1::bytea[]) with ordinality as m(mac, n) join keys.tombstone t on t.mac = m.mac',
    [macs],
  );
  return rows.map(({ n }) => subjects[Number(n) - 1] as string);
}

/** Removes tombstones that are past their time. */
export async function forgetTombstones(room: Room): Promise<void> {
  await ask(room.keys, 'delete from keys.tombstone where at < $1', [
    new Date(room.now() - TOMBSTONE_DAYS * 86_400_000),
  ]);
}
