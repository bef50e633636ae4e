/** A service point with its agreement notice (PT-01, PT-02), as its page shows it. */
import { dayOf, dayOfInstant } from '../../languages/days.ts';
import type { Database, Row, Transaction } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import type { Listing, LocalText, SpaceAgreementState } from '../listing.ts';
import { agreementState, type Guarantee, type SpaceAgreement } from './agreement.ts';
import { byId, groupBy, idsOf } from './load-sources.ts';
import { readListings } from './listings.ts';
import { MOST_LISTED } from './organization.ts';
import { listedPlace, placeOf } from './assemble-place.ts';
import { optional } from './row-texts.ts';
import type { SourcePlace } from './source.ts';

export type PointKind =
  | 'hub'
  | 'safe_point'
  | 'aid_station'
  | 'information_point'
  | 'one_stop_centre'
  | 'child_family_hub'
  | 'mobile_unit'
  | 'border_centre'
  | 'reference_centre';
export type PointSpace = 'minors' | 'women_children' | 'mother_baby' | 'private_room';
export type PointElement = { code: string; state: 'present' | 'absent' | 'partner' };

type PointFacts = {
  code: string;
  locationId: string;
  kind: PointKind;
  spaces: readonly PointSpace[];
  elements: readonly PointElement[];
};

/** Plain data in all languages. */
export type PointSource = PointFacts & {
  place: SourcePlace;
  agreement?: SpaceAgreement;
  listings: string[];
};

export type PointPage = PointFacts & {
  place: NonNullable<Listing['place']>;
  agreement: {
    state: SpaceAgreementState;
    kind: SpaceAgreement['kind'];
    /** What is guaranteed today: empty unless the agreement is in force. */
    guarantees: readonly Guarantee[];
    /** Days since 1970 (UTC). */
    validTo?: number;
    breachedOn?: number;
  };
  /** The nearest point whose agreement is in force, when this one's is not. */
  otherPoint?: { code: string; name: LocalText };
  /** What is offered there, at most `MOST_LISTED`. */
  listings: readonly Listing[];
  total: number;
};

/** The public points at these locations. */
export async function loadPoints(
  tx: Transaction,
  locationIds: readonly string[],
): Promise<PointSource[]> {
  if (locationIds.length === 0) return [];
  const rows = await tx.query(
    'select * from directory.pub_point where location_id = any($1::uuid[]) order by location_id',
    [locationIds],
  );
  const ids = idsOf(rows, 'location_id');
  const locations = byId(
    await tx.query('select * from directory.pub_location where id = any($1::uuid[])', [ids]),
  );
  const around = {
    areas: byId<number>(
      await tx.query(
        'select id, names, lat, lon, country from directory.pub_place_name where id = any($1::int[])',
        [[...locations.values()].map((row) => row['area_id']).filter((id) => id !== null)],
      ),
    ),
    addresses: groupBy(
      await tx.query(
        'select * from directory.pub_address where location_id = any($1::uuid[]) order by id',
        [ids],
      ),
      'location_id',
    ),
    points: new Map(rows.map((row) => [String(row['location_id']), row])),
    texts: groupBy(
      await tx.query(
        `select subject_id, field, lang, text, state from directory.pub_field_text
         where subject_id = any($1::uuid[]) order by lang`,
        [ids],
      ),
      'subject_id',
    ),
  };
  const agreements = groupBy(
    await tx.query(
      'select * from directory.pub_space_agreement where location_id = any($1::uuid[])',
      [ids],
    ),
    'location_id',
  );
  const listed = groupBy(
    await tx.query(
      'select location_id, code from directory.pub_service_at_location where location_id = any($1::uuid[])',
      [ids],
    ),
    'location_id',
  );
  return rows.flatMap((row) => {
    const locationId = String(row['location_id']);
    const location = locations.get(locationId);
    const agreement = agreements.get(locationId)?.[0];
    if (!location) return [];
    return {
      code: String(row['code']),
      locationId,
      kind: row['kind'] as PointKind,
      spaces: row['spaces'] as PointSpace[],
      elements: row['elements'] as PointElement[],
      place: placeOf(location, around),
      ...optional('agreement', agreement && agreementOf(agreement)),
      listings: (listed.get(locationId) ?? [])
        .map((sal) => String(sal['code']))
        .sort((a, b) => Number(a) - Number(b)),
    };
  });
}

function agreementOf(row: Row): SpaceAgreement {
  const day = (date: unknown): number | undefined =>
    typeof date === 'string' ? dayOf(date) : undefined;
  return {
    kind: row['kind'] as SpaceAgreement['kind'],
    guarantees: row['guarantees'] as Guarantee[],
    ...optional('validFrom', day(row['valid_from'])),
    ...optional('validTo', day(row['valid_to'])),
    ...optional('breachedOn', day(row['breached_on'])),
  };
}

/** @param now ms since 1970 UTC: the notice changes on the day itself */
export function pointPage(
  source: PointSource,
  lang: string,
  now: number,
  listings: readonly Listing[],
): PointPage {
  const { place, agreement, listings: codes, ...facts } = source;
  const state = agreementState(agreement, dayOfInstant(now));
  return {
    ...facts,
    place: listedPlace(place, lang),
    agreement: {
      state,
      kind: agreement?.kind ?? 'none',
      guarantees: state === 'live' || state === 'lapsing' ? (agreement?.guarantees ?? []) : [],
      ...optional('validTo', agreement?.validTo),
      ...optional('breachedOn', agreement?.breachedOn),
    },
    listings,
    total: codes.length,
  };
}

/** The point with this code; undefined when there is none that the public may see. */
export async function readPoint(
  database: Database,
  code: string,
  lang: string,
  now: number,
): Promise<PointPage | undefined> {
  const [source] = await look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'read a service point' },
    async (tx) => {
      const rows = await tx.query('select location_id from directory.pub_point where code = $1', [
        code,
      ]);
      return loadPoints(tx, idsOf(rows, 'location_id'));
    },
  );
  if (!source) return undefined;
  const listings = await readListings(database, source.listings.slice(0, MOST_LISTED), lang, now);
  return pointPage(source, lang, now, listings);
}
