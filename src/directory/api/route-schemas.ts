/** The HSDS interface in the words of OpenAPI: what our own description says of each address. */
import Type, { type TObject, type TSchema } from 'typebox';
import { KNOWN, type ListName } from './parameters.ts';

const MEANINGS: Record<string, TSchema> = {
  search: Type.String({
    description:
      'Every word must stand in the name, another name, the description or a translation. At most 120 characters.',
  }),
  page: Type.Integer({ minimum: 1, description: 'Number of the page; one past the end is empty.' }),
  per_page: Type.Integer({
    minimum: 1,
    description: 'Objects on a page: 50 when absent, cut to 500.',
  }),
  format: Type.String({
    enum: ['json', 'ndjson'],
    description: '`ndjson` streams everything, one object a line, without pages.',
  }),
  taxonomy_term_id: Type.String({
    format: 'uuid',
    description: 'Objects that carry this term, themselves or on what belongs to them.',
  }),
  taxonomy_id: Type.String({
    format: 'uuid',
    description: 'The same for any term of this taxonomy.',
  }),
  organization_id: Type.String({ format: 'uuid' }),
  modified_after: Type.String({
    description:
      'Changed at or after this date or instant; services that ended since come with their status.',
  }),
  minimal: Type.Boolean({ description: 'Only id and time of change, up to 50,000 on a page.' }),
  full: Type.Boolean({ description: 'With everything that belongs to each object.' }),
  full_service: Type.Boolean({ description: 'Organisations with their services in full.' }),
  postcode: Type.String({ description: 'At places with this postal code.' }),
  proximity: Type.Number({
    description: 'With `postcode`: within so many metres of the middle of its places.',
  }),
  minimum_age: Type.Number({
    description: 'For people of this age or older: the ranges meet, a missing limit is none.',
  }),
  maximum_age: Type.Number({ description: 'For people of this age or younger.' }),
  start_time: Type.String({ description: 'Open at this time (HH:MM, local at the place).' }),
  end_time: Type.String({ description: 'Open until this time.' }),
  day: Type.String({ description: 'Open on this day of the week: MO … SU.' }),
  top_only: Type.Boolean({ description: 'Terms without a parent.' }),
  parent_id: Type.String({ format: 'uuid', description: 'Terms below this one.' }),
};

/** Parameters of a list; how they are checked is `parameters.ts`. */
export function questionSchema(list: ListName): TObject {
  return Type.Object(
    Object.fromEntries(
      KNOWN[list].map((name) => [name, Type.Optional(MEANINGS[name] ?? Type.String())]),
    ),
  );
}

export const pageSchema = Type.Object({
  total_items: Type.Integer(),
  total_pages: Type.Integer(),
  page_number: Type.Integer(),
  size: Type.Integer({ description: 'How many there are in `contents`.' }),
  first_page: Type.Boolean(),
  last_page: Type.Boolean(),
  empty: Type.Boolean(),
  contents: Type.Array(Type.Object({}, { additionalProperties: true })),
});

export const objectSchema = Type.Object({}, { additionalProperties: true });

export const problemSchema = Type.Object(
  { type: Type.String(), title: Type.String(), status: Type.Integer(), code: Type.String() },
  { additionalProperties: true, description: 'Problem details (RFC 9457)' },
);

export const idSchema = Type.Object({ id: Type.String({ format: 'uuid' }) });

export const baseSchema = Type.Object({
  version: Type.String(),
  profile: Type.String({ format: 'uri' }),
  openapi_url: Type.String({ format: 'uri' }),
});
