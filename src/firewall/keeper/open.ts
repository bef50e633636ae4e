import { Problem } from '../../http/problem.ts';
import { referencesOf, withKeys } from './data-keys.ts';
import { keyVersionOf, openField } from './envelope.ts';
import type { IssuedTicket, Keeper, Opened, ToOpen } from './messages.ts';
import type { Room } from './room.ts';

export const MOST_OPENS = 50;

/** Opens sealed values for the holder of a living ticket, after they are counted and the ticket is in the ledger. */
export async function open(
  room: Room,
  { nonce, purpose, items }: Parameters<Keeper['open']>[0],
): Promise<Opened[]> {
  const ticket = room.issued(nonce);
  if (ticket.purpose !== purpose)
    throw new Problem('not_allowed', {
      detail: `The ticket is for ${ticket.purpose}, not for ${purpose}.`,
    });
  if (items.length > MOST_OPENS)
    throw new Problem('bad_input', {
      field: 'items',
      detail: `At most ${MOST_OPENS} values are opened at once.`,
    });
  if (!items.every(({ key }) => isOwn(ticket, key.subject) && room.mayOpen(ticket, key)))
    throw new Problem('not_allowed', {
      detail: 'This ticket does not open values of that store or person.',
    });
  const refs = await referencesOf(
    room,
    items.map(({ key }) => key),
  );
  await Promise.all([room.ledger.durable(nonce), room.limits.count(ticket, 'open', items.length)]);
  const wanted = items.map(({ key, sealed }, i) => ({
    ref: refs[i] as Buffer,
    store: key.store,
    // No envelope names version 65536, so what is no envelope finds no key.
    version: keyVersionOf(sealed) ?? 65_536,
  }));
  return withKeys(room, ticket.org, wanted, (keys) =>
    items.map(({ place, sealed }: ToOpen, i): Opened => {
      if (keyVersionOf(sealed) === undefined) return { state: 'damaged' };
      const held = keys[i];
      if (!held) return { state: 'no-key' };
      const plain = openField(held.key, place, sealed, held.form);
      return plain ? { state: 'open', plain } : { state: 'damaged' };
    }),
  );
}

/** A person with her own token has only her own values opened. */
const isOwn = ({ kind, subject: hers, keys = [] }: IssuedTicket, subject: string): boolean =>
  kind !== 'person' || hers === subject || keys.includes(subject);
