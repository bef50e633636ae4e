/**
 * Rows of HSDS tables, 3.x and the older 2.0 and 1.1, as records (best effort for the old ones). What an old
 * table says in other words is said here in those of 3.1; nothing is added.
 */
import { weekday } from '../check/rule.ts';
import { type Entity, entityNamed } from '../entity.ts';
import type { Place, Raw } from '../raw.ts';
import { idText } from './object.ts';

type Row = Record<string, string>;
type Reader = (row: Row, place: Place) => Raw[];

/** Tables of the format that hold nothing an import keeps. */
const LEFT_OUT = new Set(['metadata', 'meta_table_description', 'meta_table_descriptions']);

const OLD: Record<string, Reader> = {
  organization: rename('organization', { url: 'website' }),
  physical_address: address('physical'),
  postal_address: address('postal'),
  regular_schedule: (row, place) => {
    const { weekday: day, original_text, ...rest } = row;
    const byday = weekday(day ?? '');
    return one(
      'schedule',
      {
        ...rest,
        ...(original_text ? { description: original_text } : {}),
        freq: 'WEEKLY',
        byday: byday ?? day ?? '',
      },
      place,
    );
  },
  holiday_schedule: (row, place) => {
    const { start_date, end_date, closed, ...rest } = row;
    const shut = /^(?:true|yes|1|t|closed)$/i.test(closed ?? '');
    return one(
      'schedule',
      {
        ...rest,
        freq: 'WEEKLY',
        byday: 'MO,TU,WE,TH,FR,SA,SU',
        valid_from: start_date,
        valid_to: end_date,
        effect: shut ? 'closed' : 'open',
        replaces: true,
      },
      place,
    );
  },
  language: rename('language', { language: 'name' }),
  accessibility_for_disabilities: rename('accessibility', { accessibility: 'description' }),
  eligibility: (row, place) => {
    const id = idText(row['service_id']);
    // Without its service an eligibility rule says nothing about anybody.
    if (id === undefined) return [{ entity: 'service', values: { name: undefined }, place }];
    return [
      {
        entity: 'service',
        foreignId: id,
        values: { eligibility_description: row['eligibility'] },
        place,
        partial: true,
      },
    ];
  },
  phone: (row, place) => {
    const { language, department, ...rest } = row;
    const id = idText(row['id']);
    const records = one(
      'phone',
      { ...rest, ...(department && !rest['description'] ? { description: department } : {}) },
      place,
    );
    if (language && id)
      for (const name of language.split(/[,;|]/))
        if (name.trim())
          records.push({ entity: 'language', values: { phone_id: id, name }, place });
    return records;
  },
  service_area: rename('service_area', { service_area: 'name' }),
  payment_accepted: (row, place) =>
    one(
      'cost_option',
      {
        id: row['id'] ?? '',
        service_id: row['service_id'] ?? '',
        amount_description: row['payment'] ?? row['payment_accepted'] ?? '',
      },
      place,
    ),
  services_taxonomy: (row, place) =>
    one(
      'attribute',
      {
        id: row['id'] ?? '',
        link_id: row['service_id'] ?? '',
        link_entity: 'service',
        taxonomy_term_id: row['taxonomy_id'] ?? '',
        value: row['taxonomy_detail'] ?? '',
      },
      place,
    ),
  service_attribute: (row, place) =>
    one(
      'attribute',
      {
        id: row['id'] ?? '',
        link_id: row['service_id'] ?? '',
        link_entity: 'service',
        taxonomy_term_id: row['taxonomy_term_id'] ?? row['taxonomy_id'] ?? '',
        link_type: row['attribute_type'] ?? '',
        value: row['attribute_value'] ?? '',
      },
      place,
    ),
  other_attribute: (row, place) =>
    one(
      'attribute',
      {
        id: row['id'] ?? '',
        link_id: row['link_id'] ?? '',
        link_entity: row['link_type'] ?? '',
        taxonomy_term_id: row['taxonomy_term_id'] ?? '',
      },
      place,
    ),
  taxonomy: (row, place) =>
    row['parent_id'] === undefined && row['vocabulary'] === undefined && row['term'] === undefined
      ? one('taxonomy', row, place)
      : term(row, place),
};

const NAMES: Record<string, string> = {
  physical_addresses: 'physical_address',
  postal_addresses: 'postal_address',
  regular_schedules: 'regular_schedule',
  holiday_schedules: 'holiday_schedule',
  accessibility_for_disability: 'accessibility_for_disabilities',
  eligibilities: 'eligibility',
  payments_accepted: 'payment_accepted',
  service_taxonomy: 'services_taxonomy',
  service_taxonomies: 'services_taxonomy',
  service_attributes: 'service_attribute',
  other_attributes: 'other_attribute',
  organizations: 'organization',
  languages: 'language',
  phones: 'phone',
  service_areas: 'service_area',
};

/** The reader of the table called `name`: undefined when no HSDS table has that name, null when it is not kept. */
export function tableReader(name: string): Reader | null | undefined {
  const plain = name
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/\.(?:csv|tsv|txt)$/, '');
  if (LEFT_OUT.has(plain)) return null;
  const old = OLD[NAMES[plain] ?? plain];
  if (old) return old;
  const entity = entityNamed(plain);
  return entity ? (row, place) => one(entity, row, place) : undefined;
}

function one(entity: Entity, row: Record<string, unknown>, place: Place): Raw[] {
  const { id, ...values } = row;
  const foreignId = idText(id);
  return [{ entity, ...(foreignId === undefined ? {} : { foreignId }), values, place }];
}

function rename(entity: Entity, names: Record<string, string>): Reader {
  return (row, place) => {
    const values: Row = {};
    for (const [key, value] of Object.entries(row)) {
      const name = names[key] ?? key;
      if (values[name] === undefined || values[name] === '') values[name] = value;
    }
    return one(entity, values, place);
  };
}

function address(kind: string): Reader {
  return (row, place) => {
    const { organization_id: _unused, id, ...rest } = row;
    // Both old tables count their rows from 1.
    return one('address', { ...rest, id: id ? `${kind}-${id}` : '', address_type: kind }, place);
  };
}

/** Terms of 1.1 carry their vocabulary by name, and parents that have no row of their own. */
function term(row: Row, place: Place): Raw[] {
  const { id, vocabulary, parent_name, taxonomy_facet, term: name, taxonomy, ...rest } = row;
  const label = vocabulary ?? taxonomy ?? '';
  const records: Raw[] = [];
  if (label.trim() !== '')
    records.push({ entity: 'taxonomy', foreignId: label.trim(), values: { name: label }, place });
  const parent = idText(row['parent_id']);
  const links = label.trim() === '' ? {} : { taxonomy_id: label.trim(), taxonomy: label };
  if (parent && parent_name) {
    records.push({
      entity: 'taxonomy_term',
      foreignId: parent,
      values: { name: parent_name, code: parent, ...links },
      place,
      partial: true,
    });
  }
  const values = {
    ...rest,
    name: rest['name'] ?? name ?? '',
    code: rest['code'] ?? id ?? '',
    ...links,
    ...(taxonomy_facet ? { description: taxonomy_facet } : {}),
  };
  const foreignId = idText(id);
  return [
    ...records,
    { entity: 'taxonomy_term', ...(foreignId === undefined ? {} : { foreignId }), values, place },
  ];
}
