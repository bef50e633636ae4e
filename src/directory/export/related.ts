/** All rows that belong to a batch of services, places and organisations, by a fixed number of statements. */
import type { Row, Transaction } from '../../database/index.ts';
import { byId, type Grouped, groupBy, idsOf } from '../read/load-sources.ts';
import { areaTexts } from '../read/row-texts.ts';

export type Wanted = {
  services?: readonly string[];
  serviceAtLocations?: readonly string[];
  locations?: readonly string[];
  organizations?: readonly string[];
};

/** Rows by the object that they are written in: each is written once, in the narrowest that it names. */
export type Related = {
  service: ReadonlyMap<string, Row>;
  service_at_location: ReadonlyMap<string, Row>;
  location: ReadonlyMap<string, Row>;
  organization: ReadonlyMap<string, Row>;
  program: ReadonlyMap<string, Row>;
  unit: ReadonlyMap<string, Row>;
  taxonomy: ReadonlyMap<string, Row>;
  taxonomy_term: ReadonlyMap<string, Row>;
  /** Published areas by id. */
  areas: ReadonlyMap<string, { code: string; name: string }>;
  salsOfService: Grouped;
  phones: Grouped;
  contacts: Grouped;
  schedules: Grouped;
  serviceAreas: Grouped;
  languages: Grouped;
  addresses: Grouped;
  accessibility: Grouped;
  costOptions: Grouped;
  documents: Grouped;
  funding: Grouped;
  capacities: Grouped;
  urls: Grouped;
  programs: Grouped;
  identifiers: Grouped;
  attributes: Grouped;
  facts: Grouped;
  texts: Grouped;
  needs: Grouped;
  points: ReadonlyMap<string, Row>;
  agreements: ReadonlyMap<string, Row>;
};

/** How much of the neighbourhood is read: `list` is what one-to-one fields need. */
export type Depth = 'list' | 'full';

const NARROWEST = [
  'contact_id',
  'phone_id',
  'service_at_location_id',
  'service_id',
  'location_id',
  'organization_id',
];

/** Under the narrowest object that a row names. */
function owned(rows: readonly Row[]): Grouped {
  const marked = rows.map((row) => ({
    ...row,
    owner: NARROWEST.map((column) => row[column]).find((id) => id !== null && id !== undefined),
  }));
  return groupBy(marked, 'owner');
}

