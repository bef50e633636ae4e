/**
 * The objects that an import reads: HSDS 3.1 under its own names, and the Wayhouse profile's rows.
 * One entry says which columns a table has, what each may hold, where it points, and what nests in it.
 */
import { ENTITIES, type Entity, type EntitySpec } from './entities/column.ts';
import { DETAILS } from './entities/details.ts';
import { MAIN } from './entities/main.ts';
import { PROFILE } from './entities/profile.ts';

export { type Column, ENTITIES, type Entity, type EntitySpec } from './entities/column.ts';

export const SPECS: Record<Entity, EntitySpec> = { ...MAIN, ...DETAILS, ...PROFILE };

/** Columns that live in the stage only and are resolved before the row is written. */
export const STAGE_ONLY = new Set(['area', 'said_by_name']);

const byName = new Map<string, Entity>(
  ENTITIES.flatMap((entity) =>
    [entity, ...(SPECS[entity].names ?? [])].map((name) => [name, entity] as const),
  ),
);

/** The entity that a file or a key is named after (`services.csv`, `service`), or undefined. */
export function entityNamed(name: string): Entity | undefined {
  return byName.get(name.toLowerCase().replace(/\.(csv|tsv|json|ndjson|txt)$/, ''));
}
