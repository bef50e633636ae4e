/**
 * The objects that an import reads: HSDS 3.1 under its own names, and the Wayhouse profile's rows.
 * One entry says which columns a table has, what each may hold, where it points, and what nests in it.
 */

export const ENTITIES = [
  'taxonomy',
  'taxonomy_term',
  'unit',
  'organization',
  'organization_identifier',
  'program',
  'service',
  'location',
  'place_rule',
  'service_at_location',
  'address',
  'contact',
  'phone',
  'url',
  'schedule',
  'service_area',
  'language',
  'accessibility',
  'cost_option',
  'required_document',
  'funding',
  'service_capacity',
  'attribute',
  'point',
  'space_agreement',
  'fact',
  'field_text',
  'service_need',
] as const;
export type Entity = (typeof ENTITIES)[number];

/**
 * `line` is one line of text, `text` several; `time` minutes after midnight; `id` a link to `ref`.
 * Bounds keep a value inside the type and checks of its column.
 */
export type Column = {
  kind:
    | 'line'
    | 'text'
    | 'url'
    | 'email'
    | 'number'
    | 'integer'
    | 'date'
    | 'instant'
    | 'time'
    | 'flag'
    | 'id'
    | 'code'
    | 'json'
    | 'list';
  ref?: Entity;
  required?: true;
  among?: readonly string[];
  min?: number;
  max?: number;
};

export type EntitySpec = {
  columns: Readonly<Record<string, Column>>;
  /** Columns that tell one row from another. */
  key: readonly string[];
  /** A detail that has no life of its own: it goes when its source takes it away. */
  leaf?: true;
  /** At least one of these must point somewhere. */
  parents?: readonly string[];
  /** What differs between two rows that carry the same id by mistake. */
  natural?: readonly string[];
  /** Values on creation when the source gives none. */
  defaults?: Readonly<Record<string, unknown>>;
  /** The table has these columns. */
  has?: { code?: true; version?: false; updatedAt?: false; org?: false };
  /** Keys that nest other objects: entity, the column of theirs that points here. */
  nests?: Readonly<Record<string, { entity: Entity; via: string; one?: true }>>;
  /** Keys that hold the object this one points to. */
  holds?: Readonly<Record<string, { entity: Entity; as: string }>>;
  /** Names of files and of plural keys, beside the entity's own. */
  names?: readonly string[];
};

const line: Column = { kind: 'line' };
const text: Column = { kind: 'text' };
const url: Column = { kind: 'url' };
const email: Column = { kind: 'email' };
const date: Column = { kind: 'date' };
const flag: Column = { kind: 'flag' };
const to = (ref: Entity): Column => ({ kind: 'id', ref });
const must = (column: Column): Column => ({ ...column, required: true });
const among = (...values: string[]): Column => ({ kind: 'code', among: values });

export const LIFECYCLE = ['draft', 'in_review', 'listed', 'paused', 'closed'] as const;
export const STATUS = ['active', 'inactive', 'defunct', 'temporarily closed'] as const;

const attributes = { attributes: { entity: 'attribute', via: 'link_id' } } as const;
const toPlaces = {
  organization_id: to('organization'),
  service_id: to('service'),
  service_at_location_id: to('service_at_location'),
  location_id: to('location'),
};

