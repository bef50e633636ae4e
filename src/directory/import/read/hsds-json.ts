/** HSDS 3.x as JSON, in whatever wrapping: finds out which object each record is and takes it apart. */
import { ENTITIES, type Entity, entityNamed, SPECS } from '../entity.ts';
import type { Broken, Raw } from '../raw.ts';
import { isObject } from '../shape/object.ts';
import { takeApart } from '../shape/nested.ts';
import type { InputFile } from './bounds.ts';
import { JsonRecords } from './json-records.ts';
import { utf8Chunks } from './encoding.ts';

const ROOTS: readonly Entity[] = [
  'service',
  'organization',
  'service_at_location',
  'location',
  'taxonomy_term',
  'taxonomy',
  'program',
];
/** Keys that only one kind of object has. */
const TELLING: Partial<Record<Entity, readonly string[]>> = {
  service: [
    'status',
    'service_at_locations',
    'application_process',
    'fees_description',
    'eligibility_description',
    'organization',
  ],
  organization: [
    'website',
    'legal_status',
    'tax_status',
    'year_incorporated',
    'organization_identifiers',
    'parent_organization_id',
    'additional_websites',
  ],
  service_at_location: ['location', 'service', 'location_id'],
  location: ['location_type', 'latitude', 'longitude', 'addresses', 'transportation'],
  taxonomy_term: ['taxonomy_detail', 'term_uri', 'taxonomy', 'taxonomy_id', 'code'],
  taxonomy: ['version'],
};

/** Lists of a root object whose elements are records. A list after an `id` belongs to that object. */
export function isRecordList(key: string, before: readonly string[]): boolean {
  if (before.includes('id') || before.includes('name')) return false;
  return key === 'contents' || /\.csv$/i.test(key) || entityNamed(key) !== undefined;
}

/** The kind of object that `value` is; `hint` is the name of its list, which is sure, or of its file. */
export function recogniseEntity(
  value: Record<string, unknown>,
  hint: string | undefined,
  inList = false,
): Entity | undefined {
  const exact = hint === undefined ? undefined : entityNamed(hint);
  if (exact && (inList || !ROOTS.includes(exact))) return exact;
  // "service_full.json", "services-2026.ndjson": the longest name that it begins with.
  const named = ENTITIES.filter((entity) => hint?.toLowerCase().startsWith(entity)).sort(
    (a, b) => b.length - a.length,
  )[0];
  let best: Entity | undefined;
  let most = 0;
  for (const entity of ROOTS) {
    const score =
      (TELLING[entity] ?? []).filter((key) => key in value).length * 2 + (entity === named ? 3 : 0);
    if (score > most) [best, most] = [entity, score];
  }
  return best ?? named;
}

/** Tables that HSDS has and that an import does not keep. */
const NOT_KEPT = new Set(['metadata', 'meta_table_description', 'meta_table_descriptions']);

/** Spaces of JSON, and the record separator of RFC 7464. */
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d, 0x1e]);

export async function* readHsdsJson(
  file: InputFile,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Raw | Broken> {
  const records = new JsonRecords({ isList: isRecordList });
  const name = file.name.replace(/^.*\//, '').replace(/\.(json|ndjson|jsonl)$/i, '');
  let isBlank = true;
  for await (const chunk of utf8Chunks(file.open())) {
    onBytes(chunk.length);
    for (const record of records.feed(chunk)) yield* rowsOf(record);
    isBlank &&= chunk.every((byte) => BLANK.has(byte));
  }
  for (const record of records.end()) yield* rowsOf(record);
  if (isBlank) yield { broken: 'The file is empty.', place: { file: file.name } };

  function* rowsOf(record: ReturnType<JsonRecords['feed']>[number]): Generator<Raw | Broken> {
    const place = { file: file.name, line: record.line };
    if ('fatal' in record) {
      yield { broken: record.fatal, place, fatal: true };
      return;
    }
    if ('broken' in record) {
      yield { broken: record.broken, place };
      return;
    }
    if (record.key !== undefined && NOT_KEPT.has(record.key.replace(/\.csv$/i, ''))) return;
    if (!isObject(record.value)) {
      yield { broken: 'Expected an object.', place };
      return;
    }
    // The description of an API is no record.
    if ('openapi_url' in record.value && 'version' in record.value) return;
    const list = record.key === 'contents' ? undefined : record.key;
    const entity = recogniseEntity(record.value, list ?? name, list !== undefined);
    if (!entity || !(entity in SPECS)) {
      yield { broken: 'It is not recognisable as an object of HSDS.', place };
      return;
    }
    yield* takeApart(entity, record.value, place);
  }
}
