/** How the catalogue of entities is written down. */

/** In the order in which rows can be written: what others point to comes first. */
export const ENTITIES = [
  'taxonomy',
  'taxonomy_term',
  'unit',
  'organization',
  'organization_identifier',
  'program',
  'service',
  'location',
  'place_rule',
  'service_at_location',
  'address',
  'contact',
  'phone',
  'url',
  'schedule',
  'service_area',
  'language',
  'accessibility',
  'cost_option',
  'required_document',
  'funding',
  'service_capacity',
  'attribute',
  'point',
  'space_agreement',
  'fact',
  'field_text',
  'service_need',
] as const;
export type Entity = (typeof ENTITIES)[number];

/**
 * `line` is one line of text, `text` several; `time` minutes after midnight; `id` a link to `ref`.
 * Bounds keep a value inside the type and checks of its column.
 */
export type Column = {
  kind:
    | 'line'
    | 'text'
    | 'url'
    | 'email'
    | 'number'
    | 'integer'
    | 'date'
    | 'instant'
    | 'time'
    | 'flag'
    | 'id'
    | 'code'
    | 'json'
    | 'list';
  ref?: Entity;
  required?: true;
  among?: readonly string[];
  min?: number;
  max?: number;
};

export type EntitySpec = {
  columns: Readonly<Record<string, Column>>;
  /** Columns that tell one row from another. */
  key: readonly string[];
  /** A detail that has no life of its own: it goes when its source takes it away. */
  leaf?: true;
  /** At least one of these must point somewhere. */
  parents?: readonly string[];
  /** What differs between two rows that carry the same id by mistake. */
  natural?: readonly string[];
  /** Values on creation when the source gives none. */
  defaults?: Readonly<Record<string, unknown>>;
  /** The table has these columns. */
  has?: { code?: true; version?: false; updatedAt?: false; org?: false };
  /** Keys that nest other objects: entity, the column of theirs that points here. */
  nests?: Readonly<Record<string, { entity: Entity; via: string; one?: true }>>;
  /** Keys that hold the object this one points to. */
  holds?: Readonly<Record<string, { entity: Entity; as: string }>>;
  /** Names of files and of plural keys, beside the entity's own. */
  names?: readonly string[];
};

export const line: Column = { kind: 'line' };
export const text: Column = { kind: 'text' };
export const url: Column = { kind: 'url' };
export const email: Column = { kind: 'email' };
export const date: Column = { kind: 'date' };
export const flag: Column = { kind: 'flag' };
export const to = (ref: Entity): Column => ({ kind: 'id', ref });
export const must = (column: Column): Column => ({ ...column, required: true });
export const among = (...values: string[]): Column => ({ kind: 'code', among: values });

export const LIFECYCLE = ['draft', 'in_review', 'listed', 'paused', 'closed'] as const;
export const STATUS = ['active', 'inactive', 'defunct', 'temporarily closed'] as const;

export const attributes = { attributes: { entity: 'attribute', via: 'link_id' } } as const;
export const toPlaces = {
  organization_id: to('organization'),
  service_id: to('service'),
  service_at_location_id: to('service_at_location'),
  location_id: to('location'),
};
