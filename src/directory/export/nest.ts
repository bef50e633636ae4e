/** HSDS objects from rows: flat as in lists, or with everything that belongs to them (chapter 10, section 2.6). */
import { v5 as uuid } from 'uuid';
import type { Row } from '../../database/index.ts';
import { offsetMinutes } from '../../languages/zone.ts';
import { type EntityName, fieldsOf, type HsdsProfile, type HsdsVersion } from './fields.ts';
import { profileKey } from './profile-key.ts';
import type { Related } from './related.ts';
import { clockTime, hsdsValue, offsetSuffix } from './value.ts';
import { favourableAttributes } from './wayhouse-terms.ts';

export type HsdsObject = Record<string, unknown>;

export type Writing = {
  version: HsdsVersion;
  profile: HsdsProfile;
  /** ms since 1970 UTC: schedules carry the offset in force then, facts are read as of this day. */
  now: number;
  /**
   * Leaves out when records changed: each node has times of its own, and what two of them exchange with
   * the profile must be the same bytes on both sides.
   */
  withoutTimes?: boolean;
};

/** Writes the objects of one batch of related rows. */
export class Nest {
  readonly #related: Related;
  readonly #writing: Writing;

  constructor(related: Related, writing: Writing) {
    this.#related = related;
    this.#writing = writing;
  }

  /** One-to-one fields: what a list item carries. */
  serviceItem(id: string): HsdsObject | undefined {
    const service = this.#related.service.get(id);
    if (!service) return undefined;
    const organization = this.#related.organization.get(String(service['organization_id']));
    const program = this.#related.program.get(String(service['program_id']));
    return this.#finish('service', service, {
      ...(organization ? { organization: this.organizationItem(String(organization['id'])) } : {}),
      ...(program ? { program: this.#plain('program', program) } : {}),
    });
  }

  /** Plain fields only, for lists inside an organisation. */
  serviceAlone(id: string): HsdsObject | undefined {
    const service = this.#related.service.get(id);
    return service && this.#plain('service', service);
  }

  organizationItem(id: string): HsdsObject | undefined {
    const organization = this.#related.organization.get(id);
    return organization && this.#plain('organization', organization);
  }

  serviceAtLocationItem(id: string): HsdsObject | undefined {
    const sal = this.#related.service_at_location.get(id);
    if (!sal) return undefined;
    const location = this.#related.location.get(String(sal['location_id']));
    return this.#finish('service_at_location', sal, {
      ...(location ? { location: this.#plain('location', location) } : {}),
      service: this.serviceItem(String(sal['service_id'])),
    });
  }

