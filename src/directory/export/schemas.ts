/**
 * Validators made from the official schemas (JSON Schema 2020-12), references resolved in our own folder.
 * `strict` forbids properties that no schema names, at every depth.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type EntityName, ENTITIES, type HsdsVersion, isIn } from './fields.ts';
import { mergedSchema } from './profile-schemas.ts';
import { type JsonSchema, schemaFile } from './schema-files.ts';

export type SchemaSet = {
  version: HsdsVersion;
  profile: 'plain' | 'wayhouse';
  strict: boolean;
};

export type SchemaName =
  | EntityName
  | 'service_list'
  | 'organization_list'
  | 'service_at_location_list'
  | 'metadata';

const LISTS = ['service_list', 'organization_list', 'service_at_location_list'] as const;

/** A validator for `name`, or for a page of such objects. */
export function hsdsValidator(set: SchemaSet, name: SchemaName, page = false): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const names: SchemaName[] = [
    ...(Object.keys(ENTITIES) as EntityName[]).filter((entity) =>
      isIn(set.version, ENTITIES[entity]),
    ),
    ...LISTS,
    'metadata',
  ];
  for (const each of names) {
    const official =
      set.profile === 'wayhouse' ? mergedSchema(set.version, each) : schemaFile(set.version, each);
    const schema = withCompiledParts(each, official);
    ajv.addSchema(set.strict ? closed(schema) : schema, `hsds:/${each}.json`);
  }
  const contents = { $ref: `hsds:/${name}.json` };
  return ajv.compile(page ? pageOf(contents) : contents);
}

/** What the official compiled forms add to these two (see `../hsds-schemas/README.md`). */
function withCompiledParts(name: SchemaName, schema: JsonSchema): JsonSchema {
  const added = {
    organization: { services: { type: 'array', items: { $ref: 'service.json' } } },
    service_at_location: { service: { $ref: 'service.json' } },
  }[name as string];
  return added
    ? { ...schema, properties: { ...(schema['properties'] as object), ...added } }
    : schema;
}

function pageOf(contents: JsonSchema): JsonSchema {
  const integer = { type: 'integer', minimum: 0 };
  const properties = {
    total_items: integer,
    total_pages: integer,
    page_number: integer,
    size: integer,
    first_page: { type: 'boolean' },
    last_page: { type: 'boolean' },
    empty: { type: 'boolean' },
    contents: { type: 'array', items: contents },
  };
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function closed(schema: unknown): JsonSchema {
  if (Array.isArray(schema)) return schema.map(closed) as unknown as JsonSchema;
  if (typeof schema !== 'object' || schema === null) return schema as JsonSchema;
  const copy: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    copy[key] = key === 'properties' ? mapValues(value as JsonSchema) : closed(value);
  }
  if (typeof copy['properties'] === 'object' && !('additionalProperties' in copy)) {
    copy['additionalProperties'] = false;
  }
  return copy;
}

function mapValues(properties: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, closed(value)]));
}
