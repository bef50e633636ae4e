/**
 * Where else she could go, for the owner of a referral that nobody answered or that was declined (REF-03; design chapter 30, section 4.5):
 * the finder's answer to what the packet says she needs. Where nobody has asked, the least favourable is taken: no papers, no money.
 */
import type { Listing } from '../directory/listing.ts';
import { actAs, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type Alternative, alternativesTo } from './check.ts';
import type { Wishes } from './conditions.ts';
import { openContent } from './content.ts';
import type { PacketInput } from './packet.ts';
import { type ReferralParts, sending } from './parts.ts';
import type { State } from './states.ts';

/** An alternative with the name under which it is listed. */
export type Elsewhere = Alternative & { name: string };

/** After which of these she needs another place. */
export const ELSEWHERE_STATES: readonly State[] = [
  'overdue',
  'declined',
  'expired',
  'refused',
  'partly_received',
];

/** What a packet says of what must fit. */
export function wishesFrom(packet: PacketInput): Wishes {
  const { needs, languages, same_sex: sex, adaptations } = packet;
  return {
    needs,
    papers: 'none',
    free: true,
    ...(languages?.length
      ? { languages: languages.map((tag) => tag.split('-', 1)[0] ?? tag) }
      : {}),
    ...(sex === 'woman' || sex === 'man' ? { same_sex: sex } : {}),
    ...(adaptations?.includes('step_free') ? { step_free: true } : {}),
  };
}

type Row = {
  referral_id: string;
  subject: string;
  content: Buffer | null;
  listing_code: string;
  tried: string[];
};

/**
 * At most three services that fit, those of the own network first; never one that was tried before in this chain of referrals.
 * @throws `not_found`; `gone` when its content is no longer kept.
 */
export function elsewhere(
  parts: ReferralParts,
  worker: Worker,
  referralId: string,
): Promise<Elsewhere[]> {
  const route = 'GET /api/referrals/{id}/alternatives';
  return actAs(parts.door, sending(worker, route), async (tx) => {
    const [row] = await readRows(tx, [referralId]);
    if (!row) throw new Problem('not_found');
    await tx.query('select fw.touch($1)', [[row.subject]]);
    return elsewhereIn(parts, tx, row);
  });
}

/** The same for several at once, by id; one whose content is gone has none. */
export async function elsewhereOf(
  parts: ReferralParts,
  tx: InContext,
  referralIds: readonly string[],
): Promise<Map<string, Elsewhere[]>> {
  const rows = referralIds.length ? await readRows(tx, referralIds) : [];
  const found = new Map<string, Elsewhere[]>();
  for (const row of rows)
    if (row.content) found.set(row.referral_id, await elsewhereIn(parts, tx, row));
  if (rows.length)
    await tx.query('select fw.touch($1)', [[...new Set(rows.map(({ subject }) => subject))]]);
  return found;
}

const readRows = (tx: InContext, ids: readonly string[]): Promise<Row[]> =>
  tx.query<Row>(
    `with recursive chain as (
       select r.referral_id as first, r.referral_id, r.listing_code, r.follows, 1 as n from referrals.referral r where r.referral_id = any ($1)
       union all select c.first, r.referral_id, r.listing_code, r.follows, c.n + 1 from chain c join referrals.referral r on r.referral_id = c.follows
         where c.n < 10)
     select r.referral_id, r.subject, r.content, r.listing_code, array(select c.listing_code from chain c where c.first = r.referral_id) as tried
       from referrals.referral r where r.referral_id = any ($1)`,
    [ids],
  );

async function elsewhereIn(parts: ReferralParts, tx: InContext, row: Row): Promise<Elsewhere[]> {
  const { packet } = await openContent(parts.door, tx, row, 'referral.send');
  const { directory } = parts;
  const here: Pick<Listing, 'code'> & { place?: Listing['place'] } = directory.listings([
    row.listing_code,
  ])[0] ?? { code: row.listing_code };
  const found = await alternativesTo(parts, tx, here, wishesFrom(packet), row.tried);
  const names = new Map(
    directory
      .listings(found.map(({ listing_code: code }) => code))
      .map(({ code, name }) => [code, name.text] as const),
  );
  return found.map((one) => ({ ...one, name: names.get(one.listing_code) ?? one.listing_code }));
}
