import { Problem } from '../../http/problem.ts';
import { bucketOf } from './buckets.ts';
import { BLIND_FIELDS, type Keeper } from './messages.ts';
import type { Room } from './room.ts';

/** The bucket of a value under the index key of the ticket's organisation. */
export async function blind(
  room: Room,
  ask: Parameters<Keeper['blind']>[0],
): Promise<{ bucket: number }> {
  const ticket = room.issued(ask.nonce);
  if (!BLIND_FIELDS.includes(ask.field))
    throw new Problem('bad_input', {
      field: 'field',
      detail: `Blind indexes are of ${BLIND_FIELDS.join(', ')}.`,
    });
  if (!Number.isSafeInteger(ask.people) || ask.people < 0)
    throw new Problem('bad_input', {
      field: 'people',
      detail: 'How many people the organisation knows is a whole number.',
    });
  if (ask.use === 'look_up') {
    await room.ledger.durable(ask.nonce);
    await room.limits.count(ticket, 'look_up', 1);
  }
  let key = await room.ring.orgSecret(ticket.org, 'index');
  if (!key) {
    await room.ring.makeOrgSecrets(ticket.org, await room.ring.currentEpoch());
    key = await room.ring.orgSecret(ticket.org, 'index');
  }
  if (!key) throw new Problem('busy_try_again');
  try {
    return { bucket: bucketOf(key, ask.field, ask.value, ask.people) };
  } finally {
    key.fill(0);
  }
}
