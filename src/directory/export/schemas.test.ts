import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENTITIES, type EntityName, fieldsOf, HSDS_VERSIONS, isIn } from './fields.ts';
import { mergedSchema, PATCHED, profilePatch } from './profile-schemas.ts';
import { schemaFile } from './schema-files.ts';
import { hsdsValidator, type SchemaName } from './schemas.ts';

type Property = { type?: string; format?: string };

describe('our tables', () => {
  // Never stored or served: names of persons, and fields that HSDS has given up.
  const LEFT_OUT = ['metadata', 'attention', 'name of contact', 'assurer_email', 'fees'];

  for (const version of HSDS_VERSIONS) {
    it(`name the plain fields of HSDS ${version}, in its order`, () => {
      for (const entity of Object.keys(ENTITIES) as EntityName[]) {
        if (!isIn(version, ENTITIES[entity])) continue;
        const schema = schemaFile(version, entity);
        const properties = Object.entries(schema['properties'] as Record<string, Property>);
        const plain = properties
          .filter(
            ([name, { type }]) =>
              type !== undefined &&
              type !== 'array' &&
              type !== 'object' &&
              !LEFT_OUT.includes(name),
          )
          .map(([name]) => name)
          .filter((name) => !(entity === 'contact' && name === 'name'));
        const ours = fieldsOf(entity, version);
        expect(ours.map(({ name }) => name).sort(), `${version} ${entity}`).toEqual(plain.sort());
        expect(ENTITIES[entity].path).toBe(schema['path']);
        for (const { name, kind } of ours) {
          const property = Object.fromEntries(properties)[name];
          if (property?.format === 'uri' || property?.format === 'email')
            expect(kind, `${entity}.${name}`).toBe(property.format);
          if (property?.type === 'number') expect(['number', 'offset']).toContain(kind);
        }
      }
    });
  }
});

describe('the official examples', () => {
  const EXAMPLES: { file: string; schema: SchemaName; page?: boolean }[] = [
    { file: 'service_full', schema: 'service' },
    { file: 'organization_full', schema: 'organization' },
    { file: 'service_at_location_full', schema: 'service_at_location' },
    { file: 'location', schema: 'location' },
    { file: 'taxonomy', schema: 'taxonomy' },
    { file: 'taxonomy_term', schema: 'taxonomy_term' },
    { file: 'service_list', schema: 'service_list', page: true },
    { file: 'organization_list', schema: 'organization_list', page: true },
    { file: 'service_at_location_list', schema: 'service_at_location_list', page: true },
    { file: 'taxonomy_list', schema: 'taxonomy', page: true },
    { file: 'taxonomy_term_list', schema: 'taxonomy_term', page: true },
  ];
  for (const version of HSDS_VERSIONS) {
    it.each(EXAMPLES)(
      `of HSDS ${version}: $file is valid in the strict reading`,
      ({ file, schema, page }) => {
        const example = JSON.parse(
          readFileSync(
            new URL(`../hsds-schemas/${version}/examples/${file}.json`, import.meta.url),
            'utf8',
          ),
        ) as object;
        for (const profile of ['plain', 'wayhouse'] as const) {
          const valid = hsdsValidator({ version, profile, strict: true }, schema, page);
          expect(valid(example), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
        }
      },
    );
  }

  it('are refused by the strict reading when something is added', () => {
    const example = JSON.parse(
      readFileSync(
        new URL('../hsds-schemas/3.1/examples/service_full.json', import.meta.url),
        'utf8',
      ),
    ) as { phones: object[] };
    const valid = hsdsValidator({ version: '3.1', profile: 'plain', strict: true }, 'service');
    expect(valid({ ...example, colour: 'red' })).toBe(false);
    expect(valid({ ...example, phones: [{ ...example.phones[0], colour: 'red' }] })).toBe(false);
    expect(valid({ ...example, wayhouse: {} })).toBe(false);
  });
});

describe('the merged schemas', () => {
  it('are the official ones with one property more', () => {
    for (const name of PATCHED) {
      const official = schemaFile('3.1', name);
      const merged = mergedSchema('3.1', name);
      const { wayhouse, ...properties } = merged['properties'] as Record<string, unknown>;
      expect({ properties: { wayhouse } }).toEqual(profilePatch(name));
      expect({ ...merged, properties }).toEqual(official);
    }
  });
});
