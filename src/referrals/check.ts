/** What is known of a service now, against what the person needs; and others that fit better (REF-02). */
import type { Listing } from '../directory/listing.ts';
import type { FinderItem, FinderQuery } from '../finder/query.ts';
import { actAs, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type Checked, checkConditions, type Wishes } from './conditions.ts';
import { type ReferralParts, sending } from './parts.ts';
import type { CheckInput, WishesInput } from './schemas.ts';

/** A service that may fit better: of the own network when `network_id` is there. */
export type Alternative = {
  listing_code: string;
  group: FinderItem['group'];
  network_id?: string;
  unknown: readonly string[];
};
export type CheckAnswer = Checked & { suspended: boolean; alternatives: Alternative[] };

const MOST = 3;
/** Fewer answers than this say nothing about a provider. */
const LEAST_ASKED = 5;

/** @throws `not_found` without such an entry, `gone` when the service is not listed any more. */
export function checkNetwork(
  parts: ReferralParts,
  worker: Worker,
  { network_id: id, wishes }: CheckInput,
): Promise<CheckAnswer> {
  return actAs(parts.door, sending(worker, 'POST /api/network/check'), (tx) =>
    checkIn(parts, tx, id, wishes),
  );
}

/** The same in an open transaction. */
export async function checkIn(
  parts: ReferralParts,
  tx: InContext,
  networkId: string,
  asked: WishesInput,
): Promise<CheckAnswer> {
  const rows = await tx.query<{
    listing_code: string;
    suspended: boolean;
    rate: { asked: number; in_time: number };
  }>(
    `select listing_code, suspended_at is not null as suspended, fw.answer_rate(network_id) as rate
       from referrals.network_entry where network_id = $1 and ended_at is null`,
    [networkId],
  );
  const entry = rows[0];
  if (!entry) throw new Problem('not_found');
  const listing = parts.directory.listings([entry.listing_code])[0];
  if (!listing)
    throw new Problem('gone', { detail: 'This service is not listed any more. Choose another.' });
  const { asked: n, in_time: inTime } = entry.rate;
  const wishes = wishesOf(asked);
  const checked = checkConditions(
    wishes,
    listing,
    parts.now(),
    n < LEAST_ASKED ? null : inTime / n,
  );
  const alternatives = checked.blocked ? await alternativesTo(parts, tx, listing, wishes) : [];
  return { ...checked, suspended: entry.suspended, alternatives };
}

export function wishesOf({ at, ...rest }: WishesInput): Wishes {
  return {
    ...(rest as Omit<Wishes, 'time'>),
    ...(at ? { time: { kind: 'at', t: Date.parse(at) } } : {}),
  };
}

/** The best three others: those of the own network first, never one that is suspended. */
export async function alternativesTo(
  { directory, now }: Pick<ReferralParts, 'directory' | 'now'>,
  tx: InContext,
  listing: Pick<Listing, 'code'> & { place?: Listing['place'] },
  wishes: Wishes,
  /** Listing numbers that are no alternatives: tried before. */
  tried: readonly string[] = [],
): Promise<Alternative[]> {
  const { items } = directory.find(questionOf(wishes, listing, now()));
  const found = items.filter(
    ({ code, group }) => code !== listing.code && !tried.includes(code) && group !== 'close',
  );
  const known = await tx.query<{ listing_code: string; network_id: string; suspended: boolean }>(
    `select listing_code, network_id, suspended_at is not null as suspended from referrals.network_entry
       where ended_at is null and listing_code = any ($1)`,
    [found.map(({ code }) => code)],
  );
  const byCode = new Map(known.map((one) => [one.listing_code, one]));
  return found
    .filter(({ code }) => !byCode.get(code)?.suspended)
    .map(({ code, group, unknown }): Alternative => {
      const network = byCode.get(code)?.network_id;
      return { listing_code: code, group, unknown, ...(network ? { network_id: network } : {}) };
    })
    .sort((a, b) => Number(Boolean(b.network_id)) - Number(Boolean(a.network_id)))
    .slice(0, MOST);
}

function questionOf(
  wishes: Wishes,
  { place }: { place?: Listing['place'] },
  now: number,
): FinderQuery {
  const near = wishes.place ?? place?.position;
  return {
    now,
    lang: 'en',
    needs: wishes.needs,
    limit: 20,
    ...(near ? { place: near } : {}),
    ...(wishes.max_km && near ? { maxKm: wishes.max_km } : {}),
    ...(wishes.languages?.length ? { languages: wishes.languages } : {}),
    ...(wishes.papers ? { papers: wishes.papers } : {}),
    ...(wishes.free ? { free: true } : {}),
    ...(wishes.same_sex ? { providerSex: wishes.same_sex } : {}),
    ...(wishes.step_free ? { stepFree: true } : {}),
    ...(wishes.child_space ? { childSpace: true } : {}),
    ...(wishes.minor_alone ? { minorAlone: true } : {}),
    ...(wishes.age_band === undefined ? {} : { ageBand: wishes.age_band }),
    ...(wishes.time ? { time: wishes.time } : {}),
  };
}
