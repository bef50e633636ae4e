/**
 * Ids of imported rows (chapter 10, section 1.1): a UUID is kept; any other id becomes the UUIDv5 of
 * source, entity and foreign id, so that a second import finds the same row.
 */
import { createHash } from 'node:crypto';
import { v5 } from 'uuid';

export { HOME_ORGANISATION } from '../../firewall/index.ts';

/** Namespace of the names below. Never change it: ids made in every deployment depend on it. */
const NAMESPACE = '5f0c1d0e-7b1a-5c55-9a57-3a4f7d1e8b21';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function sourceId(name: string): string {
  return v5(`source ${name}`, NAMESPACE);
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The row of `foreignId` in `entity` of one source. */
export function rowId(source: string, entity: string, foreignId: string): string {
  return isUuid(foreignId) ? foreignId.toLowerCase() : v5(`${entity} ${foreignId}`, source);
}

/** The row of a record that is known by its parts (a fact of a subject, a text of a field). */
export function partsId(...parts: string[]): string {
  return v5(parts.join('\u0000'), NAMESPACE);
}

/** A stable foreign id for a record that came without one: what it says, under its parent. */
export function contentId(...parts: unknown[]): string {
  return `~${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}`;
}