export async function loadRelated(tx: Transaction, wanted: Wanted, depth: Depth): Promise<Related> {
  const ids = (text: string, ...values: (readonly string[])[]): Promise<Row[]> =>
    values.every((list) => list.length === 0) ? Promise.resolve([]) : tx.query(text, values);
  const directSals = await ids(
    'select * from directory.pub_service_at_location where id = any($1::uuid[])',
    wanted.serviceAtLocations ?? [],
  );
  const serviceIds = [...new Set([...(wanted.services ?? []), ...idsOf(directSals, 'service_id')])];
  const sals =
    depth === 'full'
      ? await ids(
          'select * from directory.pub_service_at_location where service_id = any($1::uuid[]) order by id',
          serviceIds,
        )
      : directSals;
  const salIds = idsOf(sals, 'id');
  const locations = await ids('select * from directory.pub_location where id = any($1::uuid[])', [
    ...new Set([...(wanted.locations ?? []), ...idsOf(sals, 'location_id')]),
  ]);
  const locationIds = idsOf(locations, 'id');
  const services = await ids(
    'select * from directory.pub_service where id = any($1::uuid[])',
    serviceIds,
  );
  const organizations = await ids(
    'select * from directory.pub_organization where id = any($1::uuid[])',
    [...new Set([...(wanted.organizations ?? []), ...idsOf(services, 'organization_id')])],
  );
  const organizationIds = idsOf(organizations, 'id');
  const programs = await ids(
    'select * from directory.pub_program where organization_id = any($1::uuid[]) order by id',
    organizationIds,
  );
  const full = depth === 'full';
  const whenFull = (text: string, ...values: (readonly string[])[]): Promise<Row[]> =>
    full ? ids(text, ...values) : Promise.resolve([]);
  const contacts = await whenFull(
    `select * from directory.pub_contact where service_id = any($1::uuid[]) or service_at_location_id = any($2::uuid[])
       or location_id = any($3::uuid[]) or organization_id = any($4::uuid[]) order by id`,
    serviceIds,
    salIds,
    locationIds,
    organizationIds,
  );
  const phones = await whenFull(
    `select * from directory.pub_phone where service_id = any($1::uuid[]) or service_at_location_id = any($2::uuid[])
       or location_id = any($3::uuid[]) or organization_id = any($4::uuid[]) or contact_id = any($5::uuid[]) order by id`,
    serviceIds,
    salIds,
    locationIds,
    organizationIds,
    idsOf(contacts, 'id'),
  );
  const schedules = await whenFull(
    `select * from directory.pub_schedule where service_id = any($1::uuid[])
       or service_at_location_id = any($2::uuid[]) or location_id = any($3::uuid[]) order by id`,
    serviceIds,
    salIds,
    locationIds,
  );
  const languages = await whenFull(
    `select * from directory.pub_language where service_id = any($1::uuid[]) or location_id = any($2::uuid[])
       or phone_id = any($3::uuid[]) order by id`,
    serviceIds,
    locationIds,
    idsOf(phones, 'id'),
  );
  const serviceAreas = await whenFull(
    `select * from directory.pub_service_area where service_id = any($1::uuid[])
       or service_at_location_id = any($2::uuid[]) order by id`,
    serviceIds,
    salIds,
  );
  const ofServices = (view: string): Promise<Row[]> =>
    whenFull(
      `select * from directory.${view} where service_id = any($1::uuid[]) order by id`,
      serviceIds,
    );
  const ofLocations = (view: string): Promise<Row[]> =>
    whenFull(
      `select * from directory.${view} where location_id = any($1::uuid[]) order by id`,
      locationIds,
    );
  const ofEither = (view: string): Promise<Row[]> =>
    whenFull(
      `select * from directory.${view} where service_id = any($1::uuid[]) or organization_id = any($2::uuid[]) order by id`,
      serviceIds,
      organizationIds,
    );
  const costOptions = await ofServices('pub_cost_option');
  const documents = await ofServices('pub_required_document');
  const accessibility = await ofLocations('pub_accessibility');
  const capacities = await whenFull(
    `select c.*, extract(epoch from c.stale_after)::float8 as stale_seconds
     from directory.pub_service_capacity c where c.service_id = any($1::uuid[]) order by c.id`,
    serviceIds,
  );
  const subjects = [serviceIds, salIds, locationIds, organizationIds].flat();
  const attributes = await ids(
    'select * from directory.pub_attribute where link_id = any($1::uuid[]) order by id',
    full ? subjects : [],
  );
  const terms = await ids(
    'select * from directory.pub_taxonomy_term where id = any($1::uuid[])',
    idsOf(attributes, 'taxonomy_term_id'),
  );
  const withText = [
    ...subjects,
    ...[programs, phones, schedules, serviceAreas, costOptions, documents, accessibility].flatMap(
      (rows) => idsOf(rows, 'id'),
    ),
  ];
  return {
    service: byId(services),
    service_at_location: byId(sals),
    location: byId(locations),
    organization: byId(organizations),
    program: byId(programs),
    unit: byId(
      await ids(
        'select * from directory.pub_unit where id = any($1::uuid[])',
        idsOf(capacities, 'unit_id'),
      ),
    ),
    taxonomy: byId(
      await ids(
        'select * from directory.pub_taxonomy where id = any($1::uuid[])',
        idsOf(terms, 'taxonomy_id'),
      ),
    ),
    taxonomy_term: byId(terms),
    areas: new Map(
      (
        await tx.query(
          'select id, code, names from directory.pub_place_name where id = any($1::int[])',
          [[...new Set(locations.map((row) => row['area_id']).filter((id) => id !== null))]],
        )
      ).map((row) => [
        String(row['id']),
        { code: String(row['code']), name: areaTexts(row)?.in['en'] ?? String(row['code']) },
      ]),
    ),
    salsOfService: groupBy(sals, 'service_id'),
    phones: owned(phones),
    contacts: owned(contacts),
    schedules: owned(schedules),
    serviceAreas: owned(serviceAreas),
    languages: owned(languages),
    addresses: groupBy(await ofLocations('pub_address'), 'location_id'),
    accessibility: groupBy(accessibility, 'location_id'),
    costOptions: groupBy(costOptions, 'service_id'),
    documents: groupBy(documents, 'service_id'),
    funding: owned(await ofEither('pub_funding')),
    capacities: groupBy(capacities, 'service_id'),
    urls: owned(await ofEither('pub_url')),
    programs: groupBy(programs, 'organization_id'),
    identifiers: groupBy(
      await whenFull(
        'select * from directory.pub_organization_identifier where organization_id = any($1::uuid[]) order by id',
        organizationIds,
      ),
      'organization_id',
    ),
    attributes: groupBy(attributes, 'link_id'),
    facts: groupBy(
      await ids(
        'select * from directory.pub_fact where subject_id = any($1::uuid[]) order by code',
        subjects,
      ),
      'subject_id',
    ),
    texts: groupBy(
      await ids(
        'select * from directory.pub_field_text where subject_id = any($1::uuid[]) order by field, lang',
        withText,
      ),
      'subject_id',
    ),
    needs: groupBy(
      await ids(
        'select * from directory.pub_service_need where service_id = any($1::uuid[]) order by need',
        serviceIds,
      ),
      'service_id',
    ),
    points: new Map(
      (
        await ids(
          'select * from directory.pub_point where location_id = any($1::uuid[])',
          locationIds,
        )
      ).map((row) => [String(row['location_id']), row]),
    ),
    agreements: new Map(
      (
        await ids(
          'select * from directory.pub_space_agreement where location_id = any($1::uuid[])',
          locationIds,
        )
      ).map((row) => [String(row['location_id']), row]),
    ),
  };
}
