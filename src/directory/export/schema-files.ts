/** The official schema files, read once from their own folder. */
import { existsSync, readFileSync } from 'node:fs';
import type { HsdsVersion } from './fields.ts';

export type JsonSchema = Record<string, unknown>;

const FOLDER = new URL('../hsds-schemas/', import.meta.url);
const files = new Map<string, JsonSchema>();

/** `name` without `.json`. @throws when there is no such file in this version */
export function schemaFile(version: HsdsVersion, name: string): JsonSchema {
  const path = `${version}/schema/${name}.json`;
  let schema = files.get(path);
  if (!schema) {
    schema = JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')) as JsonSchema;
    files.set(path, schema);
  }
  return schema;
}

/** A page, a lone slash or dots never name one. */
export function hasSchema(version: HsdsVersion, name: string): boolean {
  return /^[a-z_]+$/.test(name) && existsSync(new URL(`${version}/schema/${name}.json`, FOLDER));
}
