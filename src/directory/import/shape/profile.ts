/** Reads the `wayhouse` key (profile 1.0): values of the row itself, and rows of the profile's tables. */
import type { Entity } from '../entity.ts';
import type { Raw } from '../raw.ts';
import { isObject } from './object.ts';

type Values = Record<string, unknown>;

/** Keys that fill columns of the object's own row. */
const OWN: Partial<Record<Entity, readonly string[]>> = {
  organization: ['code', 'in_network', 'source_lang'],
  service: ['lifecycle', 'confirmed_by', 'confirmed_on', 'holiday_rule', 'source_lang'],
  service_at_location: ['code', 'lifecycle', 'source_lang'],
  location: ['source_lang'],
  program: ['source_lang'],
  phone: ['source_lang'],
  schedule: ['time_zone', 'effect', 'replaces', 'women_only', 'source_lang'],
  service_area: ['source_lang'],
  accessibility: ['source_lang'],
  cost_option: ['source_lang'],
  language: ['mode'],
  required_document: ['doc_code', 'level', 'checked_on', 'source_lang'],
  service_capacity: ['stale_after'],
};
/** Keys that become rows of other tables. */
const ROWS = new Set([
  'translations',
  'facts',
  'needs',
  'point',
  'publicity',
  'disclosure',
  'time_zone',
  'area',
  'kind',
]);

/** When a number of free places is no longer believed, by kind (chapter 10, section 1.1). */
const STALE_AFTER: Record<string, string> = {
  night_bed: '06:00:00',
  slot: '24:00:00',
  course_place: '168:00:00',
};

export function profileValues(entity: Entity, profile: Values): Values {
  const values: Values = {};
  const own = OWN[entity] ?? [];
  for (const [key, value] of Object.entries(profile)) {
    if (own.includes(key)) values[key] = value;
    // Unknown keys go on, so that the guard sees them and the report names them.
    else if (!ROWS.has(key)) values[`wayhouse.${key}`] = value;
  }
  const stale = STALE_AFTER[String(profile['kind'])];
  if (entity === 'service_capacity' && stale && profile['stale_after'] === undefined)
    values['stale_after'] = stale;
  return values;
}

type Made = Omit<Raw, 'place'>;

/** Lists of the key that are whole: what they do not name is no longer so. */
const WHOLE: readonly (readonly [string, Entity])[] = [
  ['facts', 'fact'],
  ['translations', 'field_text'],
  ['needs', 'service_need'],
];

export function wholeLists(profile: Values): Entity[] {
  return WHOLE.flatMap(([key, entity]) => (key in profile ? [entity] : []));
}

/**
 * The records of a table's row with what its column `wayhouse` says, an object in JSON; undefined when the
 * cell is something else. The records of the key come first, as they do from JSON.
 */
export function withProfileCell(
  [record, ...others]: readonly Raw[],
  cell: string,
): Raw[] | undefined {
  const profile = parsed(cell);
  if (record === undefined || !isObject(profile)) return undefined;
  const complete = [...(record.complete ?? []), ...wholeLists(profile)];
  const made =
    record.foreignId === undefined
      ? []
      : profileRecords(record.entity, record.foreignId, profile).map((one) => ({
          ...one,
          place: record.place,
        }));
  return [
    ...made,
    {
      ...record,
      values: { ...record.values, ...profileValues(record.entity, profile) },
      ...(complete.length > 0 ? { complete } : {}),
    },
    ...others,
  ];
}

function parsed(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return undefined;
  }
}

export function profileRecords(entity: Entity, foreignId: string, profile: Values): Made[] {
  const records: Made[] = [];
  const subject = { subject_type: entity, subject_id: foreignId };
  for (const fact of list(profile['facts'])) {
    const { said_by, ...rest } = fact;
    records.push({
      entity: 'fact',
      foreignId: `${entity}/${foreignId}/${String(fact['code'])}`,
      values: { ...rest, ...subject, ...(said_by === undefined ? {} : { said_by_name: said_by }) },
    });
  }
  for (const one of list(profile['translations'])) {
    records.push({
      entity: 'field_text',
      foreignId: `${entity}/${foreignId}/${String(one['field'])}/${String(one['lang'])}`,
      values: { ...one, ...subject },
    });
  }
  if (entity === 'service' && Array.isArray(profile['needs'])) {
    for (const need of profile['needs'] as unknown[]) {
      records.push({
        entity: 'service_need',
        foreignId: `${foreignId}/${String(need)}`,
        values: { service_id: foreignId, need },
      });
    }
  }
  if (entity === 'location') records.push(...placeRecords(foreignId, profile));
  return records;
}

function placeRecords(foreignId: string, profile: Values): Made[] {
  const records: Made[] = [];
  const rule: Values = { location_id: foreignId };
  for (const key of ['publicity', 'disclosure', 'time_zone', 'area']) {
    if (profile[key] !== undefined) rule[key] = profile[key];
  }
  if (Object.keys(rule).length > 1) records.push({ entity: 'place_rule', foreignId, values: rule });
  const point = profile['point'];
  if (isObject(point)) {
    const { agreement, ...rest } = point;
    records.push({ entity: 'point', foreignId, values: { ...rest, location_id: foreignId } });
    if (isObject(agreement)) {
      records.push({
        entity: 'space_agreement',
        foreignId,
        values: { ...agreement, location_id: foreignId },
      });
    }
  }
  return records;
}

function list(value: unknown): Values[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