  /** @param without what the object around it already is */
  service(id: string, without?: 'organization' | 'service_at_locations'): HsdsObject | undefined {
    const service = this.#related.service.get(id);
    if (!service) return undefined;
    const { related, is31 } = this;
    const organizationId = String(service['organization_id']);
    const program = related.program.get(String(service['program_id']));
    const sals = related.salsOfService.get(id) ?? [];
    const zone = this.#zoneOf(sals[0]);
    const areas = related.serviceAreas.get(id) ?? [];
    const kept = new Set(areas.map((row) => row['id']));
    const areasOfSals = is31
      ? []
      : sals.flatMap((sal) => this.#areasOf(sal)).filter((row) => !kept.has(row['id']));
    return this.#finish('service', service, {
      ...(is31 ? { additional_urls: this.#all('url', related.urls.get(id)) } : {}),
      phones: this.#phones(id),
      schedules: this.#schedules(id, zone),
      service_areas: this.#all('service_area', [...areas, ...areasOfSals]),
      ...(without === 'service_at_locations'
        ? {}
        : {
            service_at_locations: sals.map((sal) => this.#insideService(sal)),
          }),
      languages: this.#all('language', related.languages.get(id)),
      ...(without === 'organization'
        ? {}
        : { organization: this.#organizationAround(organizationId) }),
      funding: this.#all('funding', related.funding.get(id)),
      cost_options: this.#all('cost_option', related.costOptions.get(id)),
      ...(program ? { program: this.#plain('program', program) } : {}),
      required_documents: this.#all('required_document', related.documents.get(id)),
      contacts: this.#contacts(id),
      ...(is31 ? { capacities: this.#capacities(id) } : {}),
      attributes: this.#attributes('service', id),
    });
  }

  serviceAtLocation(id: string): HsdsObject | undefined {
    const sal = this.#related.service_at_location.get(id);
    if (!sal) return undefined;
    return {
      ...this.#insideService(sal),
      service: this.service(String(sal['service_id']), 'service_at_locations'),
    };
  }

  /** Without its locations and services, which the caller adds as it streams. */
  #organizationAround(id: string): HsdsObject | undefined {
    const organization = this.#related.organization.get(id);
    if (!organization) return undefined;
    const { related, is31 } = this;
    return this.#finish('organization', organization, {
      ...(is31 ? { additional_websites: this.#all('url', related.urls.get(id)) } : {}),
      funding: this.#all('funding', related.funding.get(id)),
      contacts: this.#contacts(id),
      phones: this.#phones(id),
      programs: this.#all('program', related.programs.get(id)),
      organization_identifiers: this.#all('organization_identifier', related.identifiers.get(id)),
      attributes: this.#attributes('organization', id),
    });
  }

  organization(id: string): HsdsObject | undefined {
    return this.#organizationAround(id);
  }

  location(id: string): HsdsObject | undefined {
    const location = this.#related.location.get(id);
    if (!location) return undefined;
    const { related } = this;
    return this.#finish('location', location, {
      languages: this.#all('language', related.languages.get(id)),
      addresses: this.#all('address', related.addresses.get(id)),
      contacts: this.#contacts(id),
      accessibility: this.#all('accessibility', related.accessibility.get(id)),
      phones: this.#phones(id),
      schedules: this.#schedules(id, String(location['time_zone'])),
      attributes: this.#attributes('location', id),
    });
  }

  taxonomyTerm(row: Row, taxonomy: Row | undefined): HsdsObject {
    return {
      ...this.#plain('taxonomy_term', row),
      ...(taxonomy ? { taxonomy_detail: this.#plain('taxonomy', taxonomy) } : {}),
    };
  }

  taxonomy(row: Row): HsdsObject {
    return this.#plain('taxonomy', row);
  }

  /** The plain fields of one row, as in a table. */
  fields(entity: EntityName, row: Row, zone?: string): HsdsObject {
    const object: HsdsObject = {};
    const offset = entity === 'schedule' ? this.#offset(row, zone) : undefined;
    for (const { name, kind } of fieldsOf(entity, this.#writing.version)) {
      if (name === 'last_modified' && this.#writing.withoutTimes) continue;
      let value: unknown;
      if (kind === 'offset') value = offset === undefined ? undefined : offset / 60;
      else if (kind === 'time') {
        const minutes = row[name];
        value =
          typeof minutes === 'number'
            ? clockTime(minutes) + (offset === undefined ? '' : offsetSuffix(offset))
            : undefined;
      } else if (row[name] === '' && entity === 'address' && MAY_BE_EMPTY.has(name)) value = '';
      else value = hsdsValue(kind, stored(entity, name, row));
      if (value !== undefined) object[name] = value;
    }
    return object;
  }

  get related(): Related {
    return this.#related;
  }

  get is31(): boolean {
    return this.#writing.version !== '3.0';
  }

  #plain(entity: EntityName, row: Row): HsdsObject {
    return this.#finish(entity, row, {});
  }

  #finish(entity: EntityName, row: Row, nested: HsdsObject, zone?: string): HsdsObject {
    const key =
      this.#writing.profile === 'wayhouse' ? profileKey(entity, row, this.#related) : undefined;
    return { ...this.fields(entity, row, zone), ...nested, ...(key ? { wayhouse: key } : {}) };
  }

  #all(entity: EntityName, rows: readonly Row[] | undefined): HsdsObject[] {
    return (rows ?? []).map((row) => this.#plain(entity, row));
  }

  #insideService(sal: Row): HsdsObject {
    const id = String(sal['id']);
    return this.#finish('service_at_location', sal, {
      ...(this.is31 ? { service_areas: this.#all('service_area', this.#areasOf(sal)) } : {}),
      contacts: this.#contacts(id),
      phones: this.#phones(id),
      schedules: this.#schedules(id, this.#zoneOf(sal)),
      location: this.location(String(sal['location_id'])),
      attributes: this.#attributes('service_at_location', id),
    });
  }

  /** A place that is reached by phone only is told by its area (chapter 10, section 1.4). */
  #areasOf(sal: Row): readonly Row[] {
    const { serviceAreas, location, areas } = this.#related;
    const own = serviceAreas.get(String(sal['id'])) ?? [];
    const place = location.get(String(sal['location_id']));
    const area =
      place?.['disclosure'] === 'phone_only' ? areas.get(String(place['area_id'])) : undefined;
    const id = phoneAreaId(String(sal['id']));
    if (!area || own.some((row) => row['id'] === id)) return own;
    return [...own, { id, service_at_location_id: sal['id'], name: area.name }];
  }

  #zoneOf(sal: Row | undefined): string | undefined {
    const zone = this.#related.location.get(String(sal?.['location_id']))?.['time_zone'];
    return typeof zone === 'string' ? zone : undefined;
  }

  #phones(owner: string): HsdsObject[] {
    return (this.#related.phones.get(owner) ?? []).map((row) =>
      this.#finish('phone', row, {
        languages: this.#all('language', this.#related.languages.get(String(row['id']))),
      }),
    );
  }

  #contacts(owner: string): HsdsObject[] {
    return (this.#related.contacts.get(owner) ?? []).map((row) =>
      this.#finish('contact', row, { phones: this.#phones(String(row['id'])) }),
    );
  }

