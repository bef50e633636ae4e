import { Problem } from '../../http/problem.ts';
import { organisationOf, referencesOf, withKeys } from './data-keys.ts';
import { sealField } from './envelope.ts';
import type { Keeper, ToSeal } from './messages.ts';
import type { Room } from './room.ts';

const MOST = 500;

/** Seals values under the newest key of each subject; with `make`, of a first key that is made for it. */
export async function seal(
  room: Room,
  { nonce, items, forOrg, make = false }: Parameters<Keeper['seal']>[0],
): Promise<Buffer[]> {
  const org = organisationOf(room.issued(nonce).org, forOrg);
  if (items.length > MOST)
    throw new Problem('bad_input', {
      field: 'items',
      detail: `At most ${MOST} values are sealed at once.`,
    });
  const refs = await referencesOf(
    room,
    items.map(({ key }) => key),
  );
  const wanted = items.map(({ key }, i) => ({
    ref: refs[i] as Buffer,
    store: key.store,
    version: 0,
  }));
  return withKeys(
    room,
    org,
    wanted,
    (keys) =>
      items.map(({ place, plain }: ToSeal, i) => {
        const held = keys[i];
        if (!held)
          throw new Problem('not_found', {
            field: 'key',
            detail: 'This subject has no key in this store: newKey makes one.',
          });
        return sealField(held.key, held.version, place, plain, held.form);
      }),
    { make },
  );
}
