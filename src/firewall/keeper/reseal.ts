import { Problem } from '../../http/problem.ts';
import { referencesOf, withKeys } from './data-keys.ts';
import { keyVersionOf, openField, sealField } from './envelope.ts';
import type { Keeper, Resealed, ToOpen } from './messages.ts';
import type { Room } from './room.ts';

/** The job that seals values anew. */
export const RESEAL_JOB = { route: 'job:reseal', purpose: 'job.retention' } as const;
const MOST = 500;

/** Opens each value with the key that it names and seals it under the newest one of its subject. */
export async function reseal(
  room: Room,
  { nonce, items }: Parameters<Keeper['reseal']>[0],
): Promise<Resealed[]> {
  const ticket = room.issued(nonce);
  const { kind, route, purpose, org } = ticket;
  if (kind !== 'job' || route !== RESEAL_JOB.route || purpose !== RESEAL_JOB.purpose)
    throw new Problem('not_allowed', { detail: 'Values are sealed anew by one job alone.' });
  if (items.length > MOST)
    throw new Problem('bad_input', {
      field: 'items',
      detail: `At most ${MOST} values are sealed anew at once.`,
    });
  const refs = await referencesOf(
    room,
    items.map(({ key }) => key),
  );
  await room.ledger.durable(nonce);
  const wanted = items.flatMap(({ key, sealed }, i) => {
    const one = { ref: refs[i] as Buffer, store: key.store };
    return [
      { ...one, version: keyVersionOf(sealed) ?? 65_536 },
      { ...one, version: 0 },
    ];
  });
  return withKeys(room, org, wanted, (keys) =>
    items.map(({ place, sealed }: ToOpen, i): Resealed => {
      const [own, newest] = [keys[2 * i], keys[2 * i + 1]];
      if (!newest) return { state: 'no-key' };
      const plain = own && openField(own.key, place, sealed, own.form);
      if (!own || !plain) return { state: 'damaged' };
      if (own.version === newest.version) {
        plain.fill(0);
        return { state: 'newest' };
      }
      const again = sealField(newest.key, newest.version, place, plain, newest.form);
      plain.fill(0);
      return { state: 'sealed', sealed: again };
    }),
  );
}
