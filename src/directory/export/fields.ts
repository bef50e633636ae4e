/**
 * The tables of HSDS 3.x with their plain fields, in the order of the official schemas: the canonical
 * order of our exports. A test compares them with the schema files.
 */
export type HsdsVersion = '3.0' | '3.1';
export const HSDS_VERSIONS: readonly HsdsVersion[] = ['3.0', '3.1'];
/** `plain`: nothing but HSDS. `wayhouse`: with our one extra key (chapter 10, section 2.5). */
export type HsdsProfile = 'wayhouse' | 'plain';

/** How a stored value is written: what cannot be written in the form that HSDS asks for is left out. */
export type FieldKind =
  | 'text'
  | 'id'
  | 'uri'
  | 'email'
  | 'number'
  | 'date'
  | 'instant'
  | 'time'
  | 'offset';
export type Field = { name: string; kind: FieldKind; since?: '3.1' };

export type EntityName =
  | 'organization'
  | 'program'
  | 'service'
  | 'attribute'
  | 'service_at_location'
  | 'location'
  | 'phone'
  | 'contact'
  | 'address'
  | 'schedule'
  | 'funding'
  | 'service_area'
  | 'required_document'
  | 'language'
  | 'accessibility'
  | 'taxonomy_term'
  | 'cost_option'
  | 'organization_identifier'
  | 'taxonomy'
  | 'unit'
  | 'service_capacity'
  | 'url';

export type Entity = {
  /** File of the tabular package. */
  path: string;
  fields: readonly Field[];
  since?: '3.1';
};

/** `id*organization_id name url:uri` … : a field is text unless it says otherwise; `^` marks 3.1. */
function fields(text: string): Field[] {
  return text
    .trim()
    .split(/\s+/)
    .map((part) => {
      const [bare = '', kind] = part.replace('^', '').split(':');
      return {
        name: bare,
        kind: (kind ?? (bare === 'id' || bare.endsWith('_id') ? 'id' : 'text')) as FieldKind,
        ...(part.endsWith('^') ? { since: '3.1' as const } : {}),
      };
    });
}

export const ENTITIES: Record<EntityName, Entity> = {
  organization: {
    path: 'organizations.csv',
    fields:
      fields(`id name alternate_name description email:email website:uri tax_status tax_id:text
      year_incorporated:number legal_status logo uri:uri parent_organization_id`),
  },
  program: {
    path: 'programs.csv',
    fields: fields('id organization_id name alternate_name description'),
  },
  service: {
    path: 'services.csv',
    fields:
      fields(`id organization_id program_id name alternate_name description url:uri email:email status
      interpretation_services application_process fees_description wait_time accreditations
      eligibility_description minimum_age:number maximum_age:number assured_date:date licenses alert
      last_modified:instant`),
  },
  attribute: {
    path: 'attributes.csv',
    fields: fields('id link_id taxonomy_term_id link_type link_entity value label^'),
  },
  service_at_location: {
    path: 'service_at_location.csv',
    fields: fields('id service_id location_id description'),
  },
  location: {
    path: 'locations.csv',
    fields:
      fields(`id location_type url:uri organization_id name alternate_name description transportation
      latitude:number longitude:number external_identifier external_identifier_type`),
  },
  phone: {
    path: 'phones.csv',
    fields:
      fields(`id location_id service_id organization_id contact_id service_at_location_id number
      extension:number type description`),
  },
  contact: {
    path: 'contacts.csv',
    fields:
      fields(`id organization_id service_id service_at_location_id location_id title department
      email:email`),
  },
  address: {
    path: 'addresses.csv',
    fields:
      fields(`id location_id address_1 address_2 city region state_province postal_code country
      address_type`),
  },
  schedule: {
    path: 'schedules.csv',
    fields: fields(`id service_id location_id service_at_location_id valid_from:date valid_to:date
      dtstart:date timezone:offset until:date count:number wkst freq interval:number byday byweekno
      bymonthday byyearday description opens_at:time closes_at:time schedule_link:uri attending_type notes`),
  },
  funding: { path: 'funding.csv', fields: fields('id organization_id service_id source') },
  service_area: {
    path: 'service_areas.csv',
    fields: fields(
      'id service_id service_at_location_id^ name description extent extent_type uri:text',
    ),
  },
  required_document: {
    path: 'required_documents.csv',
    fields: fields('id service_id document uri:uri'),
  },
  language: {
    path: 'languages.csv',
    fields: fields('id service_id location_id phone_id name code note'),
  },
  accessibility: {
    path: 'accessibility.csv',
    fields: fields('id location_id description details url:uri'),
  },
  taxonomy_term: {
    path: 'taxonomy_terms.csv',
    fields: fields('id code name description parent_id taxonomy language taxonomy_id term_uri:uri'),
  },
  cost_option: {
    path: 'cost_options.csv',
    fields: fields(
      'id service_id valid_from:date valid_to:date option currency amount:number amount_description',
    ),
  },
  organization_identifier: {
    path: 'organization_identifiers.csv',
    fields: fields('id organization_id identifier_scheme identifier_type identifier'),
  },
  taxonomy: { path: 'taxonomies.csv', fields: fields('id name description uri:uri version') },
  unit: { path: 'units.csv', fields: fields('id name scheme identifier uri:uri'), since: '3.1' },
  service_capacity: {
    path: 'service_capacity.csv',
    fields: fields(
      'id service_id unit_id available:number maximum:number description updated:instant',
    ),
    since: '3.1',
  },
  url: {
    path: 'url.csv',
    fields: fields('id label url:uri organization_id service_id'),
    since: '3.1',
  },
};

export function isIn(version: HsdsVersion, { since }: { since?: '3.1' }): boolean {
  return since === undefined || version !== '3.0';
}

/** The plain fields of an entity in a version of HSDS. */
export function fieldsOf(entity: EntityName, version: HsdsVersion): Field[] {
  return ENTITIES[entity].fields.filter((field) => isIn(version, field));
}
