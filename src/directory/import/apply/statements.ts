/** SQL that is written once for each entity from its entry in the catalogue. Names come from there only, never from a feed. */
import { ENTITIES, type Entity, type EntitySpec, SPECS, STAGE_ONLY } from '../entity.ts';

export const STAGE = 'directory_sealed.import_stage';

export function tableOf(entity: Entity): string {
  return `directory.${entity}`;
}

/** Columns of the table that an import writes, key columns first. */
export function written(entity: Entity): string[] {
  const spec = SPECS[entity];
  const columns = [...new Set([...spec.key, ...Object.keys(spec.columns)])].filter(
    (column) => !STAGE_ONLY.has(column),
  );
  const more: string[] = [];
  if (entity === 'service') more.push('first_imported_on', 'status_reason');
  if (entity === 'organization') more.push('lifecycle');
  return [...columns, ...more];
}

/** Links of a record: the column, where it points, and whether the record is nothing without it. */
export function linksOf(entity: Entity): { column: string; ref: Entity; required: boolean }[] {
  return Object.entries(SPECS[entity].columns).flatMap(([column, { kind, ref, required }]) =>
    kind === 'id' && ref ? [{ column, ref, required: required === true }] : [],
  );
}

/** Finds the row of `table` by its key columns; `cols` and `id` are expressions that give the key. */
export function sameRow(spec: EntitySpec, table: string, cols = 's.cols', id = 's.row_id'): string {
  return spec.key.map((column) => `${table}.${column} = ${keyOf(column, cols, id)}`).join(' and ');
}

/** The key of a staged row as plain columns `key_…`, for joins under row-level security. */
export function keyColumns(spec: EntitySpec): string {
  return spec.key
    .map((column) => `${keyOf(column, 's.cols', 's.row_id')} as "key_${column}"`)
    .join(', ');
}

/** Joins `table` to rows that carry `keyColumns`. */
export function joinOnKey(spec: EntitySpec, table: string, rows: string): string {
  return spec.key.map((column) => `${table}."${column}" = ${rows}."key_${column}"`).join(' and ');
}

function keyOf(column: string, cols: string, id: string): string {
  if (column === 'id') return id;
  return `(${cols} ->> '${column}')${column.endsWith('_id') ? '::uuid' : ''}`;
}

/** `ENTITIES` stand in the order in which their rows can be written. */
export const WRITE_ORDER: readonly Entity[] = ENTITIES;