  #schedules(owner: string, zone: string | undefined): HsdsObject[] {
    return (this.#related.schedules.get(owner) ?? []).map((row) =>
      this.#finish('schedule', row, {}, zone),
    );
  }

  #capacities(owner: string): HsdsObject[] {
    return (this.#related.capacities.get(owner) ?? []).flatMap((row) => {
      const unit = this.#related.unit.get(String(row['unit_id']));
      return unit
        ? [this.#finish('service_capacity', row, { unit: this.#plain('unit', unit) })]
        : [];
    });
  }

  #attributes(entity: EntityName, owner: string): HsdsObject[] {
    const { taxonomy, taxonomy_term, attributes, facts, needs } = this.#related;
    const own = (attributes.get(owner) ?? []).map((row) => {
      const term = taxonomy_term.get(String(row['taxonomy_term_id']));
      const nested = term && {
        taxonomy_term: this.taxonomyTerm(term, taxonomy.get(String(term['taxonomy_id']))),
      };
      return this.#finish('attribute', row, nested ?? {});
    });
    if (this.#writing.profile !== 'plain') return own;
    const ours = favourableAttributes(
      entity,
      owner,
      facts.get(owner) ?? [],
      needs.get(owner) ?? [],
      this.#writing.now,
    );
    return [...own, ...ours];
  }

  #offset(row: Row, placeZone: string | undefined): number | undefined {
    const zone = row['time_zone'] ?? placeZone;
    if (typeof zone !== 'string') return undefined;
    try {
      return offsetMinutes(zone, this.#writing.now);
    } catch {
      return undefined;
    }
  }
}

/** The same id at each export, so that a mirror recognises the row. */
function phoneAreaId(sal: string): string {
  return uuid('area of a place reached by phone', sal);
}

/** HSDS requires some texts that we may lack: then the name stands for it. */
function stored(entity: EntityName, name: string, row: Row): unknown {
  if (name === 'assured_date') return row['checked_on'];
  if (entity === 'taxonomy_term' && name === 'taxonomy') return row['taxonomy_label'];
  if (name === 'description' && NEEDS_DESCRIPTION.has(entity))
    return row['description'] || row['name'];
  return row[name];
}

/** Parts of an address that HSDS requires and a country may not have. */
const MAY_BE_EMPTY = new Set(['city', 'state_province', 'postal_code']);

const NEEDS_DESCRIPTION = new Set<EntityName>([
  'organization',
  'program',
  'taxonomy',
  'taxonomy_term',
]);
