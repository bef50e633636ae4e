import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { demoServices } from './country.ts';

const SCHEMAS = join(import.meta.dirname, '../directory/hsds-schemas/3.1/schema');

type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  type?: string;
  items?: Schema;
};

/** The published schema, closed: a field that it does not name is an error. */
function closed(schema: Schema): Schema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, value]) => [key, closed(value)]),
  );
  return {
    ...(schema.$ref ? { $ref: schema.$ref } : {}),
    ...(schema.type ? { type: schema.type } : {}),
    ...(schema['format'] ? { format: schema['format'] } : {}),
    ...(schema['enum'] ? { enum: schema['enum'] } : {}),
    ...(schema['required'] ? { required: schema['required'] } : {}),
    ...(schema.items ? { items: closed(schema.items) } : {}),
    ...(schema.properties ? { properties, additionalProperties: false } : {}),
  };
}

function validator() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  for (const file of readdirSync(SCHEMAS)) {
    if (
      file === 'openapi.json' ||
      file === 'meta_table_description.json' ||
      file.endsWith('_list.json')
    )
      continue;
    ajv.addSchema(closed(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as Schema), file);
  }
  const validate = ajv.getSchema('service.json');
  if (!validate) throw new Error('no schema of services');
  return validate;
}

/** The same object without our key, at every depth. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'wayhouse')
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

describe('services of the demonstration country', () => {
  const validate = validator();

  it('are HSDS 3.1 in the strict reading once our key is taken away', () => {
    for (const service of demoServices('2026-11-22')) {
      const fits = validate(plain(service));
      expect(validate.errors ?? [], service.name).toEqual([]);
      expect(fits).toBe(true);
    }
  });

  it('would not pass with our key: the reading is strict', () => {
    const [first] = demoServices('2026-11-22');
    expect(validate(first)).toBe(false);
    expect(validate({ ...(plain(first) as object), status: 'open' })).toBe(false);
  });
});
