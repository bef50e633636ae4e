/** The description of a tabular package (Frictionless Data Package), made from the official schemas. */
import { schemaFile } from './schema-files.ts';
import { ENTITIES, fieldsOf } from './fields.ts';
import type { Writing } from './nest.ts';
import { tableNames } from './tables.ts';

type Property = { type?: string; title?: string; datapackage_type?: string };

/**
 * HSDS asks for HH:MM with an offset; the type `time` of Table Schema is hh:mm:ss without one, so a reader
 * of packages would refuse every time that HSDS wants.
 */
const FORMS: Readonly<Record<string, object>> = {
  time: {
    type: 'string',
    constraints: { pattern: '\\d{2}:\\d{2}(?::\\d{2})?(?:Z|[+-]\\d{2}:\\d{2})?' },
  },
  // Its default form has no parts of a second, which instants have in JSON and here.
  datetime: { type: 'datetime', format: 'any' },
};

/** `datapackage.json` with one resource for each table. */
export function datapackage(writing: Writing): string {
  const resources = tableNames(writing).map((entity) => {
    const schema = schemaFile(writing.version, entity);
    const properties = (schema['properties'] ?? {}) as Record<string, Property>;
    const fields = fieldsOf(entity, writing.version).map(({ name }) => {
      const type = properties[name]?.datapackage_type ?? properties[name]?.type ?? 'string';
      return {
        name,
        ...(FORMS[type] ?? { type }),
        title: properties[name]?.title ?? name,
      };
    });
    const ours = { name: 'wayhouse', type: 'object', title: 'Wayhouse profile 1.0' };
    return {
      name: entity,
      path: ENTITIES[entity].path,
      profile: 'tabular-data-resource',
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      schema: {
        fields: writing.profile === 'wayhouse' ? [...fields, ours] : fields,
        primaryKey: 'id',
      },
    };
  });
  return `${JSON.stringify(
    {
      name: 'human-services-data',
      profile: 'tabular-data-package',
      version: writing.version,
      resources,
    },
    null,
    2,
  )}\n`;
}