export const SPECS: Record<Entity, EntitySpec> = {
  taxonomy: {
    key: ['id'],
    columns: { name: must(line), description: text, uri: url, version_label: line },
    names: ['taxonomies'],
  },
  taxonomy_term: {
    key: ['id'],
    columns: {
      code: line,
      name: must(line),
      description: text,
      parent_id: to('taxonomy_term'),
      taxonomy_id: to('taxonomy'),
      taxonomy_label: line,
      language: line,
      term_uri: url,
    },
    holds: { taxonomy_detail: { entity: 'taxonomy', as: 'taxonomy_id' } },
    names: ['taxonomy_terms'],
  },
  unit: {
    key: ['id'],
    columns: { name: must(line), scheme: line, identifier: line, uri: url },
    names: ['units'],
  },
  organization: {
    key: ['id'],
    columns: {
      name: must(line),
      alternate_name: line,
      description: text,
      email,
      website: url,
      uri: url,
      logo: url,
      tax_status: line,
      tax_id: line,
      year_incorporated: { kind: 'integer', min: 0, max: 9999 },
      legal_status: line,
      parent_organization_id: to('organization'),
      in_network: flag,
      code: line,
      source_lang: line,
    },
    defaults: { in_network: false, lifecycle: 'listed', source_lang: 'en' },
    has: { code: true },
    nests: {
      funding: { entity: 'funding', via: 'organization_id' },
      contacts: { entity: 'contact', via: 'organization_id' },
      phones: { entity: 'phone', via: 'organization_id' },
      locations: { entity: 'location', via: 'organization_id' },
      programs: { entity: 'program', via: 'organization_id' },
      services: { entity: 'service', via: 'organization_id' },
      organization_identifiers: { entity: 'organization_identifier', via: 'organization_id' },
      additional_websites: { entity: 'url', via: 'organization_id' },
      ...attributes,
    },
    names: ['organizations', 'organisation', 'organisations'],
  },
  organization_identifier: {
    key: ['id'],
    leaf: true,
    columns: {
      organization_id: must(to('organization')),
      identifier_scheme: line,
      identifier_type: must(line),
      identifier: must(line),
    },
    natural: ['identifier'],
    names: ['organization_identifiers'],
  },
  program: {
    key: ['id'],
    columns: {
      organization_id: must(to('organization')),
      name: must(line),
      alternate_name: line,
      description: text,
      source_lang: line,
    },
    defaults: { source_lang: 'en' },
    nests: attributes,
    names: ['programs'],
  },
  service: {
    key: ['id'],
    columns: {
      organization_id: must(to('organization')),
      program_id: to('program'),
      name: must(line),
      alternate_name: line,
      description: text,
      url,
      email,
      status: among(...STATUS),
      interpretation_services: text,
      application_process: text,
      fees_description: text,
      wait_time: text,
      accreditations: text,
      licenses: text,
      eligibility_description: text,
      eligibility_held: flag,
      minimum_age: { kind: 'number', min: 0, max: 150 },
      maximum_age: { kind: 'number', min: 0, max: 150 },
      checked_on: date,
      alert: text,
      lifecycle: among(...LIFECYCLE),
      confirmed_by: line,
      confirmed_on: date,
      holiday_rule: among('open', 'closed', 'own_hours', 'unknown'),
      source_lang: line,
    },
    defaults: {
      status: 'active',
      lifecycle: 'listed',
      holiday_rule: 'unknown',
      eligibility_held: false,
      source_lang: 'en',
    },
    nests: {
      phones: { entity: 'phone', via: 'service_id' },
      schedules: { entity: 'schedule', via: 'service_id' },
      service_areas: { entity: 'service_area', via: 'service_id' },
      service_at_locations: { entity: 'service_at_location', via: 'service_id' },
      languages: { entity: 'language', via: 'service_id' },
      funding: { entity: 'funding', via: 'service_id' },
      cost_options: { entity: 'cost_option', via: 'service_id' },
      required_documents: { entity: 'required_document', via: 'service_id' },
      contacts: { entity: 'contact', via: 'service_id' },
      capacities: { entity: 'service_capacity', via: 'service_id' },
      additional_urls: { entity: 'url', via: 'service_id' },
      ...attributes,
    },
    holds: {
      organization: { entity: 'organization', as: 'organization_id' },
      program: { entity: 'program', as: 'program_id' },
    },
    names: ['services'],
  },
  location: {
    key: ['id'],
    columns: {
      organization_id: to('organization'),
      location_type: among('physical', 'postal', 'virtual'),
      name: line,
      alternate_name: line,
      description: text,
      transportation: text,
      url,
      external_identifier: line,
      external_identifier_type: line,
      latitude: { kind: 'number', min: -90, max: 90 },
      longitude: { kind: 'number', min: -180, max: 180 },
      source_lang: line,
    },
    defaults: { location_type: 'physical', source_lang: 'en' },
    nests: {
      languages: { entity: 'language', via: 'location_id' },
      addresses: { entity: 'address', via: 'location_id' },
      contacts: { entity: 'contact', via: 'location_id' },
      accessibility: { entity: 'accessibility', via: 'location_id' },
      phones: { entity: 'phone', via: 'location_id' },
      schedules: { entity: 'schedule', via: 'location_id' },
      ...attributes,
    },
    names: ['locations'],
  },
  place_rule: {
    key: ['location_id'],
    columns: {
      location_id: must(to('location')),
      publicity: among('public', 'community', 'unpublished'),
      disclosure: among('exact', 'area', 'phone_only'),
      time_zone: line,
      area: line,
      area_place_id: { kind: 'integer' },
    },
    defaults: { publicity: 'public', disclosure: 'exact', time_zone: 'Etc/UTC' },
  },
  service_at_location: {
    key: ['id'],
    columns: {
      service_id: must(to('service')),
      location_id: must(to('location')),
      description: text,
      lifecycle: among(...LIFECYCLE),
      code: line,
      source_lang: line,
    },
    natural: ['service_id', 'location_id'],
    defaults: { lifecycle: 'listed', source_lang: 'en' },
    has: { code: true },
    nests: {
      contacts: { entity: 'contact', via: 'service_at_location_id' },
      phones: { entity: 'phone', via: 'service_at_location_id' },
      schedules: { entity: 'schedule', via: 'service_at_location_id' },
      service_areas: { entity: 'service_area', via: 'service_at_location_id' },
      ...attributes,
    },
    holds: {
      service: { entity: 'service', as: 'service_id' },
      location: { entity: 'location', as: 'location_id' },
    },
    names: ['service_at_locations', 'services_at_location', 'services_at_locations'],
  },
  address: {
    key: ['id'],
    leaf: true,
    columns: {
      location_id: must(to('location')),
      attention: line,
      address_1: must(line),
      address_2: line,
      city: must(line),
      region: line,
      state_province: line,
      postal_code: line,
      country: must({ kind: 'code' }),
      address_type: among('physical', 'postal', 'virtual'),
    },
    natural: ['address_1', 'city', 'address_type'],
    defaults: { state_province: '', postal_code: '', address_type: 'physical' },
    nests: attributes,
    names: ['addresses'],
  },
  contact: {
    key: ['id'],
    leaf: true,
    columns: { ...toPlaces, title: line, department: line, email },
    parents: Object.keys(toPlaces),
    nests: { phones: { entity: 'phone', via: 'contact_id' }, ...attributes },
    names: ['contacts'],
  },
  phone: {
    key: ['id'],
    leaf: true,
    columns: {
      ...toPlaces,
      contact_id: to('contact'),
      number: must(line),
      e164: line,
      extension: line,
      type: among('text', 'voice', 'fax', 'cell', 'video', 'pager', 'textphone'),
      description: text,
      source_lang: line,
    },
    parents: [...Object.keys(toPlaces), 'contact_id'],
    natural: ['number'],
    defaults: { source_lang: 'en' },
    nests: { languages: { entity: 'language', via: 'phone_id' }, ...attributes },
    names: ['phones'],
  },
  url: {
    key: ['id'],
    leaf: true,
    columns: {
      organization_id: to('organization'),
      service_id: to('service'),
      label: line,
      url: must(url),
    },
    parents: ['organization_id', 'service_id'],
    natural: ['url'],
    names: ['urls'],
  },
  schedule: {
    key: ['id'],
    leaf: true,
    columns: {
      service_id: to('service'),
      location_id: to('location'),
      service_at_location_id: to('service_at_location'),
      valid_from: date,
      valid_to: date,
      dtstart: date,
      time_zone: line,
      until: date,
      count: { kind: 'integer', min: 1, max: 100_000 },
      wkst: among('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'),
      freq: among('WEEKLY', 'MONTHLY'),
      interval: { kind: 'integer', min: 1, max: 1_000 },
      byday: line,
      byweekno: line,
      bymonthday: line,
      byyearday: line,
      description: text,
      opens_at: { kind: 'time' },
      closes_at: { kind: 'time' },
      schedule_link: url,
      attending_type: line,
      notes: text,
      effect: among('open', 'closed', 'unknown'),
      replaces: flag,
      women_only: flag,
      source_lang: line,
    },
    parents: ['service_id', 'location_id', 'service_at_location_id'],
    natural: [
      'byday',
      'opens_at',
      'closes_at',
      'freq',
      'dtstart',
      'valid_from',
      'valid_to',
      'bymonthday',
      'effect',
    ],
    defaults: { effect: 'open', replaces: false, women_only: false, source_lang: 'en' },
    nests: attributes,
    names: ['schedules'],
  },
  service_area: {
    key: ['id'],
    leaf: true,
    columns: {
      service_id: to('service'),
      service_at_location_id: to('service_at_location'),
      name: line,
      description: text,
      extent: text,
      extent_type: among('geojson', 'topojson', 'kml', 'text'),
      uri: url,
      source_lang: line,
    },
    parents: ['service_id', 'service_at_location_id'],
    natural: ['name', 'description'],
    defaults: { source_lang: 'en' },
    nests: attributes,
    names: ['service_areas'],
  },
  language: {
    key: ['id'],
    leaf: true,
    columns: {
      service_id: to('service'),
      location_id: to('location'),
      phone_id: to('phone'),
      name: line,
      code: must(line),
      note: text,
      mode: among('staff', 'interpreter_on_site', 'interpreter_phone'),
    },
    parents: ['service_id', 'location_id', 'phone_id'],
    natural: ['code'],
    defaults: { mode: 'staff' },
    nests: attributes,
    names: ['languages'],
  },
  accessibility: {
    key: ['id'],
    leaf: true,
    columns: {
      location_id: must(to('location')),
      description: text,
      details: text,
      url,
      source_lang: line,
    },
    natural: ['description', 'details'],
    defaults: { source_lang: 'en' },
    nests: attributes,
    names: ['accessibilities'],
  },
  cost_option: {
    key: ['id'],
    leaf: true,
    columns: {
      service_id: must(to('service')),
      valid_from: date,
      valid_to: date,
      option: text,
      currency: { kind: 'code' },
      amount: { kind: 'number', min: 0, max: 1e12 },
      amount_description: text,
      source_lang: line,
    },
    natural: ['option', 'amount', 'currency'],
    defaults: { source_lang: 'en' },
    nests: attributes,
    names: ['cost_options'],
  },
  required_document: {
    key: ['id'],
    leaf: true,
    columns: {
      service_id: must(to('service')),
      document: text,
      uri: url,
      doc_code: { kind: 'code' },
      level: among('needed', 'helpful'),
      checked_on: date,
      source_lang: line,
    },
    natural: ['document', 'doc_code'],
    defaults: { doc_code: 'other', level: 'needed', source_lang: 'en' },
    nests: attributes,
    names: ['required_documents'],
  },
  funding: {
    key: ['id'],
    leaf: true,
    columns: { organization_id: to('organization'), service_id: to('service'), source: must(text) },
    parents: ['organization_id', 'service_id'],
    natural: ['source'],
    nests: attributes,
    names: ['fundings'],
  },
  service_capacity: {
    key: ['id'],
    leaf: true,
    columns: {
      service_id: must(to('service')),
      unit_id: must(to('unit')),
      available: must({ kind: 'number', min: 0, max: 1e9 }),
      maximum: { kind: 'number', min: 0, max: 1e9 },
      description: text,
      updated: must({ kind: 'instant' }),
      stale_after: line,
    },
    natural: ['unit_id'],
    defaults: { stale_after: '24:00:00' },
    holds: { unit: { entity: 'unit', as: 'unit_id' } },
    nests: attributes,
    names: ['service_capacities', 'capacities'],
  },
  attribute: {
    key: ['id'],
    leaf: true,
    columns: {
      link_id: must({ kind: 'id' }),
      link_entity: must(line),
      taxonomy_term_id: must(to('taxonomy_term')),
      link_type: line,
      value: line,
      label: line,
    },
    natural: ['taxonomy_term_id'],
    holds: { taxonomy_term: { entity: 'taxonomy_term', as: 'taxonomy_term_id' } },
    names: ['attributes'],
  },
  point: {
    key: ['location_id'],
    columns: {
      location_id: must(to('location')),
      code: line,
      kind: must(
        among(
          'hub',
          'safe_point',
          'aid_station',
          'information_point',
          'one_stop_centre',
          'child_family_hub',
          'mobile_unit',
          'border_centre',
          'reference_centre',
        ),
      ),
      spaces: { kind: 'list', among: ['minors', 'women_children', 'mother_baby', 'private_room'] },
      package_template: line,
      elements: { kind: 'json' },
    },
    defaults: { spaces: [], elements: [] },
    has: { code: true },
  },
  space_agreement: {
    key: ['location_id'],
    columns: {
      location_id: must(to('point')),
      kind: must(among('formal', 'informal', 'none')),
      guarantees: {
        kind: 'list',
        among: ['humanitarian_only', 'no_arrest_around', 'no_checks_at_door'],
      },
      valid_from: date,
      valid_to: date,
      breached_on: date,
    },
    defaults: { guarantees: [] },
  },
  fact: {
    key: ['subject_type', 'subject_id', 'code'],
    leaf: true,
    columns: {
      subject_type: must(among('organization', 'location', 'service', 'service_at_location')),
      subject_id: must({ kind: 'id' }),
      code: must(line),
      value: must({ kind: 'integer', min: 0, max: 2 }),
      source_kind: among('provider', 'authority', 'network_check', 'visitor_reports', 'import'),
      said_by: { kind: 'id', ref: 'organization' },
      said_by_name: line,
      method: among('visited', 'phoned', 'written', 'website', 'imported', 'reports'),
      checked_on: date,
      review_by: date,
      note: text,
    },
    defaults: { source_kind: 'import' },
  },
  field_text: {
    key: ['subject_id', 'field', 'lang'],
    leaf: true,
    columns: {
      subject_type: must(line),
      subject_id: must({ kind: 'id' }),
      field: must(line),
      lang: must(line),
      text: must(text),
      state: among('machine_draft', 'translated', 'reviewed', 'back_checked'),
    },
    defaults: { state: 'translated' },
    has: { version: false },
  },
  service_need: {
    key: ['service_id', 'need'],
    leaf: true,
    columns: { service_id: must(to('service')), need: must(line) },
    has: { version: false, updatedAt: false },
  },
};

/** Columns that live in the stage only and are resolved before the row is written. */
export const STAGE_ONLY = new Set(['area', 'said_by_name']);

const byName = new Map<string, Entity>(
  ENTITIES.flatMap((entity) =>
    [entity, ...(SPECS[entity].names ?? [])].map((name) => [name, entity] as const),
  ),
);

/** The entity that a file or a key is named after (`services.csv`, `service`), or undefined. */
export function entityNamed(name: string): Entity | undefined {
  return byName.get(name.toLowerCase().replace(/\.(csv|tsv|json|ndjson|txt)$/, ''));
}
