/**
 * The Wayhouse profile 1.0 as JSON Merge Patches (RFC 7386) over the official schemas, and the schemas with
 * these patches merged in. Each adds one property, `wayhouse`, and changes nothing else.
 */
import { DOC_CODES, FACT_CODES } from '../fact-codes.ts';
import { NEED_CODES } from '../needs.ts';
import type { HsdsVersion } from './fields.ts';
import { type JsonSchema, schemaFile } from './schema-files.ts';

const text: JsonSchema = { type: 'string' };
const code: JsonSchema = {
  type: 'string',
  pattern: '^[0-9]{2,10}$',
  description: 'Public number with its check digit (Damm).',
};
const date: JsonSchema = { type: 'string', format: 'date' };
const yes: JsonSchema = { type: 'boolean' };
const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values });
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const object = (properties: Record<string, JsonSchema>, ...required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});

const translations = list(
  object(
    {
      field: { ...text, description: 'Name of the HSDS field that is translated.' },
      lang: { ...text, description: 'BCP 47.' },
      text,
      state: oneOf('machine_draft', 'translated', 'reviewed', 'back_checked'),
    },
    'field',
    'lang',
    'text',
  ),
);
const facts = list(
  object(
    {
      code: { anyOf: [{ enum: FACT_CODES }, { type: 'string', pattern: '^x_[a-z0-9_]+$' }] },
      value: oneOf('yes', 'no', 'unknown'),
      source_kind: oneOf('provider', 'authority', 'network_check', 'visitor_reports', 'import'),
      said_by: text,
      method: oneOf('visited', 'phoned', 'written', 'website', 'imported', 'reports'),
      checked_on: date,
      review_by: date,
      note: text,
    },
    'code',
    'value',
  ),
);
const lifecycle = oneOf('draft', 'in_review', 'listed', 'paused', 'closed');
const point = object(
  {
    code,
    kind: oneOf(
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
    spaces: list(oneOf('minors', 'women_children', 'mother_baby', 'private_room')),
    package_template: text,
    elements: list(
      object({ code: text, state: oneOf('present', 'absent', 'partner') }, 'code', 'state'),
    ),
    agreement: object(
      {
        kind: oneOf('formal', 'informal', 'none'),
        guarantees: list(oneOf('humanitarian_only', 'no_arrest_around', 'no_checks_at_door')),
        valid_from: date,
        valid_to: date,
        breached_on: date,
      },
      'kind',
    ),
  },
  'kind',
);

const common = {
  source_lang: { ...text, description: 'BCP 47 of the plain fields.' },
  translations,
};
const KEYS: Record<string, JsonSchema> = {
  organization: object({ ...common, code, in_network: yes, facts }),
  service: object({
    ...common,
    needs: list({ enum: [...NEED_CODES] }),
    facts,
    lifecycle,
    confirmed_by: text,
    confirmed_on: date,
    holiday_rule: oneOf('open', 'closed', 'own_hours', 'unknown'),
  }),
  service_at_location: object({ ...common, code, facts, lifecycle }),
  location: object({
    ...common,
    publicity: oneOf('public', 'community', 'unpublished'),
    disclosure: oneOf('exact', 'area', 'phone_only'),
    time_zone: { ...text, description: 'IANA zone.' },
    area: { ...text, description: 'Code of the published area in the gazetteer.' },
    facts,
    point,
  }),
  schedule: object({
    ...common,
    time_zone: { ...text, description: 'IANA zone; `timezone` is only an offset.' },
    effect: oneOf('open', 'closed', 'unknown'),
    replaces: yes,
    women_only: yes,
  }),
  language: object({ mode: oneOf('staff', 'interpreter_on_site', 'interpreter_phone') }),
  required_document: object({
    ...common,
    doc_code: { enum: [...DOC_CODES] },
    level: oneOf('needed', 'helpful'),
    checked_on: date,
  }),
  service_capacity: object({
    stale_after: {
      ...text,
      description: 'Length of time, HH:MM:SS; after it the number is unknown.',
    },
    kind: oneOf('night_bed', 'slot', 'course_place'),
  }),
  phone: object(common),
  program: object(common),
  accessibility: object(common),
  cost_option: object(common),
  service_area: object(common),
};

/** Entities that the profile touches. */
export const PATCHED = Object.keys(KEYS);

/** The merge patch over `schema/<name>.json`; undefined when the profile leaves it as it is. */
export function profilePatch(name: string): JsonSchema | undefined {
  const key = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  return key && { properties: { wayhouse: key } };
}

/** The official schema with the patch in it; list forms carry the key at every object that they name. */
export function mergedSchema(version: HsdsVersion, name: string): JsonSchema {
  return patched(schemaFile(version, name), name.replace(/_list$/, ''));
}

function patched(schema: JsonSchema, name: string): JsonSchema {
  const patch = profilePatch(name);
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const own: object = patch?.['properties'] ?? {};
  const inside = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      value['properties'] ? patched(value, key) : value,
    ]),
  );
  return {
    ...schema,
    properties: { ...inside, ...own },
  };
}
